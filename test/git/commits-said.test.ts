import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import { commitSaid, commitShown } from '../../src/git/commits-said.ts';
import { readIdentity } from '../../src/git/identity.ts';
import { git, temporaryFolder } from './world.ts';

const part = fc.constantFrom(
  'a',
  ' ',
  '<',
  '>',
  '<a@b>',
  '\r',
  '\u{2028}',
  '\u{fc}',
  '-',
  '0',
  '12',
  ' 1795000000',
  '+0000',
  ' -5 ',
);
const line = fc.oneof(
  fc.array(part, { maxLength: 10 }).map((parts) => parts.join('')),
  fc.integer().map((seconds) => `A <a@example.org> ${String(seconds)} +0100`),
);

describe('what a commit says of itself', () => {
  it('names people as their lines do, read one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, line), { minLength: 1, maxLength: 5 }), (commits) => {
        const people = new Map();
        for (const [author, committer] of commits) {
          const id = '1'.repeat(40) as CommitId;
          const content = Buffer.from(`tree ${id}\nauthor ${author}\ncommitter ${committer}\n\nx`);
          const { said, tree } = commitSaid(id, content, people);
          expect(said).toEqual({
            id,
            parents: [],
            author: readIdentity(author),
            committer: readIdentity(committer),
            message: 'x\n',
          });
          expect(tree).toBe(id);
        }
      }),
      { seed: 43, numRuns: 1000 },
    );
  });

  it('is the same by its own bytes and as git shows it', () => {
    const root = temporaryFolder();
    git(root, 'init', '-q', '--bare');
    const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    const text = fc.constantFrom(
      'a',
      ' ',
      '    b',
      '\t',
      '\r',
      '\n',
      '\n\n',
      '\0',
      '\u{fc}',
      '\u{a0}',
      '\v',
      'parent c',
    );
    const message = fc.array(text, { maxLength: 12 }).map((parts) => parts.join(''));
    const header = fc.constantFrom('', 'encoding ISO-8859-1\n', 'gpgsig a\n b\n \n c\n');
    const given = fc.sample(fc.tuple(header, message), { seed: 44, numRuns: 400 });
    const person = 'A <a@example.org> 1795000000 +0100';
    const contents = given.map(([more, words]) =>
      Buffer.from(`tree ${tree}\nauthor ${person}\ncommitter ${person}\n${more}\n${words}`),
    );
    const ids = contents.map((content) => storedCommit(root, content));
    const shown = spawnSync('git', ['rev-list', '--header', '--no-walk=unsorted', '--encoding=none', '--stdin'], {
      cwd: root,
      input: ids.join('\n'),
    }).stdout;
    const records = shown.toString('latin1').split('\0').slice(0, -1);
    expect(records.length).toBe(new Set(ids).size);
    const people = new Map();
    for (const record of records) {
      const end = record.indexOf('\n');
      const id = record.slice(0, end) as CommitId;
      const content = contents[ids.indexOf(id)] ?? Buffer.alloc(0);
      const byShown = commitShown(id, Buffer.from(record.slice(end + 1), 'latin1'), people);
      expect(byShown).toEqual(commitSaid(id, content, people));
    }
  }, 60_000);
});

function storedCommit(root: string, content: Buffer): CommitId {
  const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
  return spawnSync('git', args, { cwd: root, input: content, encoding: 'utf8' }).stdout.trim() as CommitId;
}
