/** The logbook for a terminal: newest first, and below it what cannot be known of some lines. */

import type { LogEntry } from '../report/logbook.ts';
import type { LogbookReport } from '../report/report.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { doubtLines, doubtMarks } from './report-doubts.ts';
import { eventWords, momentWords, whoWords } from './report-words.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export interface LogbookView {
  readonly paint: Paint;
  readonly rows: number;
}

/** A table, without a line break at the end. */
export function logbookText({ entries, from }: LogbookReport, { paint, rows }: LogbookView): string {
  const since = from === undefined ? '' : `; history begins on ${safe(from)}`;
  const title = paint.strong(`${counted(entries.length, 'logbook line')}, newest first${since}`);
  if (entries.length === 0) return title;
  const shown = entries.slice(0, rows);
  const cells = shown.map((entry) => [
    `  ${momentWords(safe(entry.at))}`,
    `${eventWords(entry.event, safe)}${doubtMarks(entry)}`,
    throughWords(entry),
    whoWords(entry, safe),
  ]);
  const [head = '', ...lines] = columns([['  when (UTC)', 'what', 'through', 'who'], ...cells], 64);
  const left = entries.length - shown.length;
  return [
    title,
    paint.faint(head),
    ...lines,
    ...(left > 0 ? [paint.faint(`  … and ${left} older: --all shows all, --format csv and json too`)] : []),
    ...doubtLines(shown).map((line) => paint.warning(`  ${line}`)),
  ].join('\n');
}

/** `#12 (0123456789)`, and which commit it takes back. */
function throughWords({ request, commit, reverts }: LogEntry): string {
  const short = safe(commit.slice(0, 10));
  const through = request === undefined ? short : `#${request.number} (${short})`;
  return reverts === undefined ? through : `${through}, reverts ${safe(reverts.slice(0, 10))}`;
}
