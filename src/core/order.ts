/** One order for all output, the same on every machine and in every locale. */

/** Compares by UTF-16 code unit, which for ASCII is byte order; never `localeCompare`. */
export function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares routes and other lists of text, element by element, the shorter first. */
export function listOrder(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a[i];
    const y = b[i];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : byteOrder(String(x), String(y));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
