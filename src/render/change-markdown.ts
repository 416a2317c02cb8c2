/** What differs between two revisions, as Markdown for a pull request. */

import type {
  Advisories,
  ChangeGroup,
  Failure,
  FleetChange,
  PackageChange,
  Rows,
  ValueChange,
} from '../change/change.ts';
import { fitted, type Measure, type Piece } from './change-cut.ts';
import {
  advisoryWords,
  briefly,
  clusterWords,
  failurePlace,
  fieldWords,
  headlineWords,
  likeName,
  packageWords,
  totalWords,
  valueWords,
  type ShownChange,
} from './change-words.ts';
import { counted } from './diagnostic-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/**
 * At most `limit` characters (or what `measure` counts), ending in a line break. Every group shows what it is, the
 * advisories and the first packages; further rows, other values and long lists of clusters are folded away. A group that
 * is nearly like an earlier one shows what is different. What does not fit is counted.
 */
export function changeMarkdown({ base, head, change }: ShownChange, limit: number, measure?: Measure): string {
  const title = `**${totalWords(change)}** (${untrustedCode(base)} → ${untrustedCode(head)})\n\n`;
  const groups = change.groups.flatMap(groupPieces);
  return fitted([line('title', title), ...groups], limit, measure);
}

/**
 * What one cluster goes through, where the text around it has said which cluster that is; a group is named only where
 * there are several.
 */
export function ownChangeMarkdown(change: FleetChange, limit: number): string {
  const { groups } = change;
  const pieces = groups.length === 1 ? groups.flatMap(ownPieces) : groups.flatMap(groupPieces);
  return groups.length === 0 ? 'No profile changes.\n' : fitted(pieces, limit);
}

function ownPieces(group: ChangeGroup): readonly Piece[] {
  const pieces = [...failurePieces(group.failures), ...rowPieces(group)];
  return pieces.length === 0 ? [line('summary', 'No profile changes.\n\n')] : pieces;
}

function groupPieces(group: ChangeGroup): readonly Piece[] {
  return [...headPieces(group), ...bodyPieces(group)];
}

/** How many rows stand open before the rest of a table is folded. */
const open = { failures: 5, packages: 20, advisories: 10, values: 0, clusters: 5 } as const;

function headPieces(group: ChangeGroup): readonly Piece[] {
  const headline = line('group', `### ${headlineWords(group, untrustedCode)}\n\n`);
  return [headline, ...clusterPieces(group), ...failurePieces(group.failures)];
}

function bodyPieces(group: ChangeGroup): readonly Piece[] {
  const likeness = group.like;
  if (likeness === undefined) return rowPieces(group);
  const [less, further] = [rowPieces(likeness.without), rowPieces(likeness.besides)];
  const like = `As in ${likeName(likeness.model, untrustedCode)}`;
  if (less.length === 0) return [line('summary', `${like}, and besides:\n\n`), ...further];
  const besides = further.length === 0 ? [] : [line('summary', 'And besides:\n\n'), ...further];
  return [line('summary', `${like}, but without:\n\n`), ...less, ...besides];
}

function rowPieces({ change: { packages, values }, advisories }: Rows): readonly Piece[] {
  return [
    ...advisoryPieces('Closes', advisories.closed),
    ...advisoryPieces('Reopens', advisories.reopened),
    ...packagePieces(packages),
    ...valuePieces(values),
  ];
}

function valuePieces(values: readonly ValueChange[]): readonly Piece[] {
  if (values.length === 0) return [];
  return table({ noun: 'value', header: ['value', 'before', 'after'], shown: open.values }, values.map(valueRow));
}

function line(noun: string, text: string): Piece {
  return { noun, rank: 'seen', open: '', rows: [text], close: '' };
}

function clusterPieces({ clusters }: ChangeGroup): readonly Piece[] {
  const rows = clusters.map((cluster) => `- ${clusterWords(cluster, untrustedCode)}\n`);
  if (rows.length <= open.clusters) return [{ noun: 'cluster', rank: 'seen', open: '', rows, close: '\n' }];
  return [folded('cluster', counted(rows.length, 'cluster'), rows, '')];
}

function failureRow(failure: Failure): string {
  const place = failurePlace(failure);
  const where = place === '' ? '' : `${untrustedCode(place)}: `;
  return `- ${where}${untrustedMarkdown(briefly(failure.message))} (${failure.code})\n`;
}

function failurePieces(failures: readonly Failure[]): readonly Piece[] {
  const rows = failures.map(failureRow);
  if (rows.length <= open.failures) return [{ noun: 'error', rank: 'seen', open: '', rows, close: '\n' }];
  const first: Piece = { noun: 'error', rank: 'seen', open: '', rows: rows.slice(0, open.failures), close: '\n' };
  return [first, folded('error', `${rows.length - open.failures} more`, rows.slice(open.failures), '')];
}

function advisoryPieces(verb: string, advisories: Advisories): readonly Piece[] {
  if (advisories.list.length === 0) return [];
  const rows = advisories.list.map(({ id, severity, title, cves }) => [
    untrustedCell(briefly(id)),
    untrustedMarkdown(severity),
    untrustedMarkdown(briefly(title)),
    untrustedMarkdown(briefly(cves)),
  ]);
  const header = ['advisory', 'severity', 'about', 'CVEs'];
  return [
    line('summary', `${verb} ${advisoryWords(advisories)}.\n\n`),
    ...table({ noun: 'advisory row', header, shown: open.advisories }, rows),
  ];
}

function packagePieces(packages: readonly PackageChange[]): readonly Piece[] {
  if (packages.length === 0) return [];
  const header = ['package', 'before', 'after', ''];
  return [
    line('summary', `Packages: ${packageWords(packages)}.\n\n`),
    ...table({ noun: 'package', header, shown: open.packages }, packages.map(packageRow)),
  ];
}

function packageRow({ name, arch, kind, from, to, fields = [] }: PackageChange): readonly string[] {
  const what = untrustedCell(briefly(name));
  const words = fields.map((field) => untrustedCell(fieldWords(field)));
  return [
    arch === undefined ? what : `${what} ${untrustedMarkdown(briefly(arch))}`,
    from.length === 0 ? '' : untrustedCell(briefly(from)),
    to.length === 0 ? '' : untrustedCell(briefly(to)),
    [kind, ...words].join(' '),
  ];
}

function valueRow(value: ValueChange): readonly string[] {
  const was = value.kind === 'set' ? '' : untrustedCell(valueWords(value.from));
  const is = value.kind === 'removed' ? '' : untrustedCell(valueWords(value.to));
  return [untrustedCell(briefly(value.pointer)), was, is];
}

interface Table {
  readonly noun: string;
  readonly header: readonly string[];
  /** How many rows stand open. */
  readonly shown: number;
}

function table({ noun, header, shown }: Table, cells: readonly (readonly string[])[]): readonly Piece[] {
  const rows = cells.map(tableRow);
  const head = `${tableRow(header)}${tableRow(header.map(() => '---'))}`;
  const first: Piece = { noun, rank: 'seen', open: head, rows: rows.slice(0, shown), close: '\n' };
  const rest = rows.slice(shown);
  const summary = shown === 0 ? counted(rest.length, noun) : `${rest.length} more`;
  return rest.length === 0 ? [first] : [first, folded(noun, summary, rest, head)];
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function folded(noun: string, summary: string, rows: readonly string[], head: string): Piece {
  return {
    noun,
    rank: 'folded',
    open: `<details><summary>${summary}</summary>\n\n${head}`,
    rows,
    close: '\n</details>\n\n',
  };
}
