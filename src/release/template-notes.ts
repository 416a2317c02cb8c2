/** What a new release's notes begin with, counted from its packages; the team writes the rest. */

import type { Advisory, AdvisorySeverity, PackageChange } from '../change/change.ts';
import type { ProposedKind } from './kind.ts';

export interface NoteFacts {
  /** How many packages the version has. */
  readonly packages: number;
  /** The version before without its kind, `2026_7`; undefined where there is none. */
  readonly before: string | undefined;
  readonly changes: readonly PackageChange[];
  readonly proposed: ProposedKind;
  readonly advisories: readonly Advisory[];
}

/** One sentence or two a line. */
export function noteLines({ packages, before, changes, proposed, advisories }: NoteFacts): readonly string[] {
  const kernel = changes.find(({ name, kind }) => /^(?:kernel-core|linux-image-.*)$/.test(name) && kind === 'upgraded');
  return [
    changesLine({ packages, before, changes }),
    ...(before === undefined || proposed.kind === 'minor' ? [] : [`Major, because ${joined(proposed.reasons)}.`]),
    ...(advisories.length === 0 ? [] : [`Closes ${advisoryWords(advisories)}.`]),
    ...(kernel === undefined ? [] : [`A new kernel, ${kernel.to.at(-1) ?? ''}: reboot to use it.`]),
  ];
}

/** `27 advisories (19 important, 7 moderate, 1 low) with 56 CVEs`. */
function advisoryWords(advisories: readonly Advisory[]): string {
  const cves = new Set(advisories.flatMap((advisory) => advisory.cves)).size;
  const counts = severities
    .map((severity) => [severity, advisories.filter((advisory) => advisory.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity.toLowerCase()}`);
  return `${counted(advisories.length, 'advisory', 'advisories')} (${counts.join(', ')}) with ${counted(cves, 'CVE', 'CVEs')}`;
}

const severities: readonly AdvisorySeverity[] = ['Critical', 'Important', 'Moderate', 'Low'];

function changesLine({ packages, before, changes }: Pick<NoteFacts, 'packages' | 'before' | 'changes'>): string {
  if (before === undefined) return `The first release of this stream: ${counted(packages, 'package', 'packages')}.`;
  if (changes.length === 0) return `No package changes since ${before}.`;
  const count = (...kinds: readonly string[]): number => changes.filter(({ kind }) => kinds.includes(kind)).length;
  const [added, removed] = [count('added'), count('removed')];
  const clauses = [
    `Changes ${changes.length - added - removed} of ${counted(packages, 'package', 'packages')}`,
    ...(added === 0 ? [] : [`adds ${added}`]),
    ...(removed === 0 ? [] : [`removes ${removed}`]),
  ];
  return `${joined(clauses)}.`;
}

function joined(clauses: readonly string[]): string {
  return clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1) ?? ''}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
