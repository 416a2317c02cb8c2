import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, sizeMade } from '../../src/git/delta.ts';
import { indexSize, PackedObjects } from '../../src/git/packed.ts';
import { git, temporaryFolder } from './world.ts';

const hashes = ['sha1', 'sha256'] as const;

describe('packs', () => {
  it.each(hashes)(
    'are read as git reads them, however they were packed (%s)',
    (hash) => {
      const { root, objects } = madeOf(hash, 60);
      const ways: readonly (readonly string[])[] = [
        ['repack', '-adfq'],
        ['repack', '-adfq', '--window=0'],
        ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=4000', '--window=50'],
        ['-c', 'pack.packSizeLimit=1m', '-c', 'pack.compression=0', 'repack', '-adFq'],
      ];
      for (const way of ways) {
        git(root, ...way);
        const packed = new PackedObjects({ objects, hash });
        for (const [id, { type, content }] of allOf(root)) {
          const read = packed.read(id);
          expect([id, read?.type, read?.size]).toEqual([id, type, content.length]);
          expect(read?.content.equals(content), id).toBe(true);
        }
        expect(packed.read('1'.repeat(hash === 'sha1' ? 40 : 64))).toBeUndefined();
        for (const wrong of ['', 'x', '1'.repeat(10)]) expect(packed.read(wrong)).toBeUndefined();
      }
    },
    60_000,
  );

  it('hold more than is held at once', () => {
    const root = temporaryFolder();
    git(root, 'init', '-q', '--bare');
    const noise = fc.sample(fc.uint8Array({ minLength: 1_000_000, maxLength: 1_000_000 }), { seed: 3, numRuns: 1 });
    const base = Buffer.from(noise[0] ?? []);
    const texts = Array.from({ length: 110 }, (_, at) => Buffer.concat([Buffer.from(`${String(at)}\n`), base]));
    const lines = texts.flatMap((text) => [`blob\ndata ${String(text.length)}\n`, text, '\n']);
    const input = Buffer.concat([...lines, 'done\n'].map((part) => Buffer.from(part)));
    const imported = spawnSync('git', ['fast-import', '--quiet'], { cwd: root, input });
    expect(String(imported.stderr)).toBe('');
    git(root, 'config', 'core.bigFileThreshold', '100m');
    const all = [...allOf(root)];
    const packed = new PackedObjects({ objects: join(root, 'objects'), hash: 'sha1' });
    for (const [id, { content }] of [...all, ...all.toReversed(), ...all])
      expect(packed.read(id)?.content.equals(content), id).toBe(true);
  }, 60_000);

  it('are left to git where a byte is another, and never taken for what they are not', () => {
    const { root, objects } = madeOf('sha1', 12);
    git(root, 'repack', '-adfq');
    const all = [...allOf(root)];
    const folder = join(objects, 'pack');
    for (const kind of ['.pack', '.idx']) {
      const file = join(folder, readdirSync(folder).find((name) => name.endsWith(kind)) ?? '');
      chmodSync(file, 0o644);
      const good = readFileSync(file);
      const spoilt = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }));
      let undefinedOnes = 0;
      fc.assert(
        fc.property(spoilt, ([at, change]) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ change;
          writeFileSync(file, bad);
          const packed = new PackedObjects({ objects, hash: 'sha1' });
          for (const [id, { content }] of all) {
            const read = packed.read(id);
            if (read === undefined) undefinedOnes += 1;
            else expect(read.content.equals(content), `byte ${String(at)} ^ ${String(change)}: ${id}`).toBe(true);
          }
        }),
        { seed: 5, numRuns: 300 },
      );
      expect(undefinedOnes).toBeGreaterThan(0);
      for (const length of [0, 11, 500, good.length - 21]) {
        writeFileSync(file, good.subarray(0, length));
        const packed = new PackedObjects({ objects, hash: 'sha1' });
        for (const [id, { content }] of all) expect(packed.read(id)?.content ?? content).toEqual(content);
      }
      writeFileSync(file, good);
    }
    const packed = new PackedObjects({ objects, hash: 'sha1' });
    rmSync(folder, { recursive: true });
    expect(all.map(([id]) => packed.read(id))).toEqual(all.map(() => undefined));
    expect(indexSize({ objects })).toBe(0);
  }, 60_000);
});

describe('a delta', () => {
  it('copies stretches of its base and adds bytes of its own', () => {
    const base = Buffer.from('0123456789');
    const delta = Buffer.from([10, 9, 0x91, 2, 4, 3, ...Buffer.from('abc'), 0x90, 2]);
    expect(sizeMade(delta, 10)).toBe(9);
    expect(sizeMade(delta, 11)).toBeUndefined();
    const made = Buffer.alloc(9);
    expect(applyDelta(delta, base, made)).toBe(true);
    expect(made.toString()).toBe('2345abc01');
    const large = Buffer.alloc(0x1_0000, 'x');
    const whole = Buffer.alloc(0x1_0000);
    expect(applyDelta(Buffer.from([0x80, 0x80, 4, 0x80, 0x80, 4, 0x80]), large, whole)).toBe(true);
    expect(whole.equals(large)).toBe(true);
  });

  it('is refused where it is anything else, and never writes beside its place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(50), fc.nat(50), (orders, baseSize, size) => {
        const place = Buffer.alloc(size + 16, 0xee);
        const delta = Buffer.from([baseSize, size, ...orders]);
        const applied = applyDelta(delta, Buffer.alloc(baseSize, 1), place.subarray(8, 8 + size));
        expect(typeof applied).toBe('boolean');
        const around = Buffer.concat([place.subarray(0, 8), place.subarray(8 + size)]);
        expect(around.equals(Buffer.alloc(16, 0xee))).toBe(true);
      }),
      { seed: 7, numRuns: 5000 },
    );
    const made = Buffer.alloc(4);
    const refused = [[], [0], [0x90], [0x91, 3, 2], [5, 1, 2, 3, 4, 5], [4, 1, 2], [2, 1, 2], [0x90, 4, 1, 9]];
    for (const orders of refused)
      expect([orders, applyDelta(Buffer.from([4, 4, ...orders]), Buffer.from('abcd'), made)]).toEqual([orders, false]);
  });
});

/** A history of files that change a little, small and large, in a bare repository. */
function madeOf(hash: (typeof hashes)[number], count: number): { readonly root: string; readonly objects: string } {
  const root = temporaryFolder();
  git(root, 'init', '-q', '--bare', `--object-format=${hash}`);
  const lines = Array.from({ length: count }, (_, at) => {
    const folder = String(at % 3);
    const text = Array.from({ length: 200 }, (__, line) => `line ${String(line === at ? -at : line)}\n`).join('');
    const message = at % 4 === 0 ? `long ${'text '.repeat(at)}` : 'short';
    return [
      'commit refs/heads/main',
      'committer a <a@example.org> 1795000000 +0000',
      `data ${String(message.length)}\n${message}`,
      `M 100644 inline f/${folder}/${String(at % 7)}\ndata ${String(text.length)}\n${text}`,
      `M 100644 inline f/${folder}/n${String(at)}\ndata 1\nx`,
    ].join('\n');
  });
  const input = `${lines.join('\n')}\nreset refs/tags/none\nfrom refs/heads/main\n\ntag v1\nfrom refs/heads/main\ntagger a <a@example.org> 1795000000 +0000\ndata 1\nx\n`;
  const ran = spawnSync('git', ['fast-import', '--quiet'], { cwd: root, input, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return { root, objects: join(root, 'objects') };
}

/** Every object, as git reads it. */
function allOf(root: string): ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> {
  const all = ['cat-file', '--batch', '--batch-all-objects', '--buffer'];
  const { stdout } = spawnSync('git', all, { cwd: root, maxBuffer: 1024 * 1024 * 1024 });
  const objects = new Map<string, { readonly type: string; readonly content: Buffer }>();
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf('\n', at);
    const [id = '', type = '', size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 2 + Number(size);
    objects.set(id, { type, content: stdout.subarray(end + 1, at - 1) });
  }
  return objects;
}
