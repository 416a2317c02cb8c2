/** The sentences that every rendering of a diagnostic shares: whom it breaks, how it got there, how many there are. */

import type { PlacedDiagnostic, PlacedVictim, Step, Summary } from './placed.ts';

/** `breaks 340 hosts of 34 clusters: a, b, c … and 31 more`, or undefined where nobody is hurt. Names at most `most`. */
export function victimWords({ victims, severity }: PlacedDiagnostic, most: number): string | undefined {
  const [first] = victims;
  if (first === undefined) return undefined;
  const verb = severity === 'error' ? 'breaks' : 'concerns';
  if (victims.length === 1) return `${verb} ${oneVictim(first)}`;
  return `${verb} ${whom(victims)}: ${named(victims, most)}`;
}

/** `included from clusters/a.yaml:4 → templates/site/entry.yaml:7`, or undefined where nothing was included. */
export function chainWords(chain: readonly Step[]): string | undefined {
  if (chain.length === 0) return undefined;
  return `included from ${chain.map(stepWords).join(' → ')}`;
}

/** `3 errors, 1 warning in 2 files; 12 clusters not compiled`. */
export function summaryWords({ errors, warnings, notes, files, failed }: Summary): string {
  const kinds = [
    [errors, 'error'],
    [warnings, 'warning'],
    [notes, 'note'],
  ] as const;
  const found = kinds.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun));
  const lost = failed === 0 ? '' : `; ${counted(failed, 'cluster')} not compiled`;
  return found.length === 0 ? `nothing found${lost}` : `${found.join(', ')} in ${counted(files, 'file')}${lost}`;
}

/** `file:line:column`, or the file alone where the place is unknown. */
export function placeWords({ place }: Pick<PlacedDiagnostic, 'place'>): string {
  const { file, spot } = place;
  return spot === undefined ? file : `${file}:${spot.line}:${spot.column}`;
}

/** `1 error`, `3 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The text, or its first `most` characters and an ellipsis; a surrogate pair is never halved. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function stepWords({ file, line }: Step): string {
  return line === undefined ? file : `${file}:${line}`;
}

function oneVictim({ cluster, hosts, count }: PlacedVictim): string {
  if (hosts === undefined) return `cluster ${cluster}`;
  return `${counted(count, 'host')} of cluster ${cluster}: ${clipped(hosts, 200)}`;
}

function whom(victims: readonly PlacedVictim[]): string {
  const parts = victims.filter((victim) => victim.hosts !== undefined);
  const whole = victims.length - parts.length;
  if (parts.length === 0) return counted(whole, 'cluster');
  const count = parts.reduce((sum, victim) => sum + victim.count, 0);
  const hosts = counted(count, 'host');
  if (whole === 0) return `${hosts} of ${counted(parts.length, 'cluster')}`;
  return `${counted(whole, 'cluster')} and ${hosts} of ${counted(parts.length, 'other')}`;
}

function named(victims: readonly PlacedVictim[], most: number): string {
  const names = victims.slice(0, most).map((victim) => victim.cluster);
  const left = victims.length - names.length;
  return left === 0 ? names.join(', ') : `${names.join(', ')} … and ${left} more`;
}
