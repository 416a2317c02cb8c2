import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderWriter, sha256Of, stampOfFile } from '../../src/tree/write.ts';
import { filesIn, temporaryFolder } from '../support/fleet.ts';

/** No process has this number: it is past what systems give. */
const nobody = 4_194_305;

test('a file is written whole, with what is known of it told', () => {
  const root = temporaryFolder();
  const written = new FolderWriter(root).write('a/b.json', 'é\n');
  expect(written).toEqual({
    ok: true,
    value: { sha256: sha256Of('é\n'), bytes: 3, stamp: stampOfFile(join(root, 'a/b.json')) },
  });
  expect(filesIn(root)).toEqual(new Map([['a/b.json', 'é\n']]));
});

test('long texts are written like short ones', () => {
  const root = temporaryFolder();
  const writer = new FolderWriter(root);
  for (const length of [0, 1, 100_000, 170_000, 180_000, 600_000]) {
    const text = 'é€😀x'.repeat(length / 4);
    expect(writer.write('x', text)).toMatchObject({ ok: true, value: { sha256: sha256Of(text) } });
    expect(filesIn(root).get('x')).toBe(text);
  }
});

test('what a process left that died while it wrote is removed, and nothing else', () => {
  const root = temporaryFolder();
  for (const name of [`.x.json.${nobody}.tmp`, `.x.json.${process.pid}.tmp`, `x.${nobody}.tmp`, '.hidden', '.x.tmp'])
    writeFileSync(join(root, name), '');
  new FolderWriter(root).write('y.json', '{}\n');
  expect(readdirSync(root).toSorted()).toEqual([
    '.hidden',
    `.x.json.${process.pid}.tmp`,
    '.x.tmp',
    `x.${nobody}.tmp`,
    'y.json',
  ]);
});

test('a folder that another process removed meanwhile is made again', () => {
  const root = temporaryFolder();
  const writer = new FolderWriter(root);
  writer.write('a/b/x', '1');
  new FolderWriter(root).remove('a/b/x');
  expect(readdirSync(root)).toEqual([]);
  expect(writer.write('a/b/y', '2').ok).toBe(true);
});

test('removing leaves folders in which something lies, and what is not there is no failure', () => {
  const root = temporaryFolder();
  const writer = new FolderWriter(root);
  writer.write('a/x', '1');
  writer.write('a/b/y', '2');
  expect(writer.remove('a/b/y').ok).toBe(true);
  expect(writer.remove('a/b/y').ok).toBe(true);
  expect(writer.remove('a/x/below').ok).toBe(true);
  expect(filesIn(root)).toEqual(new Map([['a/x', '1']]));
});

test('a folder in the place of a file, or a file in the place of a folder, is a conflict', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'folder/inside'), { recursive: true });
  writeFileSync(join(root, 'file'), '');
  const writer = new FolderWriter(root);
  expect(writer.write('folder', '')).toMatchObject({ ok: false, why: 'conflict' });
  expect(writer.write('file/x', '')).toMatchObject({ ok: false, why: 'conflict' });
  expect(readdirSync(root).toSorted()).toEqual(['file', 'folder']);
});
