/** The sentences about the spread of versions that terminal and Markdown share. */

import type { Entropy, StreamSpread, VersionShare } from '../report/report.ts';
import { briefly, type Escape } from './change-words.ts';
import { counted } from './diagnostic-words.ts';

/** Clusters and hosts together. */
export interface Size {
  readonly clusters: number;
  readonly hosts: number;
}

/** The clusters and hosts that pin a version of the stream, of which shares are shares. */
export function pinnedSize({ versions }: StreamSpread): Size {
  return sizeOf(versions);
}

export function sizeOf(sizes: readonly Size[]): Size {
  return {
    clusters: sizes.reduce((sum, { clusters }) => sum + clusters, 0),
    hosts: sizes.reduce((sum, { hosts }) => sum + hosts, 0),
  };
}

/** `412 clusters with 2130 hosts pin 5 versions; the newest is 2026_8_minor; 3 clusters with 9 hosts pin none.` */
export function spreadWords(spread: StreamSpread, escape: Escape): string {
  const { versions, unpinned, newest } = spread;
  const { clusters, hosts } = pinnedSize(spread);
  const pins = clusters === 1 ? 'pins' : 'pin';
  const none = unpinned.clusters === 1 ? 'pins none' : 'pin none';
  const without = unpinned.clusters === 0 ? '' : `; ${sizeWords(unpinned)} ${none}`;
  const newer = newest === undefined ? 'no release is the newest' : `the newest is ${escape(newest)}`;
  return `${sizeWords({ clusters, hosts })} ${pins} ${counted(versions.length, 'version')}; ${newer}${without}.`;
}

/** `3 clusters with 40 hosts`. */
export function sizeWords({ clusters, hosts }: Size): string {
  return `${counted(clusters, 'cluster')} with ${counted(hosts, 'host')}`;
}

/** H and what it means, over clusters and over hosts. */
export function entropyWords({ byClusters, byHosts, versions }: StreamSpread): string {
  if (versions.length === 0) return 'H is 0 bits: no version is in use.';
  const [clusters, hosts] = [alike(byClusters), alike(byHosts)];
  if (clusters === hosts) return `H is ${clusters}, over clusters as over hosts.`;
  return `H is ${clusters} over clusters, and ${hosts} over hosts.`;
}

function alike({ bits, effective }: Entropy): string {
  const number = decimal(effective);
  return `${decimal(bits)} bits (as if ${number} ${number === '1.00' ? 'version was' : 'versions were'} used alike)`;
}

/** How many are far behind, on what, since when: what a low H hides. */
export function tailWords(spread: StreamSpread, escape: Escape): string {
  const { tail } = spread;
  if (tail.clusters === 0) return 'No cluster is overdue or on a withdrawn version: H hides nothing.';
  const share = percent(tail.clusters, pinnedSize(spread).clusters);
  const are = tail.clusters === 1 ? 'is' : 'are';
  const named = tail.versions.slice(0, mostVersions).map((version) => escape(briefly(version)));
  const left = tail.versions.length - named.length;
  const on = `${named.join(', ')}${left === 0 ? '' : ` and ${counted(left, 'version')} more`}`;
  const they = tail.clusters === 1 ? 'it lacks' : 'they lack';
  const lacks = tail.since === undefined ? '' : `; the oldest release that ${they} is of ${escape(tail.since)}`;
  const them = tail.clusters === 1 ? 'it' : 'them';
  const isSmall = tail.clusters < pinnedSize(spread).clusters / 10;
  const hidden = isSmall ? `H does not show ${them}.` : 'H does not say how late they are.';
  return `${counted(tail.clusters, 'cluster')} (${share}) with ${counted(tail.hosts, 'host')} ${are} on ${on}${sinceWords(spread, escape)}${lacks}. ${hidden}`;
}

const mostVersions = 4;

/** Since when, where the version's own date is that of the tail: all who have it are in it. */
function sinceWords({ tail, versions }: StreamSpread, escape: Escape): string {
  const [only, ...others] = tail.versions;
  const share = versions.find(({ version }) => version === only);
  if (others.length > 0 || share?.since === undefined || share.clusters !== tail.clusters) return '';
  return tail.clusters === 1 ? ` since ${escape(share.since)}` : `, the first since ${escape(share.since)}`;
}

/** `newest`, `withdrawn`: what a version is besides being in use. */
export function markWords({ isNewest, isWithdrawn }: VersionShare): string {
  return [isNewest ? 'newest' : '', isWithdrawn ? 'withdrawn' : ''].filter((mark) => mark !== '').join(', ');
}

/** `75.7%`. A share that is there is never `0.0%`, and one that is not the whole never `100.0%`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0%';
  if (part >= whole) return '100%';
  const text = ((part / whole) * 100).toFixed(1);
  if (text === '0.0') return 'under 0.1%';
  return text === '100.0' ? 'over 99.9%' : `${text}%`;
}

/** `1.06`. What is more than nothing is never `0.00`. */
export function decimal(value: number): string {
  return value > 0 && value < 0.005 ? 'under 0.01' : value.toFixed(2);
}

/** What the chart shows. */
export function chartWords({ stream, series }: StreamSpread, escape: Escape): string {
  const [first] = series;
  const name = `Effective number of versions of ${escape(stream)}`;
  return first === undefined
    ? name
    : `${name} over clusters, at the end of each month since ${escape(first.at.slice(0, 7))}`;
}
