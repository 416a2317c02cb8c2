/** Of which kind a list is, by what stands in it. */

import { lineRanges } from './lines.ts';

/** The kinds of sources, by the words that `--as` takes. */
export const sourceKinds = ['list', 'rpm-qa', 'dpkg', 'deb-index', 'rpm-md'] as const;

export type SourceKind = (typeof sourceKinds)[number];

export function isSourceKind(text: string): text is SourceKind {
  return sourceKinds.some((kind) => kind === text);
}

/** The kind of a text; undefined where nothing tells, or nothing stands in it. A repository is a folder, and no text. */
export function recognised(text: string): Exclude<SourceKind, 'rpm-md'> | undefined {
  const votes = new Map<Exclude<SourceKind, 'rpm-md'>, number>();
  let seen = 0;
  for (const [, start, end] of lineRanges(text)) {
    const line = text.slice(start, Math.min(end, start + 200));
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (seen === 0 && /^[A-Z][A-Za-z-]*:(?: |$)/.test(line)) return 'deb-index';
    if (seen === 0 && line.startsWith('Desired=')) return 'dpkg';
    const kind = kindOfLine(line);
    if (kind !== undefined) votes.set(kind, (votes.get(kind) ?? 0) + 1);
    seen += 1;
    if (seen >= 200) break;
  }
  return [...votes].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

function kindOfLine(line: string): Exclude<SourceKind, 'rpm-md'> | undefined {
  const words = line.trim().split(/[\s|]+/);
  const [first = '', second = '', third = ''] = words;
  if (/^[a-z0-9][a-z0-9+.-]*(?::[a-z0-9-]+)?\t/.test(line) && words.length <= 2) return 'dpkg';
  if (/^[uihrp][ncHUFWti]R?$/.test(first) && /^\d/.test(third)) return 'dpkg';
  if (words.length === 1 || second.startsWith('(none):')) return 'rpm-qa';
  if (words.length === 3) return debian.test(third) ? 'dpkg' : 'list';
  if (words.at(-2) === 'ok') return 'dpkg';
  return words.length <= 5 && !line.includes('#') ? 'rpm-qa' : 'list';
}

/** Words that Debian alone has for architectures. */
const debian = /^(?:all|amd64|arm64|armel|armhf|i386|mips64el|ppc64el)$/;
