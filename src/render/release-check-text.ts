/** What releases would do to the fleet, for a terminal. */

import type { Cause, Effect } from '../release/effect.ts';
import { advisoryWords, briefly, packageWords } from './change-words.ts';
import { clipped, counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { causePlace, moversWords, ownersWords, pinsWords, releaseName, verdictWords } from './release-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface CheckedReleases {
  readonly effects: readonly Effect[];
  /** The tags that are here, as `linux/2026_8_minor`. */
  readonly published: ReadonlySet<string>;
}

/** A block for each release: what it is, who would move, what changes, who would fail and why. */
export function releaseCheckText({ effects, published }: CheckedReleases, paint: Paint): string {
  const blocks = effects.map((effect) => blockOf(effect, { published, paint }));
  return blocks.length === 0 ? 'No release was tried.\n' : blocks.join('\n');
}

interface Shown {
  readonly published: ReadonlySet<string>;
  readonly paint: Paint;
}

function blockOf(effect: Effect, { published, paint }: Shown): string {
  const { release, movers, packages, previous, closes, causes, broken } = effect;
  const tag = `${release.stream}/${release.version.text}`;
  const state = published.has(tag) ? 'published' : 'not published';
  const withdrawn =
    release.withdrawn === undefined ? '' : `, ${paint.warning('withdrawn')}: ${brief(release.withdrawn.reason)}`;
  const rows = [
    `${paint.strong(releaseName(release))}: ${release.version.kind}, ${brief(release.date)}, ${state}${withdrawn}`,
    `  ${moversWords(effect)}${movers.length === 0 ? '' : ` (${clipped(pinsWords(movers), 200)})`}`,
    ...(packages.length === 0 ? [] : [`  packages since ${previous ?? 'the start'}: ${packageWords(packages)}`]),
    ...(closes.list.length === 0 ? [] : [`  closes for them: ${advisoryWords(closes)}`]),
    `  ${broken.length > 0 ? paint.error(verdictWords(effect)) : paint.good(verdictWords(effect))}`,
    ...causes.flatMap((cause) => causeRows(cause, paint)),
  ];
  return `${rows.join('\n')}\n`;
}

/** How many clusters of one cause are listed. */
const mostClusters = 25;

function causeRows(cause: Cause, paint: Paint): readonly string[] {
  const { code, message, clusters } = cause;
  const rows = clusters.slice(0, mostClusters).map(({ name, hosts, owners, from }) => {
    return `      ${untrustedTerminal(name)} (${counted(hosts, 'host')}, on ${from}): ${ownersWords(owners, untrustedTerminal)}`;
  });
  const left = clusters.length - rows.length;
  return [
    `    ${paint.strong(untrustedTerminal(causePlace(cause)))}: ${brief(message)} [${code}]`,
    ...rows,
    ...(left === 0 ? [] : [`      and ${counted(left, 'more cluster')}`]),
  ];
}

function brief(text: string): string {
  return untrustedTerminal(briefly(text));
}
