/** One cause as an issue of the forge: title, body, and what is said when it is mended. */

import type { Subject } from '../notice/gather.ts';
import type { TroubledCluster } from '../notice/trouble.ts';
import { fitted, type Piece } from './change-cut.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { asciiLine, detailLines, headlineOf, placeOf, upgradeWords, type Links } from './notice-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/** The most characters of a title. */
const longestTitle = 200;

/** One line, in which nobody is mentioned. */
export function issueTitle({ trouble }: Subject): string {
  return asciiLine(headlineOf([trouble]), longestTitle).replace(/@|#/g, '');
}

/** At most `limit` characters (at least 300): what, where, why, what to do, and every cluster in a table, cut at a row. */
export function issueBody({ trouble, addressees }: Subject, links: Links, limit: number): string {
  const details = detailLines(trouble);
  const place = placeOf(trouble);
  const page = trouble.file === undefined ? undefined : links.file(trouble.file, trouble.line);
  const lines = [
    `**What:** ${untrustedMarkdown(clipped(trouble.message, longestLine))}`,
    ...(place === '' ? [] : [`**Where:** ${linked(place, page)} (${untrustedCode(trouble.code)})`]),
    `**Do:** ${untrustedMarkdown(clipped(trouble.advice, longestLine))}`,
    `**Who:** ${addressees.length === 0 ? 'nobody is there to be told' : addressees.map(({ name }) => untrustedCode(name)).join(', ')}`,
  ];
  const hosts = trouble.clusters.reduce((sum, cluster) => sum + cluster.hosts, 0);
  const pieces: readonly Piece[] = [
    { noun: 'line', rank: 'seen', open: '', rows: lines.map((line) => `${line}\n\n`), close: '' },
    { noun: 'detail', rank: 'seen', open: '', rows: details.length === 0 ? [] : [`${fenced(details)}\n\n`], close: '' },
    {
      noun: 'cluster',
      rank: 'seen',
      open: `**Hits ${counted(trouble.clusters.length, 'cluster')}, ${counted(hosts, 'host')}:**\n\n${tableHead}`,
      rows: trouble.clusters.map((cluster) => tableRow(cluster, links)),
      close: '\n',
    },
    { noun: 'line', rank: 'folded', open: '', rows: [footer], close: '' },
  ];
  return fitted(pieces.map(withoutComments), limit);
}

/** What is said when the cause is gone. */
export function mendedWords(): string {
  return 'Mended: the cause is gone from every cluster that was looked at. This issue is opened again if it comes back.';
}

/** What is said when two runs opened one each. */
export function doubleWords(): string {
  return 'This cause has another issue, which is kept up to date.';
}

const longestLine = 2000;
const tableHead = '| cluster | hosts | upgrade | owners | file |\n| --- | ---: | --- | --- | --- |\n';
const footer =
  '_Kept up to date by tidemark, and closed when the cause is gone. Closed by hand it stays closed until more clusters are hit._\n';

/** Not even in code does a text from files begin a comment, by which an issue is known. */
function withoutComments(piece: Piece): Piece {
  return { ...piece, rows: piece.rows.map((row) => row.replaceAll('<!--', '<\u200b!--')) };
}

function tableRow(cluster: TroubledCluster, links: Links): string {
  const { name, file, hosts, owners } = cluster;
  const upgrade = upgradeWords(cluster);
  const cells = [
    untrustedCell(name),
    String(hosts),
    upgrade === '' ? '' : untrustedCell(upgrade),
    owners.length === 0 ? '' : untrustedCell(clipped(owners.join(', '), 300)),
    linkedCell(file, links.file(file, undefined)),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function linked(words: string, page: string | undefined): string {
  return page === undefined || !isPlainLink(page) ? untrustedCode(words) : `[${untrustedCode(words)}](${page})`;
}

function linkedCell(words: string, page: string | undefined): string {
  return page === undefined || !isPlainLink(page) ? untrustedCell(words) : `[${untrustedCell(words)}](${page})`;
}

/** Only characters that neither end a link of Markdown nor a cell. */
function isPlainLink(address: string): boolean {
  return /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(address);
}

/** A block of code whose fence is longer than any run of backticks in it. */
function fenced(lines: readonly string[]): string {
  const runs = [...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}text\n${lines.join('\n')}\n${fence}`;
}
