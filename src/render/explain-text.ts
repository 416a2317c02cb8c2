/** Where a value comes from, for a person at a terminal: every layer in order, whose word holds, and every leaf. */

import type { Plain } from '../core/value.ts';
import { columns } from './columns.ts';
import { clipped } from './diagnostic-words.ts';
import type {
  ShownExplanation,
  ShownLayer,
  ShownLeaf,
  ShownPlace,
  ShownRead,
  ShownSaying,
  ShownSkipped,
} from './explain-shown.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

/** Everything to print, ending in a line break. */
export function explainText(shown: ShownExplanation, paint: Paint): string {
  const blocks = [headText(shown, paint), ...shown.sayings.map((saying) => sayingText(saying, shown.pointer, paint))];
  if (tellsMore(shown)) blocks.push(leavesText(shown.leaves));
  if (shown.skipped.length > 0) blocks.push(skippedText(shown.skipped, paint));
  if (isCut(shown)) blocks.push(paint.faint('Long values are cut here; --format json shows them whole.'));
  return `${blocks.join('\n\n')}\n`;
}

function headText(shown: ShownExplanation, paint: Paint): string {
  const { cluster, host, pointer } = shown;
  const whose = host === undefined ? `cluster ${cluster}, whatever the host` : `host ${host} of cluster ${cluster}`;
  const head = paint.strong(pointer === '' ? `The profile of ${safe(whose)}` : `${safe(pointer)} of ${safe(whose)}`);
  return `${head}\n${valueWords(shown)}`;
}

function valueWords(shown: Pick<ShownLeaf, 'value' | 'removed' | 'open'>): string {
  if (shown.removed) return '(removed)';
  if (shown.value === undefined) return '(not there)';
  return shown.open ? `(depends on the host) ${valueText(shown.value)}` : valueText(shown.value);
}

const marks = { all: '●', some: '○', none: ' ' } as const satisfies Record<ShownSaying['holds'], string>;
const holdWords = { all: ', and this holds', some: ', and part of this holds', none: '' } as const satisfies Record<
  ShownSaying['holds'],
  string
>;

function sayingText(saying: ShownSaying, pointer: string, paint: Paint): string {
  const { layer, holds, says, written, reads = [], place, breaks, verb } = saying;
  const line = `${marks[holds]} ${layerWords(layer)} ${verbWords(saying, pointer)}${holdWords[holds]}`;
  const shownSays = says !== undefined && verb !== 'misses' && !(verb === 'removes' && says === null);
  return [
    holds === 'none' ? line : paint.good(line),
    ...(shownSays ? [`    ${valueText(says)}`] : []),
    ...(written === undefined
      ? []
      : [`    written ${valueText(written)}`, ...reads.map((read) => `      ${readWords(read)}`)]),
    `    ${paint.faint(placeText(place))}`,
    ...(breaks === undefined ? [] : [`    ${paint.error(`although it is locked at ${placeText(breaks)}`)}`]),
    ...whenceWords(layer).map((words) => `    ${paint.faint(words)}`),
  ].join('\n');
}

function layerWords({ kind, name }: Pick<ShownLayer, 'kind' | 'name'>): string {
  if (kind === 'template') return safe(name);
  return kind === 'cluster' ? `cluster ${safe(name)}` : `hosts ${safe(clipped(name, longestName))}`;
}

function verbWords({ verb, pointer: spoken, says }: ShownSaying, pointer: string): string {
  const elsewhere = spoken === pointer ? 'it' : safe(spoken);
  switch (verb) {
    case 'sets':
      return 'sets it';
    case 'overrides':
      return 'overrides it';
    case 'changes':
      return 'changes a part of it';
    case 'adds':
      return 'adds to it';
    case 'repeats':
      return 'says the same';
    case 'removes':
      return spoken === pointer || says === null ? `removes ${elsewhere}` : `replaces ${elsewhere}, and so removes it`;
    case 'misses':
      return 'removes it, but it is not there';
    case 'locks':
      return `locks ${elsewhere}`;
  }
}

/** The release, the parameters and the includes that a layer comes with. */
function whenceWords({ release, params, chain }: ShownLayer): readonly string[] {
  const words: string[] = [];
  if (release !== undefined) words.push(releaseWords(release));
  if (params !== undefined) words.push(`with ${valueText(params)}`);
  if (chain.length > 0) words.push(`included from ${chain.map(placeText).join(' → ')}`);
  return words;
}

function releaseWords({ stream, version, pin }: NonNullable<ShownLayer['release']>): string {
  const pinned = pin === undefined ? '' : `, pinned at ${placeText(pin)}`;
  return `release ${safe(stream)} ${safe(version)}${pinned}`;
}

/** Whether the leaves say more than the sayings: not where the place itself is the only one. */
function tellsMore({ leaves, pointer }: ShownExplanation): boolean {
  return leaves.length > 1 || leaves.some((leaf) => leaf.pointer !== pointer);
}

function leavesText(leaves: readonly ShownLeaf[]): string {
  const rows = leaves.map((leaf) => [
    safe(leaf.pointer),
    clipped(valueWords(leaf), longestCell),
    layerWords(leaf.layer),
    placeText(leaf.place),
  ]);
  return columns(rows, longestCell).join('\n');
}

const reasons = {
  condition: 'its condition does not hold',
  absent: 'it is optional, and there is no such template',
  host: 'each host decides',
} as const satisfies Record<ShownSkipped['why'], string>;

function skippedText(skipped: readonly ShownSkipped[], paint: Paint): string {
  const rows = skipped.map(({ template, why, place, reads = [] }) => [
    safe(clipped(template, longestName)),
    placeText(place),
    reads.length === 0 ? reasons[why] : `${reasons[why]}: ${reads.map(readWords).join(', ')}`,
  ]);
  return [paint.faint('Not included:'), ...columns(rows, longestCell).map((row) => paint.faint(`  ${row}`))].join('\n');
}

function readWords({ path, value, open, place }: ShownRead): string {
  if (open) return `${safe(path)} depends on the host`;
  const at = place === undefined ? '' : ` (${placeText(place)})`;
  return value === undefined ? `${safe(path)} is absent` : `${safe(path)} is ${valueText(value)}${at}`;
}

function placeText({ file, line, column }: ShownPlace): string {
  return safe(line === undefined ? file : `${file}:${line}:${column ?? 1}`);
}

const longestValue = 120;
const longestCell = 48;
const longestName = 80;

function valueText(value: Plain | undefined): string {
  return safe(clipped(jsonOf(value), longestValue));
}

function jsonOf(value: Plain | undefined): string {
  return JSON.stringify(value) ?? '';
}

function isCut({ value, sayings, leaves }: ShownExplanation): boolean {
  const isLong = (some: Plain | undefined, most: number): boolean => jsonOf(some).length > most;
  return (
    isLong(value, longestValue) ||
    sayings.some(({ says, written, layer }) =>
      [says, written, layer.params].some((part) => isLong(part, longestValue)),
    ) ||
    (leaves.length > 1 && leaves.some((leaf) => isLong(leaf.value, longestCell)))
  );
}
