/** Advisories as releases list them, and those that lie between two versions of a stream. */

import { byteOrder } from '../core/order.ts';
import { List, Mapping, valueAt } from '../core/value.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import type { Advisories, Advisory, AdvisoryChange, AdvisorySeverity } from './change.ts';

/** The part of a release that matters here: `version` and `advisories` of its release.yaml. */
export interface AdvisedRelease {
  readonly version: string;
  readonly advisories?: readonly Advisory[];
}

export const noAdvisories: AdvisoryChange = { closed: advisoriesOf([]), reopened: advisoriesOf([]) };

/** The advisories of a release.yaml that is known to be right; what it leaves out is empty. */
export function advisoriesIn(release: Mapping): readonly Advisory[] {
  const listed = valueAt(release, 'advisories');
  if (!(listed instanceof List)) return [];
  return listed.items.filter((item) => item instanceof Mapping).map(advisoryFrom);
}

/**
 * The advisories of the releases of one stream after `from` up to `to`. Going back, they are reopened. Without `from` the
 * stream is pinned for the first time: those of every release up to `to`. An advisory counts in the first release that
 * names it. A text that is no version gives nothing.
 */
export function closedBetween(
  releases: readonly AdvisedRelease[],
  from: string | undefined,
  to: string | undefined,
): AdvisoryChange {
  const end = to === undefined ? undefined : parseVersion(to);
  const start = from === undefined ? undefined : parseVersion(from);
  if (end === undefined || (from !== undefined && start === undefined)) return noAdvisories;
  const first = firstReleases(releases);
  if (start !== undefined && compareVersions(start, end) >= 0) {
    return { ...noAdvisories, reopened: advisoriesOf(within(first, end, start)) };
  }
  return { ...noAdvisories, closed: advisoriesOf(within(first, start, end)) };
}

/** Some advisories in order, each once, with what they come to. */
export function advisoriesOf(advisories: Iterable<Advisory>): Advisories {
  const list = [...new Map([...advisories].map((advisory) => [advisory.id, advisory])).values()].toSorted(byImportance);
  const bySeverity = { Critical: 0, Important: 0, Moderate: 0, Low: 0 };
  for (const { severity } of list) bySeverity[severity] += 1;
  return { list, bySeverity, cves: [...new Set(list.flatMap((advisory) => advisory.cves))].toSorted(byteOrder) };
}

function advisoryFrom(item: Mapping): Advisory {
  const cves = valueAt(item, 'cves');
  const packages = valueAt(item, 'packages');
  const severity = textAt(item, 'severity');
  return {
    id: textAt(item, 'id'),
    severity: isSeverity(severity) ? severity : 'Low',
    published: textAt(item, 'published'),
    title: textAt(item, 'title'),
    cves: cves instanceof List ? cves.items.filter((cve) => typeof cve === 'string') : [],
    packages:
      packages instanceof Mapping
        ? Object.fromEntries(packages.keys.map((name) => [name, textAt(packages, name)]))
        : {},
  };
}

function textAt(mapping: Mapping, key: string): string {
  const value = valueAt(mapping, key);
  return typeof value === 'string' ? value : '';
}

function isSeverity(text: string): text is AdvisorySeverity {
  return Object.hasOwn(severityRank, text);
}

function byImportance(a: Advisory, b: Advisory): number {
  return severityRank[a.severity] - severityRank[b.severity] || byteOrder(a.id, b.id);
}

/** From the worst to the least. */
const severityRank: { readonly [S in AdvisorySeverity]: number } = { Critical: 0, Important: 1, Moderate: 2, Low: 3 };

/** Each advisory with the first release that names it. */
function firstReleases(releases: readonly AdvisedRelease[]): readonly { version: Version; advisory: Advisory }[] {
  const first = new Map<string, { version: Version; advisory: Advisory }>();
  for (const { version: text, advisories = [] } of releases) {
    const version = parseVersion(text);
    if (version === undefined) continue;
    for (const advisory of advisories) {
      const known = first.get(advisory.id);
      if (known === undefined || compareVersions(version, known.version) < 0)
        first.set(advisory.id, { version, advisory });
    }
  }
  return [...first.values()];
}

function within(
  first: readonly { version: Version; advisory: Advisory }[],
  after: Version | undefined,
  upTo: Version,
): readonly Advisory[] {
  return first
    .filter(({ version }) => compareVersions(version, upTo) <= 0)
    .filter(({ version }) => after === undefined || compareVersions(version, after) > 0)
    .map(({ advisory }) => advisory);
}
