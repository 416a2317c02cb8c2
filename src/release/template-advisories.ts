/** Advisories from outside, and which of them a version closes that the one before it did not. */

import type { Advisory, AdvisorySeverity } from '../change/change.ts';
import { instancesOf, versionOrders, type VersionOrder } from '../change/instances.ts';
import type { PackageOrder } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { valueAt, type Mapping } from '../core/value.ts';

/** An advisory as somebody else wrote it down. */
export interface WrittenAdvisory {
  readonly id: string;
  readonly severity: string;
  readonly published: string;
  readonly title: string;
  readonly cves: readonly string[];
  /** The first version that is safe, by package. */
  readonly packages: ReadonlyMap<string, string>;
}

/** What is known of it; undefined where it has no id or names no package. An unknown severity is the least one. */
export function advisoryFrom(written: WrittenAdvisory): Advisory | undefined {
  const id = oneLine(written.id);
  const packages = [...written.packages]
    .filter(([name, version]) => packageShape.test(name) && versionShape.test(version) && !reserved.has(name))
    .toSorted((a, b) => byteOrder(a[0], b[0]));
  if (id === '' || id.length > 100 || packages.length === 0) return undefined;
  return {
    id,
    severity: severities[written.severity.toLowerCase()] ?? 'Low',
    published: isDay(written.published) ? written.published : '',
    title: oneLine(written.title).slice(0, 300),
    cves: [...new Set(written.cves.filter((cve) => cveShape.test(cve)))].toSorted(byNumber),
    packages: Object.fromEntries(packages),
  };
}

/** The advisories of a JSON text: a list of `{ id, severity, published, title, cves, packages }`; or why it is none. */
export function advisoriesInJson(data: unknown): readonly Advisory[] | string {
  if (!Array.isArray(data)) return 'it is not a list of advisories';
  const found: Advisory[] = [];
  for (const [index, item] of data.entries()) {
    const entry = isRecord(item) ? writtenFrom(item) : undefined;
    if (entry === undefined) return `entry ${index + 1} is no advisory: each has an id, a severity and packages`;
    const advisory = advisoryFrom(entry);
    if (advisory !== undefined) found.push(advisory);
  }
  return found;
}

/**
 * The advisories that `after` closes and `before` did not, in order of the day and the id, each with the packages that
 * are there. One is closed where every package that it names, as far as it is there, is at the safe version or past it.
 */
export function newlyClosed(
  advisories: readonly Advisory[],
  { before, after }: { readonly before: Mapping; readonly after: Mapping },
  order: PackageOrder,
): readonly Advisory[] {
  const compare = versionOrders[order];
  const once = new Map(advisories.map((advisory) => [advisory.id, advisory]));
  return [...once.values()]
    .filter((advisory) => isClosed(advisory, after, compare) && !isClosed(advisory, before, compare))
    .map((advisory) => ({ ...advisory, packages: present(advisory, after) }))
    .toSorted((a, b) => byteOrder(a.published, b.published) || byteOrder(a.id, b.id));
}

function present({ packages }: Advisory, after: Mapping): Advisory['packages'] {
  return Object.fromEntries(Object.entries(packages).filter(([name]) => valueAt(after, name) !== undefined));
}

/** Of several versions of one architecture the newest decides: an old kernel beside it is no hole. */
function isClosed({ packages }: Advisory, profile: Mapping, order: VersionOrder): boolean {
  let found = false;
  for (const [name, safe] of Object.entries(packages)) {
    for (const { version } of newestByArch(profile, name, order)) {
      if (isModular(version) !== isModular(safe) || order(version, safe) < 0) return false;
      found = true;
    }
  }
  return found;
}

/** A kernel that still stands beside its successor is no hole: the newest of each architecture counts. */
function newestByArch(profile: Mapping, name: string, order: VersionOrder): readonly { readonly version: string }[] {
  const newest = new Map<string, { readonly version: string }>();
  for (const { version, arch = '' } of instancesOf(valueAt(profile, name))) {
    const known = newest.get(arch);
    if (known === undefined || order(version, known.version) > 0) newest.set(arch, { version });
  }
  return [...newest.values()];
}

/** Versions of a module's stream do not compare with those outside. */
function isModular(version: string): boolean {
  return /\.module[+_]/.test(version);
}

const severities: Readonly<Record<string, AdvisorySeverity>> = {
  critical: 'Critical',
  important: 'Important',
  high: 'Important',
  moderate: 'Moderate',
  medium: 'Moderate',
  low: 'Low',
};

const packageShape = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/;
const versionShape = /^[A-Za-z0-9][A-Za-z0-9._+~^:-]{0,127}$/;
const cveShape = /^CVE-[0-9]{4}-[0-9]{4,19}$/;
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** By year, then number. CVEs are numbered on: a longer number is a later one. */
function byNumber(a: string, b: string): number {
  return byteOrder(a.slice(0, 8), b.slice(0, 8)) || a.length - b.length || byteOrder(a, b);
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}

function isDay(text: string): boolean {
  const [, month = '0', day = '0'] = /^20\d\d-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= last && !(text.endsWith('02-29') && Number(text.slice(0, 4)) % 4 !== 0);
}

type Entries = { readonly [key: string]: unknown };

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writtenFrom(item: Entries): WrittenAdvisory | undefined {
  const text = (key: string): string => (typeof item[key] === 'string' ? item[key] : '');
  const packages = item['packages'] ?? item['fixes'];
  if (text('id') === '' || !isRecord(packages)) return undefined;
  const cves: readonly unknown[] = Array.isArray(item['cves']) ? item['cves'] : [];
  return {
    id: text('id'),
    severity: text('severity'),
    published: text('published'),
    title: text('title'),
    cves: cves.filter((cve) => typeof cve === 'string'),
    packages: new Map(
      Object.entries(packages).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}
