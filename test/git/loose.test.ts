import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/git/batch.ts';
import { readLoose } from '../../src/git/loose.ts';
import { git, opened, temporaryFolder, valueOf, worldOf } from './world.ts';

describe('an object in a file of its own', () => {
  it('is what git reads, in both formats', () => {
    for (const format of ['sha1', 'sha256']) {
      const { root, repository } = worldOf({ a: 'text\n', b: '' }, `--object-format=${format}`);
      const ids = ['HEAD', 'HEAD^{tree}', 'HEAD:a', 'HEAD:b'].map((name) => git(root, 'rev-parse', name));
      const { objects } = repository.store;
      const loose = ids.map((id) => readLoose(objects, id));
      git(root, 'repack', '-adq');
      expect(ids.map((id) => readLoose(objects, id))).toEqual([undefined, undefined, undefined, undefined]);
      expect(loose).toEqual(valueOf(readObjects(repository.store, ids)));
      expect(loose.map((object) => object?.type)).toEqual(['commit', 'tree', 'blob', 'blob']);
    }
  });

  it('is left to git where it is damaged, another, too large once unpacked, or no object', () => {
    const { root, repository } = worldOf({ a: 'text\n', b: 'other\n' });
    const { objects } = repository.store;
    const id = git(root, 'rev-parse', 'HEAD:a');
    const file = join(objects, id.slice(0, 2), id.slice(2));
    const other = git(root, 'rev-parse', 'HEAD:b');
    const good = readFileSync(file);
    chmodSync(file, 0o644);
    const spoil: readonly (() => void)[] = [
      () => truncateSync(file, 5),
      () => copyFileSync(join(objects, other.slice(0, 2), other.slice(2)), file),
      () => writeFileSync(file, deflateSync(Buffer.alloc(20 * 1024 * 1024))),
      () => writeFileSync(file, ''),
      () => rmSync(file),
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ];
    for (const make of spoil) {
      make();
      expect(readLoose(objects, id)).toBeUndefined();
      rmSync(file, { recursive: true, force: true });
      writeFileSync(file, good);
      chmodSync(file, 0o644);
    }
    expect(readLoose(objects, id)?.content.toString()).toBe('text\n');
  });

  it('stands beside packed ones and lost ones in one answer', () => {
    const { root, repository, commit } = worldOf({ a: 'packed\n' });
    git(root, 'repack', '-adq');
    commit({ a: 'loose\n' });
    const ids = ['HEAD:a', 'HEAD~1:a', 'HEAD'].map((name) => git(root, 'rev-parse', name));
    const names = [ids[0] ?? '', '1'.repeat(40), ids[1] ?? '', 'HEAD:a', ids[2] ?? ''];
    const read = valueOf(readObjects(repository.store, names));
    expect(read.map((object) => object?.content.toString().split('\n')[0])).toEqual([
      'loose',
      undefined,
      'packed',
      'loose',
      expect.stringMatching(/^tree /),
    ]);
  });

  it('is found in the repository that another borrows from', () => {
    const { root } = worldOf({ a: 'theirs\n' });
    const copy = join(temporaryFolder(), 'copy');
    git(dirname(copy), 'clone', '-q', '--shared', root, copy);
    const { store } = opened(copy);
    const id = git(root, 'rev-parse', 'HEAD:a');
    expect(readLoose(store.objects, id)).toBeUndefined();
    expect(valueOf(readObjects(store, [id]))[0]?.content.toString()).toBe('theirs\n');
  });
});
