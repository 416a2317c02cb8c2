/** The packages of the workload: two streams, eight versions each, 400 and 90 packages. */

import { type Random, randomFrom } from '../random.ts';

export type Stream = 'linux' | 'elfms';

export interface Package {
  readonly name: string;
  readonly version: string;
}

export interface Catalogue {
  readonly streams: { readonly [S in Stream]: readonly Release[] };
  /** Names that every version of `linux` has, so that any cluster may change or remove them. */
  readonly steady: readonly string[];
}

export interface Release {
  readonly version: string;
  readonly packages: readonly Package[];
}

/** Oldest first; the same in both streams. */
export const versions: readonly string[] = [
  '2025_9_minor',
  '2025_10_minor',
  '2025_11_major',
  '2025_12_minor',
  '2026_1_minor',
  '2026_2_minor',
  '2026_3_major',
  '2026_4_minor',
];

const sizes = { linux: 400, elfms: 90 } as const;
/** How many names of a stream change from one version to the next. */
const comingAndGoing = 4;

/** Every package of every version. Names of the streams never overlap, nor with the few that other templates add. */
export function catalogueOf(seed: string): Catalogue {
  const taken = new Set<string>();
  const linux = namesOf(randomFrom(seed, 'linux'), sizes.linux + comingAndGoing * versions.length, taken);
  const elfms = namesOf(randomFrom(seed, 'elfms'), sizes.elfms + comingAndGoing * versions.length, taken);
  return {
    streams: { linux: releasesOf(seed, 'linux', linux), elfms: releasesOf(seed, 'elfms', elfms) },
    steady: linux.slice(0, sizes.linux - comingAndGoing),
  };
}

/** A version as a vendor would write it: `1:2.14.3-7.el9_4`. */
export function packageVersion(random: Random): string {
  const epoch = random.oneIn(8) ? `${1 + random.below(3)}:` : '';
  const upstream = `${random.below(9)}.${random.below(40)}.${random.below(20)}`;
  return `${epoch}${upstream}-${1 + random.below(30)}.el9${random.oneIn(2) ? `_${random.below(8)}` : ''}`;
}

function releasesOf(seed: string, stream: Stream, names: readonly string[]): readonly Release[] {
  const random = randomFrom(seed, stream, 'versions');
  const steady = names.slice(0, sizes[stream] - comingAndGoing);
  const current = new Map(steady.map((name) => [name, packageVersion(random)]));
  return versions.map((version, index) => {
    for (const name of steady) if (index > 0 && random.oneIn(6)) current.set(name, packageVersion(random));
    const start = steady.length + index * comingAndGoing;
    const passing = names
      .slice(start, start + comingAndGoing)
      .map((name) => ({ name, version: packageVersion(random) }));
    const packages = steady.map((name) => ({ name, version: current.get(name) ?? '' }));
    return { version, packages: [...packages, ...passing].toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

const syllables =
  'ab ac al an ar bas ber cor dal den el fen gar gim gtk ib ins kal ker lam lin lor mas mir nal nor ol per pol'.split(
    ' ',
  );
const tails = ['', '', '-libs', '-common', '-devel', '-utils', '-tools', '-data'];

function namesOf(random: Random, count: number, taken: Set<string>): readonly string[] {
  const names: string[] = [];
  while (names.length < count) {
    const stem = Array.from({ length: 3 + random.below(3) }, () => random.pick(syllables)).join('');
    const name = `${random.oneIn(4) ? 'lib' : ''}${stem}${random.pick(tails)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    names.push(name);
  }
  return names;
}
