/** The published releases as a feed (Atom, RFC 4287), the newest first; the same bytes for the same releases. */

import { Feed, type FeedOptions } from 'feed';
import type { Release } from '../release/release.ts';
import { compareVersions } from '../core/version.ts';
import { byteOrder } from '../core/order.ts';
import { advisoryWords, briefly } from './change-words.ts';
import { advisoriesOfRelease, linesOf, releaseName } from './release-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface ShownFeed {
  readonly fleet: string;
  readonly releases: readonly Release[];
  /** Where the repository's pages are, without a slash at the end; undefined where there are none. */
  readonly site: string | undefined;
  /** The instant of a day's beginning (`YYYY-MM-DD`), UTC: the library wants dates, and this folder has no clock. */
  readonly instant: (day: string) => NonNullable<FeedOptions['updated']>;
}

/** Ends in a line break. */
export function releaseFeed({ fleet, releases, site, instant }: ShownFeed): string {
  const sorted = releases.toSorted(newestFirst);
  const name = `urn:tidemark:${encodeURIComponent(fleet)}`;
  const feed = new Feed({
    id: `${name}:releases`,
    title: untrustedTerminal(`Releases of ${fleet}`),
    updated: instant(sorted.map(changedOn).toSorted(byteOrder).at(-1) ?? '1970-01-01'),
    generator: 'tidemark',
    author: { name: untrustedTerminal(fleet) },
    ...(site === undefined ? {} : { link: `${site}/releases` }),
  });
  for (const release of sorted) {
    const tag = `${release.stream}/${release.version.text}`;
    feed.addItem({
      id: `${name}:release:${encodeURIComponent(release.stream)}:${release.version.text}`,
      title: escapeHtml(titleOf(release)),
      link:
        site === undefined
          ? `${name}:release:${encodeURIComponent(tag)}`
          : `${site}/releases/tag/${encodeURIComponent(tag)}`,
      published: instant(release.date),
      date: instant(changedOn(release)),
      content: contentOf(release),
    });
  }
  return `${feed.atom1().trimEnd()}\n`;
}

function newestFirst(a: Release, b: Release): number {
  return byteOrder(b.date, a.date) || byteOrder(a.stream, b.stream) || compareVersions(b.version, a.version);
}

/** The day on which an entry last changed. */
function changedOn({ date, withdrawn }: Release): string {
  const until = withdrawn?.date ?? date;
  return until > date ? until : date;
}

function titleOf(release: Release): string {
  const name = `${releaseName(release)} (${release.version.kind})`;
  return release.withdrawn === undefined ? name : `${name}: withdrawn`;
}

/** HTML of our own tags alone, around escaped text. */
function contentOf(release: Release): string {
  const { withdrawn, notes, bugs, documentation } = release;
  const closed = advisoriesOfRelease(release);
  return [
    ...(withdrawn === undefined ? [] : [paragraph('Withdrawn', linesOf(withdrawn.reason))]),
    ...linesOf(notes).map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(closed.list.length === 0 ? [] : [paragraph('Closes', [advisoryWords(closed)])]),
    ...(bugs.length === 0
      ? []
      : [
          paragraph(
            'Bugs fixed',
            bugs.slice(0, most).map(({ title }) => briefly(title)),
          ),
        ]),
    ...(documentation.length === 0 ? [] : [paragraph('Documentation', documentation.slice(0, most).map(briefly))]),
  ].join('\n');
}

const most = 50;

function paragraph(head: string, lines: readonly string[]): string {
  return `<p><b>${head}:</b> ${lines.map(escapeHtml).join('<br>')}</p>`;
}

function escapeHtml(text: string): string {
  return untrustedTerminal(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
