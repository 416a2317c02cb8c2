/** A version of a stream's templates, `YEAR_VERSION_(minor|major)` (U1, U17). */

import type { Diagnostics } from './diagnostic.ts';
import type { Site } from './site.ts';

declare const brand: unique symbol;

/** Proof that a text went through {@link readVersion} or {@link parseVersion}; made nowhere else. */
export type VersionText = string & { readonly [brand]: 'VersionText' };

export type Kind = 'minor' | 'major';

export interface Version {
  readonly text: VersionText;
  readonly year: number;
  readonly number: number;
  readonly kind: Kind;
}

const shape = /^(?:20\d\d)_(?:[1-9]\d{0,3})_(?:minor|major)$/;

function isVersionText(text: string): text is VersionText {
  return shape.test(text);
}

/** The version a text names, or undefined when it has not the shape. */
export function parseVersion(text: string): Version | undefined {
  if (!isVersionText(text)) return undefined;
  const [year, number, kind] = text.split('_');
  return { text, year: Number(year), number: Number(number), kind: kind === 'major' ? 'major' : 'minor' };
}

/** The version a text names; a malformed one is reported as `version-malformed`. */
export function readVersion(text: string, site: Site, out: Diagnostics): Version | undefined {
  const version = parseVersion(text);
  if (version === undefined) out.add('version-malformed', site, { text });
  return version;
}

/** Orders by year, then number. The kind does not order: one (year, number) has one kind. */
export function compareVersions(a: Version, b: Version): number {
  return a.year - b.year || a.number - b.number;
}
