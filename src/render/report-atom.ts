/** The logbook as a feed (Atom, RFC 4287), the newest lines first; the same bytes for the same lines. */

import { Feed, type FeedOptions } from 'feed';
import type { LogEntry } from '../report/logbook.ts';
import type { Report } from '../report/report.ts';
import { byteOrder } from '../core/order.ts';
import { briefly } from './change-words.ts';
import { webAddress } from './report-address.ts';
import { doubtWords } from './report-doubts.ts';
import { eventWords, whoWords } from './report-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface ShownLogbook {
  /** How many lines it holds at most; 200 unless told. */
  readonly most?: number;
  /** Where the repository's pages are, without a slash at the end; undefined where there are none. */
  readonly site: string | undefined;
  /** An instant of the logbook (ISO 8601): the library wants dates, and this folder has no clock. */
  readonly instant: (at: string) => NonNullable<FeedOptions['updated']>;
}

/** Ends in a line break. */
export function logbookAtom({ fleet, logbook }: Report, { most = 200, site, instant }: ShownLogbook): string {
  const entries = (logbook?.entries ?? []).slice(0, most);
  const name = `urn:tidemark:${encoded(fleet)}`;
  const home = site === undefined ? undefined : webAddress(site);
  // A date in the future would have the feed look changed until that day has come.
  const latest = entries
    .filter(({ doubts }) => !doubts.includes('date-in-future'))
    .map(({ at }) => at)
    .toSorted(byteOrder)
    .at(-1);
  const feed = new Feed({
    id: `${name}:logbook`,
    title: untrustedTerminal(`Logbook of ${briefly(fleet)}`),
    updated: instant(latest ?? '1970-01-01T00:00:00Z'),
    generator: 'tidemark',
    author: { name: untrustedTerminal(briefly(fleet)) },
    ...(home === undefined ? {} : { link: home }),
  });
  for (const entry of entries) {
    const id = `${name}:log:${encoded(entry.id)}`;
    feed.addItem({
      id,
      title: escapeHtml(eventWords(entry.event, briefly)),
      link: linkOf(entry, home) ?? id,
      date: instant(entry.at),
      published: instant(entry.at),
      author: [{ name: untrustedTerminal(briefly(entry.author.name)) || 'nobody' }],
      content: contentOf(entry),
    });
  }
  return `${feed.atom1().trimEnd()}\n`;
}

function linkOf({ request, commit }: LogEntry, site: string | undefined): string | undefined {
  const address = request?.url === undefined ? undefined : webAddress(request.url);
  return address ?? (site === undefined ? undefined : webAddress(`${site}/commit/${encoded(commit)}`));
}

/** HTML of our own tags alone, around escaped text. */
function contentOf(entry: LogEntry): string {
  const { request, commit, reverts, doubts } = entry;
  const through = request === undefined ? '' : `, request ${request.number}`;
  const back = reverts === undefined ? '' : `, reverts ${reverts.slice(0, 10)}`;
  return [
    `${eventWords(entry.event, briefly)}.`,
    `By ${whoWords(entry, briefly)}: commit ${commit.slice(0, 10)}${through}${back}.`,
    ...doubts.map((doubt) => `Not known: ${doubtWords(doubt)}.`),
  ]
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('\n');
}

/** A name as part of a URN; a lone surrogate has no encoding of its own. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

function escapeHtml(text: string): string {
  return untrustedTerminal(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
