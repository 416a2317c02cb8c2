/** Whether a version is minor or major, by what its packages change (U17). A proposal: the release team decides. */

import type { PackageChange } from '../change/change.ts';
import { splitEvr } from '../change/evr.ts';
import { instancesOf, versionOrders, type VersionOrder } from '../change/instances.ts';
import { comparePackages } from '../change/packages.ts';
import type { PackageOrder } from '../core/fleet.ts';
import { valueAt, type Mapping } from '../core/value.ts';
import type { Kind } from '../core/version.ts';

export interface ProposedKind {
  readonly kind: Kind;
  /** Why, as clauses that follow "because"; the worst first. Empty for minor. */
  readonly reasons: readonly string[];
}

/** The packages that others stand on, where a team names none itself. */
export const importantPackages: readonly string[] = [
  '389-ds-base',
  'glibc',
  'kernel-core',
  'libc6',
  'linux-image-amd64',
  'openssl',
  'pcs',
  'podman',
  'systemd',
];

export interface Steps {
  /** The packages of the release before; undefined where there is none. */
  readonly before: Mapping | undefined;
  readonly after: Mapping;
  readonly order: PackageOrder;
  /** Whose epoch or first two numbers must not change in a minor version. */
  readonly important: readonly string[];
}

/**
 * Major where there is no release before, the distribution's point release is higher, a package is gone, changes its
 * architecture or goes back, or the epoch or the first two numbers of an important package change.
 */
export function proposeKind({ before, after, order, important }: Steps): ProposedKind {
  if (before === undefined) return { kind: 'major', reasons: ['there is no release before it'] };
  const changes = comparePackages(before, after, order);
  const reasons = [
    ...lost(changes),
    ...distributionMoves(before, after),
    ...important.flatMap((name) => stepOf(name, { before, after, compare: versionOrders[order] })),
  ];
  return { kind: reasons.length === 0 ? 'minor' : 'major', reasons };
}

/** How many packages are named for one reason. */
const named = 3;

function lost(changes: readonly PackageChange[]): readonly string[] {
  const downgraded = changes.filter(({ kind }) => kind === 'downgraded');
  const removed = changes.filter(({ kind }) => kind === 'removed');
  const moved = changes.filter(({ fields = [] }) => fields.some(({ field }) => field === 'arch'));
  return [
    ...clause(downgraded, 'go back', ({ name, from, to }) => `${name} goes back from ${last(from)} to ${last(to)}`),
    ...clause(removed, 'are gone', ({ name, arch }) => `${name}${arch === undefined ? '' : `.${arch}`} is gone`),
    ...clause(moved, 'change theirs', ({ name }) => `${name} changes its architecture`),
  ];
}

function clause(
  changes: readonly PackageChange[],
  theyToo: string,
  words: (change: PackageChange) => string,
): readonly string[] {
  const more = changes.length - named;
  const rest = more > 0 ? [`${more} more ${theyToo}`] : [];
  return [...changes.slice(0, named).map(words), ...rest];
}

/** The newest point release among the packages, as `.el9_7` and `.fc41` name it, and Debian's `deb12`. */
function distributionMoves(before: Mapping, after: Mapping): readonly string[] {
  const was = pointsIn(before);
  return [...pointsIn(after)].flatMap(([family, now]) => {
    const point = was.get(family);
    if (point === undefined || !isHigher(now, point)) return [];
    return [`the distribution goes from ${family}${shown(point)} to ${family}${shown(now)}`];
  });
}

type Point = readonly [major: number, minor: number];

function shown([major, minor]: Point): string {
  return minor < 0 ? `${major}` : `${major}.${minor}`;
}

function pointsIn(packages: Mapping): ReadonlyMap<string, Point> {
  const highest = new Map<string, Point>();
  for (const value of packages.values) {
    for (const { version } of instancesOf(value)) {
      const [, family = '', major = '', minor = '-1'] = /[.+~](el|fc|deb)(\d{1,4})(?:_(\d{1,4}))?/.exec(version) ?? [];
      if (family === '') continue;
      const point: Point = [Number(major), Number(minor)];
      const known = highest.get(family);
      if (known === undefined || isHigher(point, known)) highest.set(family, point);
    }
  }
  return highest;
}

function isHigher(a: Point, b: Point): boolean {
  return a[0] === b[0] ? a[1] > b[1] : a[0] > b[0];
}

interface Both {
  readonly before: Mapping;
  readonly after: Mapping;
  readonly compare: VersionOrder;
}

function stepOf(name: string, { before, after, compare }: Both): readonly string[] {
  const was = newestOf(before, name, compare);
  const is = newestOf(after, name, compare);
  if (was === undefined || is === undefined || lead(was) === lead(is)) return [];
  return [`${name} ${upstream(was)} becomes ${upstream(is)}`];
}

function newestOf(packages: Mapping, name: string, compare: VersionOrder): string | undefined {
  const versions = instancesOf(valueAt(packages, name)).map(({ version }) => version);
  return versions.length === 0 ? undefined : versions.reduce((a, b) => (compare(b, a) > 0 ? b : a));
}

/** The epoch and the first two numbers of the upstream version. */
function lead(version: string): string {
  const { epochEnd, versionStart, versionEnd } = splitEvr(version);
  const numbers = version.slice(versionStart, versionEnd).match(/\d+/g) ?? [];
  return [version.slice(0, epochEnd), ...numbers.slice(0, 2)].join(' ');
}

/** Without the release, and without an epoch. */
function upstream(version: string): string {
  const { versionStart, versionEnd } = splitEvr(version);
  return version.slice(versionStart, versionEnd);
}

function last(versions: readonly string[]): string {
  return versions.at(-1) ?? '';
}
