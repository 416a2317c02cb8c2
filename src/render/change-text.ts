/** What differs between two revisions, for a person at a terminal. */

import stringWidth from 'string-width';
import type {
  Advisories,
  ChangeGroup,
  Failure,
  PackageChange,
  PackageChangeKind,
  ValueChange,
  Likeness,
  Rows,
} from '../change/change.ts';
import {
  advisoryWords,
  briefly,
  clusterWords,
  failureWords,
  fieldWords,
  headlineWords,
  likeName,
  packageWords,
  totalWords,
  valueWords,
  type ShownChange,
} from './change-words.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export interface ChangeTextOptions {
  readonly paint: Paint;
  /** How many rows of each table and list are shown before "and N more". */
  readonly rows: number | 'all';
}

/**
 * Everything to print, ending in a line break: each group with its clusters, advisories, packages and values. A group that
 * is nearly like an earlier one shows what is different, unless all rows are wanted.
 */
export function changeText({ base, head, change }: ShownChange, { paint, rows }: ChangeTextOptions): string {
  const title = `${paint.strong(`${safe(base)} → ${safe(head)}`)}: ${totalWords(change)}`;
  const most = rows === 'all' ? Infinity : rows;
  const likeness = (group: ChangeGroup): Likeness | undefined => (rows === 'all' ? undefined : group.like);
  const groups = change.groups.map((group) =>
    [...headLines(group, paint, most), ...bodyLines(group, likeness(group), { paint, most })].join('\n'),
  );
  return `${[title, ...groups].join('\n\n')}\n`;
}

function headLines(group: ChangeGroup, paint: Paint, most: number): readonly string[] {
  const bad = group.kind === 'broken' || group.kind === 'failing';
  const headline = headlineWords(group, safe);
  const list = `  ${paint.faint(clusterList(group, most))}`;
  return [bad ? paint.error(headline) : paint.strong(headline), list, ...failureLines(group.failures, paint, most)];
}

interface Showing {
  readonly paint: Paint;
  readonly most: number;
}

function bodyLines(group: ChangeGroup, likeness: Likeness | undefined, showing: Showing): readonly string[] {
  if (likeness !== undefined) return likenessLines(likeness, showing);
  const lines = rowLines(group, showing);
  return group.kind === 'changed' && lines.length === 0 ? ['  the profiles stay what they are'] : lines;
}

function likenessLines({ model, without, besides }: Likeness, showing: Showing): readonly string[] {
  const [less, further] = [rowLines(without, showing), rowLines(besides, showing)];
  const like = `as in ${likeName(model, safe)}`;
  if (less.length === 0) return [`  ${like}, and besides`, ...further];
  return [`  ${like}, but without`, ...less, ...(further.length === 0 ? [] : ['  and besides', ...further])];
}

function rowLines({ change, advisories }: Rows, { paint, most }: Showing): readonly string[] {
  return [
    ...advisoryLines('closes', advisories.closed, paint, most),
    ...advisoryLines('reopens', advisories.reopened, paint, most),
    ...packageLines(change.packages, paint, most),
    ...valueLines(change.values, paint, most),
  ];
}

function clusterList({ clusters }: ChangeGroup, most: number): string {
  const shown = clusters.slice(0, most).map((cluster) => clusterWords(cluster, safe));
  return [...shown, ...more(clusters.length - shown.length)].join(', ');
}

function failureLines(failures: readonly Failure[], paint: Paint, most: number): readonly string[] {
  const lines = failures.slice(0, most).map((failure) => `    ${paint.error('error')} ${safe(failureWords(failure))}`);
  return [...lines, ...moreLine(failures.length - lines.length)];
}

function advisoryLines(verb: string, advisories: Advisories, paint: Paint, most: number): readonly string[] {
  if (advisories.list.length === 0) return [];
  const words = `  ${verb} ${advisoryWords(advisories)}`;
  const rows = advisories.list
    .slice(0, most)
    .map(({ severity, id, title, cves }) => [severity, id, title, cves].map((text) => safe(briefly(text))));
  const brush = verb === 'closes' ? paint.good : paint.error;
  return [brush(words), ...table(rows, () => paint.faint), ...moreLine(advisories.list.length - rows.length)];
}

function packageLines(packages: readonly PackageChange[], paint: Paint, most: number): readonly string[] {
  if (packages.length === 0) return [];
  const shown = packages.slice(0, most);
  const brushes: { readonly [K in PackageChangeKind]: (text: string) => string } = {
    upgraded: paint.good,
    downgraded: paint.warning,
    added: paint.good,
    removed: paint.error,
    changed: paint.note,
  };
  const lines = table(shown.map(packageRow), (row) => brushes[shown[row]?.kind ?? 'changed']);
  return [`  packages: ${packageWords(packages)}`, ...lines, ...moreLine(packages.length - shown.length)];
}

function packageRow({ kind, name, arch, from, to, fields = [] }: PackageChange): readonly string[] {
  const was = from.length === 0 ? '–' : briefly(from);
  const is = to.length === 0 ? '–' : briefly(to);
  const words = fields.map(fieldWords).join(', ');
  return [kind, briefly(name), arch ?? '', was, `→ ${is}`, words].map(safe);
}

function valueLines(values: readonly ValueChange[], paint: Paint, most: number): readonly string[] {
  if (values.length === 0) return [];
  const brushes = { set: paint.good, removed: paint.error, changed: paint.note };
  const shown = values.slice(0, most);
  const lines = shown.map((value) => {
    const was = value.kind === 'set' ? '' : `${safe(valueWords(value.from))} `;
    const is = value.kind === 'removed' ? '' : `→ ${safe(valueWords(value.to))}`;
    return `    ${brushes[value.kind](value.kind)} ${safe(briefly(value.pointer))}: ${was}${is}`.trimEnd();
  });
  return [`  values: ${values.length}`, ...lines, ...moreLine(values.length - shown.length)];
}

/** Rows in columns as wide as their widest cell; the first cell is painted. */
function table(
  rows: readonly (readonly string[])[],
  brushOf: (row: number) => (text: string) => string,
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, Math.min(widthOf(cell), widest));
    });
  }
  return rows.map((row, index) => {
    const [first = '', ...rest] = row.map((cell, column) => padded(cell, widths[column] ?? 0));
    return `    ${brushOf(index)(first)} ${rest.join(' ')}`.trimEnd();
  });
}

/** In columns of a terminal; most texts need no table of characters for it. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** One cell longer than this does not push the others away. */
const widest = 48;

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
}

function more(count: number): readonly string[] {
  return count > 0 ? [`and ${count} more`] : [];
}

function moreLine(count: number): readonly string[] {
  return more(count).map((words) => `    … ${words}`);
}
