/** The words that every notice of a trouble shares: how many fail, where, whom it hits, what to do. */

import type { Trouble, TroubledCluster } from '../notice/trouble.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { untrustedTerminal } from './untrusted.ts';

/** Where more can be read; undefined where nothing is known. */
export interface Links {
  /** A file of the fleet, at a line, in the forge's pages. */
  readonly file: (file: string, line: number | undefined) => string | undefined;
  /** The issue about a cause, by its id. */
  readonly issue: (cause: string) => string | undefined;
}

/** `10 clusters fail: profile-value in templates/site/base.yaml:12`, or `12 clusters fail, for 3 causes`. One line. */
export function headlineOf(troubles: readonly Trouble[]): string {
  const clusters = new Set(troubles.flatMap((trouble) => trouble.clusters.map(({ name }) => name)));
  const verb = verbOf(troubles, clusters.size);
  const head = `${counted(clusters.size, 'cluster')} ${verb}`;
  const [first] = troubles;
  if (first === undefined) return head;
  if (troubles.length > 1) return `${head}, for ${counted(troubles.length, 'cause')}`;
  return `${head}: ${first.code}${first.file === undefined ? '' : ` in ${placeOf(first)}`}`;
}

/** `templates/site/base.yaml:12`, or an empty text. */
export function placeOf({ file, line }: Pick<Trouble, 'file' | 'line'>): string {
  if (file === undefined) return '';
  return line === undefined ? file : `${file}:${line}`;
}

/** What failed, in words: `linux 2026_10_minor → 2026_11_minor`, or `as it is`. */
export function upgradeWords({ upgrade }: TroubledCluster): string {
  return upgrade === undefined ? '' : `${upgrade.stream} ${upgrade.from} → ${upgrade.to}`;
}

/** One line for a cluster: its name, hosts, upgrade and file. */
export function clusterWords(cluster: TroubledCluster): string {
  const upgrade = upgradeWords(cluster);
  return `${cluster.name} (${counted(cluster.hosts, 'host')}${upgrade === '' ? '' : `, ${upgrade}`}, ${cluster.file})`;
}

/** ASCII on one line, at most `most` characters: for the subject of a mail and the title of an issue. */
export function asciiLine(text: string, most: number): string {
  const line = untrustedTerminal(text)
    .replaceAll('→', '->')
    .replaceAll('…', '...')
    .replace(/[^\x20-\x7e]/g, '?');
  return line.length <= most ? line : `${line.slice(0, most - 3)}...`;
}

/** The details of a trouble, line by line, without what a terminal or a mail could trip over. */
export function detailLines({ details }: Trouble): readonly string[] {
  const text = clipped(details.trimEnd(), longestDetails);
  return text === '' ? [] : text.split(/\r\n|\n|\r/).map((line) => untrustedTerminal(line.replaceAll('\t', '    ')));
}

/** Characters. */
const longestDetails = 6000;

function verbOf(troubles: readonly Trouble[], clusters: number): string {
  const plural = clusters !== 1;
  const stages = new Set(troubles.map(({ stage }) => stage));
  if (stages.size === 1 && stages.has('compile')) return plural ? 'fail' : 'fails';
  if (stages.size === 1 && stages.has('owners')) return plural ? 'have no owner' : 'has no owner';
  if (!stages.has('compile') && !stages.has('owners')) return 'cannot be upgraded';
  return plural ? 'need attention' : 'needs attention';
}
