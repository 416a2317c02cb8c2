/** A writer that adds a number of entries to a log under a ref, for the test of several at once: DIRECTORY REF NAME COUNT. */

import { openRepository } from '../../src/git/git.ts';

const [directory = '', ref = '', name = '', count = '0'] = process.argv.slice(2);
const repository = openRepository(directory);
if (repository === undefined) throw new Error('no repository');
let tries = 0;
for (let entry = 0; entry < Number(count);) {
  if ((tries += 1) > 10_000) throw new Error('no chance to write');
  const listed = repository.listRefs(ref);
  if (!listed.ok) throw new Error(listed.detail);
  const head = listed.value[0]?.commit;
  const made = repository.makeCommits([
    {
      parents: head === undefined ? [] : [head],
      edits: new Map([[`entries/${name}-${String(entry)}`, 'x\n']]),
      message: 'An entry',
      author: { name, mail: `${name}@example.org`, seconds: entry },
    },
  ]);
  if (!made.ok) throw new Error(made.detail);
  const moved = repository.moveRefs([{ ref, from: head, to: made.value[0] }]);
  if (moved.ok) entry += 1;
  else if (moved.why !== 'conflict') throw new Error(`${moved.why}: ${moved.detail}`);
}
