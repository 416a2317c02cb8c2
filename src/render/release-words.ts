/** The sentences about releases that every output shares. Texts from files go through the output's own escaper. */

import type { Advisories, AdvisorySeverity } from '../change/change.ts';
import type { Cause, Effect, Mover } from '../release/effect.ts';
import type { Release } from '../release/release.ts';
import { byteOrder } from '../core/order.ts';
import { briefly, type Escape } from './change-words.ts';
import { clipped, counted } from './diagnostic-words.ts';

/** From the worst to the least. */
export const severities: readonly AdvisorySeverity[] = ['Critical', 'Important', 'Moderate', 'Low'];

/** What a release closes by its own word, the worst first. */
export function advisoriesOfRelease({ advisories }: Pick<Release, 'advisories'>): Advisories {
  const list = severities.flatMap((severity) => advisories.filter((each) => each.severity === severity));
  const count = (severity: AdvisorySeverity): number => list.filter((each) => each.severity === severity).length;
  const bySeverity = {
    Critical: count('Critical'),
    Important: count('Important'),
    Moderate: count('Moderate'),
    Low: count('Low'),
  };
  return { list, bySeverity, cves: [...new Set(list.flatMap(({ cves }) => cves))].toSorted(byteOrder) };
}

/** `linux 2026_8_minor`. */
export function releaseName({ stream, version }: Pick<Release, 'stream' | 'version'>): string {
  return `${stream} ${version.text}`;
}

/** `38 clusters with 5120 hosts pin an older version`. */
export function moversWords({ movers }: Effect): string {
  if (movers.length === 0) return 'no cluster pins an older version';
  const hosts = movers.reduce((sum, mover) => sum + mover.hosts, 0);
  const verb = movers.length === 1 ? 'pins' : 'pin';
  return `${counted(movers.length, 'cluster')} with ${counted(hosts, 'host')} ${verb} an older version`;
}

/** `20 on 2026_7_minor, 3 on 2026_6_minor`, the most first. */
export function pinsWords(movers: readonly Mover[]): string {
  const counts = new Map<string, number>();
  for (const { from } of movers) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1] || byteOrder(a[0], b[0]))
    .map(([version, count]) => `${count} on ${version}`)
    .join(', ');
}

/** `2 clusters would fail`, or that none would; and how many fail already. */
export function verdictWords({ broken, failing, movers }: Effect): string {
  const already =
    failing.length === 0
      ? ''
      : `; ${counted(failing.length, 'cluster')} ${failing.length === 1 ? 'fails' : 'fail'} already`;
  if (broken.length > 0) return `${counted(broken.length, 'cluster')} would fail${already}`;
  return movers.length === 0 ? 'nobody would be moved' : `no cluster would fail${already}`;
}

/** `templates/site/base.yaml:3`, or the code alone where it is about no file. */
export function causePlace({ file, line, code }: Cause): string {
  if (file === '') return code;
  return line === undefined ? briefly(file) : `${briefly(file)}:${line}`;
}

/** `maria, batch-team`, or that there is nobody. */
export function ownersWords(owners: readonly string[], escape: Escape): string {
  if (owners.length === 0) return 'nobody';
  const shown = owners.slice(0, mostOwners).map((owner) => escape(briefly(owner)));
  const left = owners.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

const mostOwners = 8;

/** A text of several lines as its paragraphs' lines, each cut where it is long. */
export function linesOf(text: string): readonly string[] {
  const lines = text.replaceAll('\r', '').trim().split('\n');
  return lines.length === 1 && lines[0] === '' ? [] : lines.map((line) => clipped(line.trimEnd(), longestLine));
}

const longestLine = 1000;
