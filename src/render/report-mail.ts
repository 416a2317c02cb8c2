/** What the report says of somebody's clusters, or of a whole fleet, as a mail and as the message of a chat. */

import type { Mended } from '../notice/stale-changes.ts';
import type { ExceptionRow, StaleReport } from '../report/report.ts';
import { counted } from './diagnostic-words.ts';
import { html, link, type Fragment } from './mail-html.ts';
import { chatText, untrustedChat } from './notice-chat.ts';
import { asciiLine, type Links } from './notice-words.ts';
import type { MailWords } from './notice-mail.ts';
import {
  exceptionWords,
  lackWords,
  lateHeadline,
  moveWords,
  pinWords,
  standingWords,
  type LateRow,
} from './report-told-words.ts';
import { severityWords, stateWords, turnNames } from './report-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface ShownDigest {
  readonly fleet: string;
  /** For whom it comes, as clusters name them. */
  readonly owners: readonly string[];
  readonly of: 'own' | 'fleet';
  /** Rows of which something is new to the reader, and those of which the reader knows all; worst first. */
  readonly fresh: readonly { readonly row: LateRow; readonly is: 'new' | 'worse' }[];
  readonly still: readonly LateRow[];
  readonly mended: readonly Mended[];
  /** Exceptions past their end. */
  readonly ended: readonly ExceptionRow[];
  /** Of the whole fleet; shown to who is told of it. */
  readonly totals: StaleReport['totals'];
  readonly exposedHosts: StaleReport['exposedHosts'];
  /** Who can be asked: `linux: PES <pes@example.org>`. */
  readonly ask: readonly string[];
  readonly file: Links['file'];
  /** The issue of the fleet. */
  readonly issue: string | undefined;
}

/** New rows in full, then the others as a list: a mail is never sent for these alone. */
export function digestMail(shown: ShownDigest): MailWords {
  const parts = partsOf(shown);
  return { subject: subjectOf(shown), text: textOf(parts), html: htmlOf(parts, shown).html };
}

/** At most 4,000 characters. */
export function digestChat(shown: ShownDigest): string {
  const { fleet, fresh, issue } = shown;
  const lines = fresh.slice(0, most.chat).map(({ row }) => {
    const { why } = moveWords(row);
    return `- ${untrustedChat(`${nameOf(row)}: ${standingWords(row)}, ${counted(row.hosts, 'host')}; ${why}`)}`;
  });
  const rest = fresh.length <= most.chat ? [] : [`and ${fresh.length - most.chat} more`];
  const page = issue !== undefined && plainAddress.test(issue) ? [issue] : [];
  const head = `Fleet ${untrustedChat(fleet)}: ${untrustedChat(headlineOf(shown))}`;
  const chat = [head, ...lines, ...rest, ...page].join('\n');
  return chatText({
    fleet,
    fresh: [],
    announcements: [{ title: '', text: '', html: '', chat }],
    links: { file: () => undefined, issue: () => undefined },
  });
}

const most = { subject: 120, fresh: 40, still: 200, mended: 40, ended: 40, chat: 10 } as const;
const plainAddress = /^https?:\/\/[\w.~:/?#@!$*+,;=%-]+$/;

interface Block {
  readonly head: string;
  readonly lines: readonly (readonly [label: string, words: string, url: string | undefined])[];
}

interface Listed {
  readonly head: string;
  readonly lines: readonly string[];
}

/** The content that both forms share; text from files is not escaped yet. */
interface Parts {
  readonly opening: string;
  readonly overview: readonly Listed[];
  readonly fresh: readonly Block[];
  readonly lists: readonly Listed[];
  readonly closing: string;
}

function subjectOf(shown: ShownDigest): string {
  return asciiLine(`[${shown.fleet}] ${headlineOf(shown)}`, most.subject);
}

function headlineOf({ fresh, still, ended }: ShownDigest): string {
  return lateHeadline([...fresh.map(({ row }) => row), ...still], ended.length);
}

function partsOf(shown: ShownDigest): Parts {
  const { fleet, of, fresh, still, mended, ended, ask, issue } = shown;
  const whose = of === 'fleet' ? 'the whole fleet' : 'your clusters';
  return {
    opening: `Fleet ${fleet}, ${whose}: ${headlineOf(shown)}.`,
    overview: of === 'fleet' ? overviewOf(shown) : [],
    fresh: fresh.slice(0, most.fresh).map((one, index) => blockOf(one, index + 1, shown)),
    lists: [
      listed(
        'Also new',
        fresh.slice(most.fresh).map(({ row }) => lineOf(row)),
        most.still,
      ),
      listed('Exceptions past their end, which excuse nothing any more', ended.map(exceptionWords), most.ended),
      listed('You were told of these before, and they are still there', still.map(lineOf), most.still),
      listed(
        'Mended',
        mended.map((row) => `${row.cluster}, ${row.stream}`),
        most.mended,
      ),
      listed('To be asked', ask, most.still),
      listed('Kept up to date here', issue === undefined ? [] : [issue], 1),
    ].flatMap((list) => (list.lines.length === 0 ? [] : [list])),
    closing: closingOf(shown),
  };
}

function overviewOf({ totals, exposedHosts }: ShownDigest): readonly Listed[] {
  const lines = totals.map(
    ({ stream, state, clusters, hosts }) =>
      `${stream}: ${counted(clusters, 'cluster')} ${stateWords[state]} (${counted(hosts, 'host')})`,
  );
  const exposed = severityWords(exposedHosts);
  return [
    { head: 'All clusters', lines },
    { head: 'Hosts that lack an advisory', lines: exposed === '' ? ['none'] : [exposed] },
  ];
}

function blockOf({ row, is }: ShownDigest['fresh'][number], number: number, { of, file }: ShownDigest): Block {
  const { why, todo, url } = moveWords(row);
  const lacks = lackWords(row);
  const owners = row.call.length === 0 ? 'nobody is there to be called' : row.call.join(', ');
  return {
    head: `${number}. ${nameOf(row)}: ${is === 'worse' ? 'now ' : ''}${standingWords(row)}`,
    lines: [
      ['hosts', `${row.hosts}, ${row.file}:${row.line}`, file(row.file, row.line)],
      ['has', pinWords(row), undefined],
      ...(lacks === '' ? [] : [['lacks', lacks, undefined] as const]),
      ['move', `${of === 'own' && row.turn.who === 'manager' ? 'yours' : turnNames[row.turn.who]}: ${why}`, url],
      ['do', todo, undefined],
      ...(of === 'fleet' ? [['call', owners, undefined] as const] : []),
    ],
  };
}

function nameOf({ cluster, stream }: Pick<LateRow, 'cluster' | 'stream'>): string {
  return `${cluster}, ${stream}`;
}

function lineOf(row: LateRow): string {
  const { why } = moveWords(row);
  return `${nameOf(row)}: ${standingWords(row)}, on ${row.pin ?? 'no version'}, ${counted(row.hosts, 'host')}; ${why}`;
}

function listed(head: string, lines: readonly string[], limit: number): Listed {
  return {
    head,
    lines: lines.length <= limit ? lines : [...lines.slice(0, limit), `and ${lines.length - limit} more`],
  };
}

function closingOf({ fleet, owners, of }: ShownDigest): string {
  const reason = `This comes from fleet ${fleet}, for ${owners.join(', ')}.`;
  return of === 'fleet'
    ? `${reason} It comes when something changed.`
    : `${reason} You are told once, and again when it gets worse; what is mended is not mailed about.`;
}

function textOf({ opening, overview, fresh, lists, closing }: Parts): string {
  const listText = ({ head, lines }: Listed): string =>
    [`${head}:`, ...lines.map((line) => `  - ${untrustedTerminal(line)}`)].join('\n');
  const blocks = [
    untrustedTerminal(opening),
    ...overview.map(listText),
    ...fresh.map(blockText),
    ...lists.map(listText),
    `-- \n${untrustedTerminal(closing)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function blockText({ head, lines }: Block): string {
  const rows = lines.flatMap(([label, words, url]) => [
    `   ${`${label}:`.padEnd(7)}${untrustedTerminal(words)}`,
    ...(url === undefined ? [] : [`          ${untrustedTerminal(url)}`]),
  ]);
  return [untrustedTerminal(head), ...rows].join('\n');
}

function htmlOf({ opening, overview, fresh, lists, closing }: Parts, shown: ShownDigest): Fragment {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subjectOf(shown)}</title></head>
<body style="font-family:sans-serif;max-width:60em">
<p>${opening}</p>
${overview.map(listHtml)}${fresh.map(blockHtml)}${lists.map(listHtml)}<hr><p style="color:#666">${closing}</p>
</body></html>
`;
}

function blockHtml({ head, lines }: Block): Fragment {
  return html`<h3>${head}</h3>
<p>${lines.map(([label, words, url]) => html`<b>${label}:</b> ${link(url, words)}<br>\n`)}</p>
`;
}

function listHtml({ head, lines }: Listed): Fragment {
  return html`<p><b>${head}:</b></p>
<ul>${lines.map((line) => html`<li>${link(line, line)}</li>\n`)}</ul>
`;
}
