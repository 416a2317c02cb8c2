/** What differs between two revisions as a unified difference of profiles, one for each group. */

import { formatPatch, structuredPatch, FILE_HEADERS_ONLY } from 'diff';
import type { ChangeGroup } from '../change/change.ts';
import type { Mapping } from '../core/value.ts';
import { prettyJson } from './change-pretty.ts';
import { clusterWords, failureWords, headlineWords, totalWords, type ShownChange } from './change-words.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

/** Bounds on the work; past one of them a profile is said to be changed as a whole. */
export interface UnifiedBounds {
  /** Lines added and removed in one difference. */
  readonly edits: number;
  /** The same, squared and added up over all groups: what the search costs. */
  readonly work: number;
  /** Milliseconds for one difference: a net under the other two, which decide alike on every machine. */
  readonly timeout: number;
}

export const unifiedBounds: UnifiedBounds = { edits: 3_000, work: 100_000_000, timeout: 10_000 };

/** Everything to print, ending in a line break. Groups without profiles at hand are named only. */
export function changeUnified({ base, head, change }: ShownChange, bounds: UnifiedBounds = unifiedBounds): string {
  const parts = [`# ${safe(base)} → ${safe(head)}: ${totalWords(change)}\n`];
  let left = bounds.work;
  for (const group of change.groups) {
    parts.push(groupHeader(group));
    if (group.sample === undefined) continue;
    const edits = Math.min(bounds.edits, Math.floor(Math.sqrt(left)));
    const difference = textDifference({ ...group.sample, base, head }, { ...bounds, edits });
    left -= difference.work;
    parts.push(difference.text);
  }
  return parts.join('');
}

function groupHeader(group: ChangeGroup): string {
  const clusters = group.clusters.map((cluster) => clusterWords(cluster, safe)).join(', ');
  const failures = group.failures.map((failure) => `# error ${safe(failureWords(failure))}\n`).join('');
  return `\n# ${headlineWords(group, safe)}\n# ${clusters}\n${failures}`;
}

interface Sides {
  readonly cluster: string;
  readonly before: Mapping;
  readonly after: Mapping;
  readonly base: string;
  readonly head: string;
}

function textDifference(
  sides: Sides,
  { edits, timeout }: UnifiedBounds,
): { readonly text: string; readonly work: number } {
  const name = safe(sides.cluster);
  const before = `${prettyJson(sides.before)}\n`;
  const after = `${prettyJson(sides.after)}\n`;
  const options = { context: 3, maxEditLength: edits, timeout };
  const names = [`${safe(sides.base)}/${name}.json`, `${safe(sides.head)}/${name}.json`] as const;
  const patch = edits === 0 ? undefined : structuredPatch(...names, before, after, undefined, undefined, options);
  if (patch === undefined) {
    const words = `changed as a whole: ${lineCount(before)} lines before, ${lineCount(after)} after`;
    return { text: `--- ${names[0]}\n+++ ${names[1]}\n# ${words}\n`, work: edits * edits };
  }
  const changed = patch.hunks.flatMap((hunk) => hunk.lines).filter((line) => !line.startsWith(' ')).length;
  return { text: formatPatch(patch, FILE_HEADERS_ONLY), work: changed * changed };
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
