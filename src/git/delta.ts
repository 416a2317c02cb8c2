/** An object as what differs from another, which packs hold in its place (gitformat-pack(5), "Deltified representation"). */

/** The size of what a delta makes; undefined where it is none for a base of that size. */
export function sizeMade(delta: Uint8Array, baseSize: number): number | undefined {
  const base = sizeAt(delta, 0);
  return base.size === baseSize ? sizeAt(delta, base.end).size : undefined;
}

/** Writes what a delta makes from its base to the whole of `made`; false where it is damaged. */
export function applyDelta(delta: Uint8Array, base: Uint8Array, made: Uint8Array): boolean {
  let at = sizeAt(delta, sizeAt(delta, 0).end).end;
  let written = 0;
  while (at < delta.length) {
    const order = delta[at] ?? 0;
    at += 1;
    if ((order & 0x80) === 0) {
      // So many bytes of its own.
      if (order === 0 || at + order > delta.length || written + order > made.length) return false;
      for (let i = 0; i < order; i += 1) made[written + i] = delta[at + i] ?? 0;
      at += order;
      written += order;
      continue;
    }
    // A stretch of the base: bits say which bytes of its start and of its length follow; the others are 0.
    let start = 0;
    let length = 0;
    for (let bit = 0x01, factor = 1; bit < 0x10; bit *= 2, factor *= 0x100)
      if ((order & bit) !== 0) start += (delta[at++] ?? 0) * factor;
    for (let bit = 0x10, factor = 1; bit < 0x80; bit *= 2, factor *= 0x100)
      if ((order & bit) !== 0) length += (delta[at++] ?? 0) * factor;
    if (length === 0) length = 0x1_0000;
    if (start + length > base.length || written + length > made.length) return false;
    made.set(base.subarray(start, start + length), written);
    written += length;
  }
  return at === delta.length && written === made.length;
}

/** Seven bits a byte, the lowest first. */
function sizeAt(bytes: Uint8Array, start: number): { readonly size: number; readonly end: number } {
  let at = start;
  let size = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * factor;
    if ((byte & 0x80) === 0) return { size, end: at };
  }
}
