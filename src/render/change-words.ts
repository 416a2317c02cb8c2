/** The sentences about changes that terminal and Markdown share. Texts from files go through the output's own escaper. */

import type {
  Advisories,
  ChangeGroup,
  Failure,
  FieldChange,
  FleetChange,
  PackageChange,
  PackageChangeKind,
  PinMove,
  TouchedCluster,
} from '../change/change.ts';
import { textOf, type Value } from '../core/value.ts';
import { clipped, counted } from './diagnostic-words.ts';

/** A change between two revisions, which are named as the person named them. */
export interface ShownChange {
  readonly base: string;
  readonly head: string;
  readonly change: FleetChange;
}

/** Makes a text from a file harmless for one output. */
export type Escape = (text: string) => string;

/** `10 of 30 clusters change, with 312 of 2000 hosts`. */
export function totalWords({ compared, touched }: FleetChange): string {
  if (touched.clusters === 0) return `nothing changes in ${counted(compared.clusters, 'cluster')}`;
  const verb = compared.clusters === 1 ? 'changes' : 'change';
  const clusters = `${touched.clusters} of ${counted(compared.clusters, 'cluster')} ${verb}`;
  return `${clusters}, with ${touched.hosts} of ${counted(compared.hosts, 'host')}`;
}

/** What a group is: its kind, its size, and the pins that move. */
export function headlineWords(group: ChangeGroup, escape: Escape): string {
  const clusters = counted(group.clusters.length, 'cluster');
  const hosts = counted(group.hosts, 'host');
  const pins = group.pins.map((pin) => pinWords(pin, escape)).join(', ');
  return `${headlines[group.kind](clusters, hosts)}${pins === '' ? '' : `: ${pins}`}`;
}

const headlines: { readonly [K in ChangeGroup['kind']]: (clusters: string, hosts: string) => string } = {
  changed: (clusters, hosts) => `${clusters} (${hosts})`,
  broken: (clusters, hosts) => `${clusters} (${hosts}) broken`,
  failing: (clusters, hosts) => `${clusters} (${hosts}) failing before and after, not compared`,
  mended: (clusters, hosts) => `${clusters} (${hosts}) mended`,
  added: (clusters, hosts) => `${clusters} (${hosts}) added`,
  removed: (clusters, hosts) => `${clusters} (${hosts}) removed`,
  'hosts-added': (clusters, hosts) => `${hosts} added to ${clusters}`,
  'hosts-removed': (clusters, hosts) => `${hosts} removed from ${clusters}`,
};

/** The cluster after which a change is called that another one is like. */
export function likeName({ clusters }: ChangeGroup, escape: Escape): string {
  return escape(briefly(clusters[0]?.name ?? ''));
}

function pinWords({ stream, from, to }: PinMove, escape: Escape): string {
  if (from === undefined) return `${escape(stream)} pinned at ${escape(to ?? '')}`;
  if (to === undefined) return `${escape(stream)} no longer pinned, was ${escape(from)}`;
  return `${escape(stream)} ${escape(from)} → ${escape(to)}`;
}

/** `clusters/web.yaml:3: "lynux" is no stream [stream-unknown]`. */
export function failureWords(failure: Failure): string {
  const place = failurePlace(failure);
  return `${place === '' ? '' : `${place}: `}${briefly(failure.message)} [${failure.code}]`;
}

/** `clusters/web.yaml:3`; nothing where it is about no file. */
export function failurePlace({ file, line }: Failure): string {
  return line === undefined ? briefly(file) : `${briefly(file)}:${line}`;
}

/** `lxbatch (300 hosts)`, or which of them where it is not all. */
export function clusterWords({ name, hosts, of, which }: TouchedCluster, escape: Escape): string {
  if (which !== undefined) return `${escape(name)} (${hosts} of ${of}: ${escape(briefly(which))})`;
  return `${escape(name)} (${hosts === of ? counted(of, 'host') : `${hosts} of ${counted(of, 'host')}`})`;
}

/** `40 upgraded, 2 added`; nothing where no package changes. */
export function packageWords(packages: readonly PackageChange[]): string {
  return packageKinds
    .map((kind) => [packages.filter((change) => change.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ');
}

const packageKinds: readonly PackageChangeKind[] = ['upgraded', 'downgraded', 'added', 'removed', 'changed'];

/** `3 advisories (1 Critical, 2 Low; 5 CVEs)`. */
export function advisoryWords({ list, bySeverity, cves }: Advisories): string {
  const each = Object.entries(bySeverity)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`);
  const noun = list.length === 1 ? 'advisory' : 'advisories';
  return `${list.length} ${noun} (${each.join(', ')}; ${counted(cves.length, 'CVE')})`;
}

/** `vendor: "a" → "b"`, with the version that it is about where several stand side by side. */
export function fieldWords({ field, version, from, to }: FieldChange): string {
  const name = version === undefined || version === '' ? field : `${field} of ${version}`;
  return `${briefly(name)}: ${valueWords(from)} → ${valueWords(to)}`;
}

/** A value as JSON, cut where it is long; a dash where there is none. */
export function valueWords(value: Value | undefined): string {
  return value === undefined ? '–' : clipped(textOf(value), longestValue);
}

/** A name, a title, a pointer or some versions as one text, cut where it is long. */
export function briefly(text: string | readonly string[]): string {
  return clipped(typeof text === 'string' ? text : text.join(' '), longestText);
}

const longestValue = 120;
const longestText = 200;
