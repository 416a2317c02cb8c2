/** What makes a diagnostic the same one as in the last run, although lines have moved: its code, file and pointer. */

import type { PlacedDiagnostic } from './placed.ts';

/**
 * A fingerprint for each diagnostic: 16 hex digits of FNV-1a (64 bits) over `code NUL file NUL pointer`, a colon, and which
 * of those alike it is, from 1, in the order given. GitHub shows results of one fingerprint once, so no two may be equal.
 */
export function sarifFingerprints(diagnostics: readonly PlacedDiagnostic[]): ReadonlyMap<PlacedDiagnostic, string> {
  const seen = new Map<string, number>();
  const fingerprints = new Map<PlacedDiagnostic, string>();
  for (const diagnostic of diagnostics) {
    const { code, place } = diagnostic;
    const hash = fnv1a([code, place.file, place.pointer].join('\0'));
    const alike = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, alike);
    fingerprints.set(diagnostic, `${hash}:${alike}`);
  }
  return fingerprints;
}

const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** FNV-1a, 64 bits, over the UTF-8 bytes. Not a proof against somebody who wants two to be equal, and none is needed. */
export function fnv1a(text: string): string {
  let hash = offset;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(16, '0');
}
