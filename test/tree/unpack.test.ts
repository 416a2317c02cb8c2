/** Packed files: what comes out, and that bombs, halves and links do not (trust rows 10, 24). */

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readWhole, unpackText } from '../../src/tree/unpack.ts';
import { temporaryFolder } from '../support/fleet.ts';

const limit = 1 << 20;
const text = 'Package: bash\nVersion: 5.2\n\n'.repeat(500);

/** `text` as the zstd and lz4 tools pack it, blocks and checksums included. */
const zstd = Buffer.from('KLUv/QRYJQEA4FBhY2thZ2U6IGJhc2gKVmVyc2lvbjogNS4yCgoBAETa56cTsqXw3Q==', 'base64');
const lz4 = Buffer.from(
  'BCJNGHRAvV0AAAD/DVBhY2thZ2U6IGJhc2gKVmVyc2lvbjogNS4yCgocAP///////////////////////////////////////////////////////////////////////7JQNS4yCgprWKFqAAAAAIXXEdc=',
  'base64',
);

/** 128 KiB of zeros in each block of four bytes. */
const zstdBomb = Buffer.from(`28b52ffd0068${'02001000'.repeat(1000)}03001000`, 'hex');

/** One zero, repeated as often as the lengths say. */
const lz4Block = Buffer.concat([Buffer.from([0x1f, 0, 1, 0]), Buffer.alloc(100_000, 255), Buffer.from([0])]);
const lz4Bomb = Buffer.concat([Buffer.from('04224d18404000', 'hex'), lengthOf(lz4Block), lz4Block, Buffer.alloc(4)]);

function lengthOf(block: Buffer): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32LE(block.length);
  return word;
}

async function why(bytes: Buffer, most = limit): Promise<string> {
  const unpacked = await unpackText(bytes, most);
  return unpacked.ok ? `${unpacked.value.length} characters` : `${unpacked.why}: ${unpacked.detail}`;
}

describe('a packed text', () => {
  test.each([
    ['plain', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['zstd', zstd],
    ['lz4', lz4],
  ])('by %s is unpacked, and two of them one after the other', async (name, bytes) => {
    expect(await unpackText(bytes, limit)).toEqual({ ok: true, value: text });
    if (name !== 'plain')
      expect(await unpackText(Buffer.concat([bytes, bytes]), limit)).toEqual({ ok: true, value: text + text });
  });

  test('is taken up to the limit and not past it', async () => {
    for (const bytes of [Buffer.from(text), gzipSync(text), zstd, lz4]) {
      expect(await why(bytes, text.length)).toBe(`${text.length} characters`);
      expect(await why(bytes, text.length - 1)).toMatch(/^limited: it unpacks to more than/);
    }
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(64 << 20))],
    ['zstd', zstdBomb],
    ['lz4', lz4Bomb],
  ])('that is a bomb of %s is refused', async (_, bytes) => {
    expect(await why(bytes)).toBe('limited: it unpacks to more than 1048576 bytes, which is the most that is read');
  });

  test('that is cut off anywhere is refused', async () => {
    for (const [name, bytes] of [
      ['gzip', gzipSync(text)],
      ['zstd', zstd],
      ['lz4', lz4],
    ] as const) {
      for (let length = 6; length < bytes.length; length += 1) {
        expect(await why(bytes.subarray(0, length)), `${name}, ${length} bytes`).toMatch(
          /^denied: it is broken or cut off/,
        );
      }
    }
  });

  test('with any byte changed is another text or is refused, and never throws', async () => {
    for (const bytes of [gzipSync(text), zstd, lz4]) {
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0x55;
        expect(await why(changed)).toMatch(/^(?:denied|limited): |characters$/);
      }
    }
  });

  test.each([
    ['xz', 'fd377a585a0000'],
    ['bzip2', '425a683931415926'],
  ])('by %s is refused with advice', async (name, start) => {
    expect(await why(Buffer.from(start, 'hex'))).toBe(
      `denied: it is packed by ${name}, which is not read here: unpack it first, or pack it by gzip or zstd`,
    );
  });

  test('that is no UTF-8 is refused', async () => {
    expect(await why(Buffer.from([0x61, 0xff, 0xfe]))).toBe('denied: it is not text in UTF-8');
  });
});

describe('a file', () => {
  const read = (path: string, most = limit, links: 'followed' | 'refused' = 'refused'): string => {
    const bytes = readWhole(path, most, links);
    return bytes.ok ? bytes.value.toString() : `${bytes.why}: ${bytes.detail.replace(path, 'it')}`;
  };

  test('is read whole, up to a limit', () => {
    const path = `${temporaryFolder()}/a`;
    writeFileSync(path, 'abc');
    expect(read(path)).toBe('abc');
    expect(read(path, 2)).toBe('limited: it has 3 bytes; at most 2 are read');
  });

  test('that is none is refused without waiting', () => {
    const folder = temporaryFolder();
    mkdirSync(`${folder}/folder`);
    execFileSync('mkfifo', [`${folder}/fifo`]);
    symlinkSync('/etc/hostname', `${folder}/link`);
    expect(read(`${folder}/folder`)).toBe('denied: it is not a regular file');
    expect(read(`${folder}/fifo`)).toBe('denied: it is not a regular file');
    expect(read('/dev/zero')).toBe('denied: it is not a regular file');
    expect(read(`${folder}/link`)).toBe('denied: it is a symbolic link');
    expect(read(`${folder}/nothing`)).toBe('gone: there is no file it');
  });
});
