/** Files that come from outside the fleet, read and unpacked: never more than was asked for, never half of them (trust row 24). */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ZSTDDecoder } from 'zstddec/stream';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { isLz4, unpackLz4 } from './unpack-lz4.ts';

/** The most bytes of a file as it lies on disk, and of what it unpacks to. */
export interface UnpackLimits {
  readonly packed: number;
  readonly unpacked: number;
}

export const unpackLimits: UnpackLimits = { packed: 128 * 1024 * 1024, unpacked: 384 * 1024 * 1024 };

/** The bytes of a regular file; nothing that could make us wait is opened, and `links: 'refused'` follows no link. */
export function readWhole(path: string, limit: number, links: 'followed' | 'refused'): Outcome<Buffer> {
  let file: number;
  try {
    const never = links === 'refused' ? constants.O_NOFOLLOW : 0;
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | never);
  } catch (error) {
    return unreadable(path, error);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return failed('denied', `${path} is not a regular file`);
    if (stats.size > limit) return failed('limited', `${path} has ${stats.size} bytes; at most ${limit} are read`);
    return readOpen(file, path, stats.size);
  } catch (error) {
    return unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

/**
 * What a text was before it was packed by gzip, zstd or lz4, as its first bytes show; itself where it was not. `limited`
 * where that is too long, `denied` where it is broken, cut off, packed in another way, or no text in UTF-8.
 */
export async function unpackText(bytes: Buffer, limit: number): Promise<Outcome<string>> {
  const unpacked = await unpack(bytes, limit);
  if (!unpacked.ok) return unpacked;
  try {
    return succeeded(new TextDecoder('utf-8', { fatal: true }).decode(unpacked.value));
  } catch {
    return failed('denied', 'it is not text in UTF-8');
  }
}

async function unpack(bytes: Buffer, limit: number): Promise<Outcome<Uint8Array>> {
  const start = bytes.toString('hex', 0, 6);
  if (start.startsWith('1f8b')) return unpackGzip(bytes, limit);
  if (start.startsWith('28b52ffd')) return unpackZstd(bytes, limit);
  if (isLz4(bytes)) return unpackLz4(bytes, limit);
  if (start === 'fd377a585a00')
    return failed('denied', 'it is packed by xz, which is not read here: unpack it first, or pack it by gzip or zstd');
  if (start.startsWith('425a68'))
    return failed(
      'denied',
      'it is packed by bzip2, which is not read here: unpack it first, or pack it by gzip or zstd',
    );
  return bytes.length > limit ? tooLong(limit) : succeeded(bytes);
}

function unpackGzip(bytes: Buffer, limit: number): Outcome<Uint8Array> {
  try {
    return succeeded(gunzipSync(bytes, { maxOutputLength: limit }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLong(limit)
      : failed('denied', 'it is broken or cut off, as gzip has it');
  }
}

/** What the decoder is fed at once. */
const pieceSize = 1 << 18;

async function unpackZstd(bytes: Buffer, limit: number): Promise<Outcome<Uint8Array>> {
  const decoder = new ZSTDDecoder();
  try {
    await decoder.init();
    const parts: Uint8Array[] = [];
    let size = 0;
    let idle = 0;
    for (const part of decoder.decodeStreaming(piecesOf(bytes))) {
      // The decoder does not look at errors, and would yield nothing for ever.
      idle = part.length === 0 ? idle + 1 : 0;
      if (idle > idleLimit) return broken;
      size += part.length;
      if (size > limit) return tooLong(limit);
      if (part.length > 0) parts.push(part);
    }
    return succeeded(Buffer.concat(parts, size));
  } catch {
    return broken;
  }
}

/** A header, a skipped frame and the end of a piece may each give nothing. */
const idleLimit = 64;

const broken = failed('denied', 'it is broken or cut off, as zstd has it');

function* piecesOf(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}

function tooLong(limit: number): Outcome<never> {
  return failed('limited', `it unpacks to more than ${limit} bytes, which is the most that is read`);
}

/** One byte more than the file said, so that one which grows meanwhile is not taken for whole. */
function readOpen(file: number, path: string, size: number): Outcome<Buffer> {
  const buffer = Buffer.allocUnsafe(size + 1);
  let done = 0;
  for (let read = -1; read !== 0 && done < buffer.length; done += read)
    read = readSync(file, buffer, done, buffer.length - done, null);
  return done === size ? succeeded(buffer.subarray(0, size)) : failed('conflict', `${path} changed while it was read`);
}

function unreadable(path: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return failed('gone', `there is no file ${path}`);
  if (code === 'ELOOP') return failed('denied', `${path} is a symbolic link`);
  if (code === 'EISDIR') return failed('denied', `${path} is a folder`);
  return failed('unreachable', `${path} cannot be read (${code})`);
}
