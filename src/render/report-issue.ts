/** The one issue of a fleet about what the report says: the worst first, in words that change only when the state does. */

import type { Mended } from '../notice/stale-changes.ts';
import type { ExceptionRow, StaleReport } from '../report/report.ts';
import { fitted, type Piece } from './change-cut.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { asciiLine, type Links } from './notice-words.ts';
import { webAddress } from './report-address.ts';
import { lackWords, lateHeadline, moveWords, standingWords, type LateRow } from './report-told-words.ts';
import { severityWords, stateWords, turnNames } from './report-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

export interface ShownReport {
  readonly fleet: string;
  readonly totals: StaleReport['totals'];
  readonly exposedHosts: StaleReport['exposedHosts'];
  /** Rows that are told, worst first. */
  readonly late: readonly LateRow[];
  /** Exceptions past their end. */
  readonly ended: readonly ExceptionRow[];
  /** Since the issue was written last. */
  readonly changes: {
    readonly fresh: readonly { readonly row: LateRow; readonly is: 'new' | 'worse' }[];
    readonly mended: readonly Mended[];
  };
  readonly file: Links['file'];
}

/** One line, in which nobody is mentioned. */
export function reportTitle({ fleet, late, ended }: ShownReport): string {
  return asciiLine(`[${fleet}] security report: ${lateHeadline(late, ended.length)}`, 200).replace(/@|#/g, '');
}

/** At most `limit` characters (at least 300), cut at a row. */
export function reportBody(shown: ShownReport, limit: number): string {
  const { late, ended, changes, file } = shown;
  const clusters = counted(late.length, 'row');
  const news = [
    ...changes.fresh.map(
      ({ row, is }) =>
        `- ${is === 'new' ? 'new' : 'worse'}: ${nameOf(row)}, ${untrustedMarkdown(standingWords(row))}\n`,
    ),
    ...changes.mended.map((row) => `- mended: ${nameOf(row)}\n`),
  ];
  const pieces: readonly Piece[] = [
    { noun: 'line', rank: 'seen', open: '', rows: headOf(shown), close: '\n' },
    { noun: 'total', rank: 'seen', open: totalsHead, rows: totalRows(shown), close: '\n' },
    { noun: 'exception', rank: 'seen', open: endedHead, rows: ended.map(endedRow), close: '\n' },
    {
      noun: 'cluster',
      rank: 'seen',
      open: `**The worst first** (${clusters}):\n\n${lateHead}`,
      rows: late.map((row) => lateRow(row, file)),
      close: '\n',
    },
    { noun: 'line', rank: 'folded', open: '', rows: [footer], close: '' },
  ];
  const changed: Piece = {
    noun: 'change',
    rank: 'seen',
    open: '**Since this was written last:**\n\n',
    rows: news.length <= mostNews ? news : [...news.slice(0, mostNews), `- and ${news.length - mostNews} more\n`],
    close: '\n',
  };
  return fitted([...pieces.slice(0, 1), changed, ...pieces.slice(1)].map(withoutComments), limit);
}

/** What is said when there is nothing to report any more. */
export function reportMendedWords(): string {
  return 'Nothing is late any more. This issue is opened again when something is.';
}

/** What is said when two runs opened one each. */
export function reportDoubleWords(): string {
  return 'The security report has another issue, which is kept up to date.';
}

const mostNews = 30;
const totalsHead = '| stream | state | clusters | hosts |\n| --- | --- | ---: | ---: |\n';
const endedHead =
  '**Exceptions past their end**, which excuse nothing any more:\n\n| clusters | what | ended on | answers for it | reason |\n| --- | --- | --- | --- | --- |\n';
const lateHead =
  '| cluster | stream | state | hosts | pin → newest | lacks | whose move | to be called |\n| --- | --- | --- | ---: | --- | --- | --- | --- |\n';
const footer =
  '_Kept up to date by tidemark: written anew when a state changes, closed when nothing is late. Closed by hand it stays closed until something new is late._\n';

function headOf({ fleet, late, ended, exposedHosts }: ShownReport): readonly string[] {
  const hosts = severityWords(exposedHosts);
  return [
    `Fleet ${untrustedCode(fleet)}: ${untrustedMarkdown(lateHeadline(late, ended.length))}.\n`,
    `\n**Hosts exposed**, by the worst that each lacks or less: ${hosts === '' ? 'none' : hosts}.\n`,
  ];
}

function totalRows({ totals }: ShownReport): readonly string[] {
  return totals.map(
    ({ stream, state, clusters, hosts }) =>
      `| ${untrustedCell(stream)} | ${stateWords[state]} | ${clusters} | ${hosts} |\n`,
  );
}

function lateRow(row: LateRow, file: Links['file']): string {
  const { why, url } = moveWords(row);
  const page = file(row.file, row.line);
  const cells = [
    linked(untrustedCell(row.cluster), page),
    untrustedCell(row.stream),
    cell(standingWords(row)),
    String(row.hosts),
    `${row.pin === undefined ? '' : untrustedCell(row.pin)} → ${row.newest === undefined ? '' : untrustedCell(row.newest)}`,
    cell(lackWords(row)),
    `${turnNames[row.turn.who]}: ${linked(cell(why), url)}`,
    row.call.length === 0 ? 'nobody' : untrustedCell(clipped(row.call.join(', '), 300)),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function endedRow({ clusters, streams, advisories, until, owner, reason }: ExceptionRow): string {
  const what = [...streams, ...advisories];
  const cells = [
    untrustedCell(clipped(clusters.join(', '), 300)),
    what.length === 0 ? '' : untrustedCell(clipped(what.join(', '), 300)),
    untrustedCell(until),
    untrustedCell(owner),
    cell(reason),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function nameOf({ cluster, stream }: Pick<LateRow, 'cluster' | 'stream'>): string {
  return `${untrustedCode(cluster)} in ${untrustedCode(stream)}`;
}

function cell(text: string): string {
  return text === '' ? '' : untrustedMarkdown(clipped(text, 500));
}

function linked(words: string, page: string | undefined): string {
  const address = page === undefined ? undefined : webAddress(page);
  return address === undefined ? words : `[${words}](${address})`;
}

/** Not even in code does a text from files begin a comment, by which an issue is known. */
function withoutComments(piece: Piece): Piece {
  return { ...piece, rows: piece.rows.map((row) => row.replaceAll('<!--', '<\u200b!--')) };
}
