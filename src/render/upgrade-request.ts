/** The words of an upgrade request: its title, and what its text is made of, every value harmless for Markdown. */

import type { Plain } from '../core/value.ts';
import type { Kind } from '../core/version.ts';
import type { Move, Offer } from '../upgrade/offer.ts';
import { counted } from './diagnostic-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/** What the text of a request is about. */
export interface RequestSubject {
  readonly offer: Offer;
  readonly kind: Kind;
  /** The stream's title in fleet.yaml. */
  readonly streamTitle: string;
  /** Who answers for the stream, as they may be called: names and addresses. */
  readonly askers: readonly string[];
  /** What release.yaml says is new. */
  readonly notes: string;
  /** Relative to the fleet. */
  readonly releaseFile: string;
  /** What the staged rollout came to, one sentence; empty where there was none. */
  readonly rollout: string;
  /** What changes, as Markdown. */
  readonly changes: string;
}

/** Short, and the same for the same offer. */
export function requestTitle({ stream, moves }: Offer, kind: Kind): string {
  const [first] = moves;
  if (first === undefined) throw new Error('an offer moves at least one pin');
  const name = moves.length === 1 ? first.cluster : counted(moves.length, 'cluster');
  if (first.direction === 'back')
    return `${name}: ${stream} back to ${first.to.text} (${first.from.text} was withdrawn)`;
  const from = moves.every((move) => move.from.text === first.from.text) ? `${first.from.text} → ` : '';
  return `${name}: ${stream} ${from}${first.to.text} (${kind})`;
}

/** The names that a template of a request's text may use. Texts are Markdown already; lists and truths are for blocks. */
export function requestData(subject: RequestSubject): { readonly [name: string]: Plain } {
  const { offer, kind, streamTitle, askers, notes, releaseFile, rollout, changes } = subject;
  const [first] = offer.moves;
  if (first === undefined) throw new Error('an offer moves at least one pin');
  const hosts = offer.moves.reduce((sum, move) => sum + move.hosts, 0);
  return {
    title: requestTitle(offer, kind),
    stream: untrustedMarkdown(offer.stream),
    streamTitle: untrustedMarkdown(streamTitle),
    kind,
    isMajor: kind === 'major',
    isBack: first.direction === 'back',
    isWithdrawn: first.withdrawn !== undefined,
    withdrawn: untrustedMarkdown(first.withdrawn ?? ''),
    mergesItself: offer.mode === 'auto',
    from: untrustedMarkdown(first.from.text),
    to: untrustedMarkdown(first.to.text),
    subject: offer.moves.length === 1 ? untrustedCode(first.cluster) : counted(offer.moves.length, 'cluster'),
    isMany: offer.moves.length > 1,
    clusters: clusterTable(offer.moves),
    file: untrustedCode(first.file),
    hosts: counted(hosts, 'host'),
    releaseFile: untrustedCode(releaseFile),
    hasNotes: notes.trim() !== '',
    notes: quoted(notes),
    hasRollout: rollout !== '',
    rollout: untrustedMarkdown(rollout),
    hold: holdBlock(offer.stream),
    hasAskers: askers.length > 0,
    askers: askers.map(untrustedMarkdown).join(', '),
    changes,
  };
}

function clusterTable(moves: readonly Move[]): string {
  const rows = moves.map(
    ({ cluster, hosts, from, to }) => `| ${untrustedCell(cluster)} | ${hosts} | ${from.text} | ${to.text} |`,
  );
  return ['| cluster | hosts | from | to |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

/** Text of several lines as a quotation, each line harmless by itself. */
function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${untrustedMarkdown(line)}`.trimEnd())
    .join('\n');
}

function holdBlock(stream: string): string {
  return ['```yaml', 'upgrade:', `  ${stream}: { mode: hold, until: YEAR-MONTH-DAY, reason: why }`, '```'].join('\n');
}

/** The text of a request, as a Handlebars template, where the fleet has none of its own. */
export const defaultRequestText = `{{#if isBack}}
**{{stream}} {{from}} was withdrawn:** {{withdrawn}}

This request brings {{subject}} back to **{{to}}**, the newest good version before it.
{{else}}
This request moves {{subject}} from {{stream}} {{from}} to **{{to}}**: a **{{kind}}** change of {{hosts}}.
{{#if isWithdrawn}}

**{{stream}} {{from}} was withdrawn:** {{withdrawn}}
{{/if}}
{{/if}}
{{#if isMajor}}

This is a major step: something that others stand on changes. Read the notes before you merge.
{{/if}}
{{#if mergesItself}}

It merges itself when its checks pass, as the cluster's file says.
{{/if}}
{{#if isMany}}

{{clusters}}
{{/if}}
{{#if hasNotes}}

{{notes}}
{{/if}}
{{#if hasRollout}}

{{rollout}}
{{/if}}

### What changes

{{changes}}

### What you can do

- **Take it:** merge. Only the line of the pin in {{file}} changes.
- **Not this one:** close the request. You are asked again only for a newer version.
- **Not now:** put a hold into the cluster's file, and this closes by itself:

{{hold}}
{{#if hasAskers}}
- **Ask:** {{askers}}. The release is {{releaseFile}}.
{{else}}
- The release is {{releaseFile}}.
{{/if}}
`;
