/** What fails and what is announced, as the message of a chat: the form that Mattermost and Slack both take. */

import type { AnnouncementWords } from '../notice/letters.ts';
import type { Trouble } from '../notice/trouble.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { headlineOf, placeOf, type Links } from './notice-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface ShownChat {
  readonly fleet: string;
  /** Causes of which something is new. */
  readonly fresh: readonly Trouble[];
  readonly announcements: readonly AnnouncementWords[];
  readonly links: Links;
}

/** At most 4,000 characters, cut at a line with a count of what is left out. */
export function chatText({ fleet, fresh, announcements, links }: ShownChat): string {
  const heads = [
    ...announcements.map(({ chat }) => chat.trimEnd()),
    ...(fresh.length === 0 ? [] : [`Fleet ${untrustedChat(fleet)}: ${untrustedChat(headlineOf(fresh))}`]),
  ];
  const lines = fresh.map((trouble) => causeLine(trouble, links));
  return fittedLines(
    heads.flatMap((head) => head.split('\n')),
    lines,
  );
}

/**
 * Text from files, for a chat: it mentions nobody, names no channel, is no link and no markup. Slack reads `<…>` and `&`;
 * Mattermost reads Markdown and mentions; a zero-width space breaks what neither lets be escaped.
 */
export function untrustedChat(text: string): string {
  return untrustedTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@|#(?=[\p{L}\d])|~(?=[\p{L}\d])|:(?=\/\/|[\w+-]+:)|(?:www|mailto)(?=[.:])/giu, `$&${gap}`)
    .replace(/[*_`[\]()!~|]/g, `${gap}$&`);
}

const gap = '\u200b';
const longest = { text: 4000, message: 400 } as const;
/** Room for the line that counts what is left out. */
const reserve = 60;

function causeLine(trouble: Trouble, { file, issue }: Links): string {
  const place = placeOf(trouble);
  const page = issue(trouble.id) ?? (trouble.file === undefined ? undefined : file(trouble.file, trouble.line));
  const where = place === '' ? '' : ` in ${untrustedChat(place)}`;
  const address = page !== undefined && /^https?:\/\/[\w.~:/?#@!$*+,;=%-]+$/.test(page) ? ` ${page}` : '';
  const hits = counted(trouble.clusters.length, 'cluster');
  return `- ${hits}: ${untrustedChat(clipped(trouble.message, longest.message))}${where}${address}`;
}

function fittedLines(heads: readonly string[], lines: readonly string[]): string {
  const all = [...heads, ...lines];
  if (all.join('\n').length <= longest.text) return all.join('\n');
  const taken: string[] = [];
  let room = longest.text - reserve;
  for (const line of all) {
    room -= line.length + 1;
    if (room < 0) break;
    taken.push(line);
  }
  return [...taken, `and ${counted(all.length - taken.length, 'more line')}`].join('\n');
}
