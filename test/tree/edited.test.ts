import { expect, test } from 'vitest';
import { editedTree } from '../../src/tree/edited.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';

const files = { 'clusters/a.yaml': 'a: 1\n', 'clusters/b.yaml': 'b: 1\n', 'clusters/c.yaml': '\u{1b}' };
const base = overlayTree(workingTree('/nonexistent'), new Map(Object.entries(files)));
const paths = new Set(['clusters/a.yaml', 'clusters/c.yaml', 'clusters/none.yaml']);

test('a tree with edits made when they are read is the tree with those edits on it', () => {
  const lazy = editedTree(base, paths, (_, text) => text.replace('1', '2'));
  const eager = overlayTree(base, new Map([['clusters/a.yaml', 'a: 2\n']]));
  expect(lazy.name).toBe(eager.name);
  expect(lazy.list('')).toEqual(eager.list(''));
  for (const path of [...paths, 'clusters/b.yaml', 'fleet.yaml']) {
    expect(lazy.has(path)).toBe(eager.has(path));
    expect(lazy.read(path)).toEqual(eager.read(path));
    expect(lazy.blobOf?.(path)).toBe(eager.blobOf?.(path));
  }
});

test('each file is edited once, and only if somebody reads it', () => {
  const edited: string[] = [];
  const tree = editedTree(base, paths, (path) => void edited.push(path));
  tree.read('clusters/b.yaml');
  expect(edited).toEqual([]);
  expect(tree.read('clusters/a.yaml')).toEqual(base.read('clusters/a.yaml'));
  tree.read('clusters/a.yaml');
  expect(edited).toEqual(['clusters/a.yaml']);
});

test('an edit is held to the rules of files', () => {
  const tree = editedTree(base, paths, () => '#'.repeat(1048577));
  expect(tree.read('clusters/a.yaml')).toMatchObject({ unreadable: { code: 'file-too-large' } });
  expect(tree.blobOf?.('clusters/a.yaml')).toBeUndefined();
});
