import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tree } from '../../src/core/tree.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';

fc.configureGlobal({ seed: 20 });

/** A tree of edits on nothing. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  return overlayTree(workingTree('/nonexistent'), new Map(Object.entries(files)));
}

const base = treeOf({ 'clusters/a.yaml': 'a: 1\n', 'clusters/b.yaml': 'b: 1\n', 'fleet.yaml': 'fleet: x\n' });

describe('an overlay', () => {
  it('changes, adds and removes, and leaves the rest', () => {
    const edits = new Map([
      ['clusters/a.yaml', 'a: 2\n'],
      ['clusters/aa.yaml', 'new: 1\n'],
      ['clusters/b.yaml', null],
      ['clusters/none.yaml', null],
    ]);
    const tree = overlayTree(base, edits);
    expect(tree.list('clusters')).toEqual(['clusters/a.yaml', 'clusters/aa.yaml']);
    expect(tree.read('clusters/a.yaml')).toMatchObject({ text: 'a: 2\n' });
    expect(tree.read('clusters/b.yaml')).toBeUndefined();
    expect(tree.has('clusters/b.yaml')).toBe(false);
    expect(tree.read('fleet.yaml')).toEqual(base.read('fleet.yaml'));
    expect(base.list('clusters')).toEqual(['clusters/a.yaml', 'clusters/b.yaml']);
  });

  it('holds edits to the rules of files', () => {
    const edits = new Map([
      ['../x.yaml', 'a: 1\n'],
      ['.git/config', 'a: 1\n'],
      ['big.yaml', '#'.repeat(1048577)],
      ['control.yaml', '\u{1b}'],
    ]);
    const tree = overlayTree(base, edits);
    expect([tree.has('../x.yaml'), tree.has('.git/config')]).toEqual([false, false]);
    expect(tree.read('big.yaml')).toMatchObject({ unreadable: { code: 'file-too-large' } });
    expect(tree.read('control.yaml')).toMatchObject({ unreadable: { code: 'file-not-text' } });
  });

  const paths = fc
    .array(fc.constantFrom('a', 'b', 'a-', 'é', '.x', 'node_modules', '..'), { minLength: 1, maxLength: 3 })
    .map((p) => p.join('/'));
  const layers = fc.array(fc.array(fc.tuple(paths, fc.option(fc.string()))), { maxLength: 3 });

  it('list, has and read agree, whatever is laid over whatever', () => {
    fc.assert(
      fc.property(layers, paths, fc.oneof(paths, fc.constant('')), (edits, path, under) => {
        const tree = edits.reduce<Tree>(
          (below, entries) => overlayTree(below, new Map(entries)),
          treeOf({ 'a/b': 'x' }),
        );
        const all = tree.list('');
        expect(tree.has(path)).toBe(all.includes(path));
        expect(tree.read(path) !== undefined).toBe(all.includes(path));
        expect(all).toEqual([...new Set(all)].toSorted());
        expect(tree.list(under)).toEqual(
          all.filter((each) => under === '' || each === under || each.startsWith(`${under}/`)),
        );
      }),
    );
  });

  it('of nothing is the tree itself', () => {
    const tree = overlayTree(base, new Map());
    expect(tree.list('')).toEqual(base.list(''));
    for (const path of base.list('')) expect(tree.read(path)).toEqual(base.read(path));
  });
});
