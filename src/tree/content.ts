/** From a file's bytes to what a tree says of it: its text and git's name for it, or why it is refused. */

import { isAscii, isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { BlobId, TreeFile, Unreadable } from '../core/tree.ts';

/** The largest file of a fleet that is read, in bytes. */
export const fileSizeLimit: number = 1024 * 1024;

/** Room before the content for the longest header of a blob. */
export const headerRoom = 32;

/**
 * The file whose `size` bytes of content stand in `buffer` after {@link headerRoom} free bytes,
 * which are overwritten: git's name is the digest of header and content in one piece.
 */
export function fileIn(buffer: Buffer, size: number): TreeFile | Unreadable {
  const content = textOf(buffer.subarray(headerRoom, headerRoom + size));
  if (typeof content !== 'string') return content;
  const header = `blob ${size}\0`;
  const start = headerRoom - header.length;
  buffer.write(header, start, 'latin1');
  return { blob: hash('sha1', buffer.subarray(start, headerRoom + size)), text: content };
}

/** The file of a text that is nowhere on disk, by the same rules. */
export function fileOf(text: string): TreeFile | Unreadable {
  const size = Buffer.byteLength(text);
  if (size > fileSizeLimit) return tooLarge(size);
  const buffer = Buffer.allocUnsafe(headerRoom + size);
  buffer.write(text, headerRoom);
  return fileIn(buffer, size);
}

/** The file of a blob whose name is known already. */
export function fileOfBlob(blob: BlobId, bytes: Uint8Array): TreeFile | Unreadable {
  const text = textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return typeof text === 'string' ? { blob, text } : text;
}

export function tooLarge(bytes: number): Unreadable {
  return { unreadable: { code: 'file-too-large', facts: { bytes, limit: fileSizeLimit } } };
}

export function linkTo(target: string): Unreadable {
  return { unreadable: { code: 'file-link', facts: { target } } };
}

/** `kind` with its article: `a device`. */
export function special(kind: string): Unreadable {
  return { unreadable: { code: 'file-special', facts: { kind } } };
}

export function unreadable(reason: string): Unreadable {
  return { unreadable: { code: 'file-unreadable', facts: { reason } } };
}

/** Control characters of ASCII and Latin-1, but for tab, line feed and carriage return. */
const control = /[^\P{Cc}\t\n\r]/u;
const asciiControl = /[^\t\n\r -~]/;

function textOf(bytes: Buffer): string | Unreadable {
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) return notText('its bytes are not UTF-8');
  const text = bytes.toString(ascii ? 'latin1' : 'utf8');
  if (text.startsWith('\u{feff}')) return notText('it begins with a byte order mark');
  const found = (ascii ? asciiControl : control).exec(text);
  if (found === null) return text;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return notText(`it holds the control character U+${code} on line ${text.slice(0, found.index).split('\n').length}`);
}

function notText(reason: string): Unreadable {
  return { unreadable: { code: 'file-not-text', facts: { reason } } };
}
