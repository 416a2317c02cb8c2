import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import { commitSaid } from '../../src/git/commits-said.ts';
import { readIdentity } from '../../src/git/identity.ts';

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
            message: 'x',
          });
          expect(tree).toBe(id);
        }
      }),
      { seed: 43, numRuns: 1000 },
    );
  });
});
