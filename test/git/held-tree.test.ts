import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldTree } from '../../src/git/held-tree.ts';
import { type EntryChange, folderMode, type TreeSide } from '../../src/git/tree-entries.ts';

interface Entry {
  readonly name: string;
  readonly side: TreeSide;
}

const idLength = 20;

/** Ids of which each could be taken for the end of another entry. */
const entryLike = Buffer.from('4 a\u{0}100644 b\u{0}100644 ', 'latin1').toString('hex');
const id = fc.constantFrom(entryLike, '20'.repeat(20), '00'.repeat(20), '31'.repeat(20), `${'00'.repeat(18)}3120`);
const name = fc.constantFrom('a', 'a.b', 'a-', 'a0', 'aa', 'b', '1', '100644 b', '\u{ff}', 'a b');
const mode = fc.constantFrom('100644', '100644', '100755', '120000', '160000', folderMode);
const tree = fc
  .uniqueArray(fc.record({ name, side: fc.record({ mode, id }) }), { selector: sortedAs, maxLength: 12 })
  .map((entries) => entries.toSorted((a, b) => (sortedAs(a) < sortedAs(b) ? -1 : 1)));

describe('a held tree', () => {
  it('tells exactly what differs in each tree that it becomes, and is that tree then', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 8 }), (trees) => {
        const held = new HeldTree(idLength);
        let before: readonly Entry[] = [];
        for (const next of trees) {
          expect(held.become(bytesOf(next))).toEqual(differences(before, next));
          expect(held.become(bytesOf(next))).toEqual([]);
          before = next;
        }
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  it('tells of one entry among very many', () => {
    const many = Array.from({ length: 3000 }, (_, at) => entryAt(at, '11'));
    const held = new HeldTree(idLength);
    expect(held.become(bytesOf(many))).toHaveLength(3000);
    for (const at of [0, 1499, 2999]) {
      const next = many.with(at, entryAt(at, '22'));
      const [was, is] = [many[at]?.side, next[at]?.side];
      expect(held.become(bytesOf(next))).toEqual([{ name: entryAt(at, '').name, held: was, next: is }]);
      expect(held.become(bytesOf(next.toSpliced(at, 1)))).toHaveLength(1);
      expect(held.become(bytesOf(many))).toHaveLength(1);
    }
  });

  it('holds what it held where the next is no tree', () => {
    const held = new HeldTree(idLength);
    const one = [entryAt(1, '11')];
    held.become(bytesOf(one));
    const whole = bytesOf([entryAt(1, '22')]);
    for (const end of [1, 6, 7, 8, 20, whole.length - 1]) expect(held.become(whole.subarray(0, end))).toBeUndefined();
    expect(held.become(Buffer.concat([whole, Buffer.from('x')]))).toBeUndefined();
    expect(held.become(bytesOf(one))).toEqual([]);
  });
});

function entryAt(at: number, byte: string): Entry {
  return { name: `n${String(at).padStart(4, '0')}`, side: { mode: '100644', id: byte.repeat(idLength) } };
}

function bytesOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => [
      Buffer.from(`${entry.side.mode.replace(/^0/, '')} ${entry.name}\0`, 'latin1'),
      Buffer.from(entry.side.id, 'hex'),
    ]),
  );
}

function differences(held: readonly Entry[], next: readonly Entry[]): readonly EntryChange[] {
  const keys = [...new Set([...held, ...next].map(sortedAs))].toSorted((a, b) => (a < b ? -1 : 1));
  return keys.flatMap((key) => {
    const [a, b] = [held, next].map((entries) => entries.find((entry) => sortedAs(entry) === key));
    const isSame = a?.side.mode === b?.side.mode && a?.side.id === b?.side.id;
    return isSame ? [] : [{ name: (a ?? b)?.name ?? '', held: a?.side, next: b?.side }];
  });
}

/** Git's order. */
function sortedAs({ name: text, side }: Entry): string {
  return side.mode === folderMode ? `${text}/` : text;
}
