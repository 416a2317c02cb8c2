/** The logbook as Markdown: the last lines open, more of them folded, and what cannot be known below. */

import type { LogEntry } from '../report/logbook.ts';
import type { LogbookReport } from '../report/report.ts';
import { webAddress } from './report-address.ts';
import type { Section } from './report-cut.ts';
import { doubtLines, doubtMarks } from './report-doubts.ts';
import { eventWords, momentWords, whoWords } from './report-words.ts';
import { untrustedCell, untrustedMarkdown } from './untrusted.ts';

export function logbookSections({ entries, from }: LogbookReport): readonly Section[] {
  const last = entries.slice(0, mostOpen);
  const person = onceEach(untrustedMarkdown);
  const since = from === undefined ? '' : `; history begins on ${untrustedMarkdown(from)}`;
  const doubts = doubtLines(entries.slice(0, mostFolded)).map((line) => `\n${line}\n`);
  return [
    {
      of: 'the last moves',
      rank: 'seen',
      open: `### Logbook: the last ${last.length} of ${entries.length} lines${since}\n\n${header}`,
      count: last.length,
      row: (index) => rowOf(last[index], person),
      close: '\n',
    },
    {
      of: 'the logbook',
      rank: 'folded',
      open: `<details><summary>All ${entries.length} lines of the logbook</summary>\n\n${header}`,
      count: entries.length > last.length ? entries.length : 0,
      row: (index) => rowOf(entries[index], person),
      close: '\n</details>\n\n',
    },
    {
      of: 'explanations',
      rank: 'seen',
      open: '',
      count: doubts.length,
      row: (index) => doubts[index] ?? '',
      close: '\n',
    },
  ];
}

const mostOpen = 15;

/** No summary holds more; the doubts of those that it cannot hold are not looked for. */
const mostFolded = 20_000;

const header = '| when (UTC) | what | through | who |\n| --- | --- | --- | --- |\n';

/** Few people write many lines: each of their names is made harmless once. */
function onceEach(escape: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const shown = known.get(text) ?? escape(text);
    if (known.size < mostKnown) known.set(text, shown);
    return shown;
  };
}

const mostKnown = 10_000;

function rowOf(entry: LogEntry | undefined, person: (text: string) => string): string {
  if (entry === undefined) return '';
  const cells = [
    untrustedMarkdown(momentWords(entry.at)),
    `${eventWords(entry.event, untrustedCell)}${doubtMarks(entry)}`,
    throughWords(entry),
    whoWords(entry, person),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function throughWords({ request, commit, reverts }: LogEntry): string {
  const short = untrustedCell(commit.slice(0, 10));
  const back = reverts === undefined ? '' : `, reverts ${untrustedCell(reverts.slice(0, 10))}`;
  if (request === undefined) return `${short}${back}`;
  const address = request.url === undefined ? undefined : webAddress(request.url);
  const number = address === undefined ? `no. ${request.number}` : `[no. ${request.number}](${address})`;
  return `${number} (${short})${back}`;
}
