/** Writes to an embedded forge as fast as it can, here or in a process of its own. */

import { localForge } from '../../../src/forge/local/app.ts';
import { openRepository } from '../../../src/git/git.ts';

/** Opens issues, and comments on the first one, in turns; the numbers that it got. */
export async function writeAll(folder: string, name: string, turns: number): Promise<readonly number[]> {
  const repository = openRepository(folder);
  if (repository === undefined) throw new Error('no repository');
  const now = (): number => Date.parse('2026-11-21T00:00:00Z');
  const forge = localForge({ repository, now, owner: 'cc', name: 'fleet' });
  const post = async (path: string, body: object): Promise<number> => {
    const url = `http://localhost/repos/cc/fleet/${path}`;
    const said = await forge(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
    if (said.status !== 201) throw new Error(`${said.status}: ${await said.text()}`);
    return ((await said.json()) as { readonly number: number }).number;
  };
  const numbers: number[] = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    numbers.push(await post('issues', { title: `${name} ${turn}` }));
    await post('issues/1/comments', { body: `${name} ${turn}` });
  }
  return numbers;
}
