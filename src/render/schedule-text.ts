/** When releases are due, for a terminal and for programs. */

import type { Upcoming } from '../release/schedule.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import { jsonDocument } from './json-document.ts';
import type { Paint } from './paint.ts';
import { briefly } from './change-words.ts';
import { untrustedTerminal } from './untrusted.ts';

/** One row a planned release, by date; those that are past are dimmed, the next one stands out. */
export function scheduleText(releases: readonly Upcoming[], paint: Paint): string {
  if (releases.length === 0) return 'Nothing is planned: schedule.yaml lists no releases.\n';
  const header = ['date', 'due', 'stream', 'kind', 'freeze', 'note'];
  const cells = releases.map(({ date, days, stream, kind, freeze, freezeDays, note }) =>
    [date, dueWords(days), stream, kind, freezeWords(freeze, freezeDays), note ?? ''].map((text) =>
      untrustedTerminal(briefly(text)),
    ),
  );
  const [head = '', ...rows] = columns([header, ...cells], 40);
  const next = releases.findIndex(({ state }) => state !== 'past');
  const shown = rows.map((row, index) => brushFor(releases[index], index === next, paint)(row));
  return `${[paint.strong(head), ...shown].join('\n')}\n`;
}

/** All of it, in the shape of `schemas/release-schedule.schema.json`, ending in a line break. */
export function scheduleJson(today: string, releases: readonly Upcoming[]): string {
  const shown = releases.map(({ date, stream, kind, freeze, note, days, freezeDays, state, id }) => {
    return {
      id,
      date,
      stream,
      kind,
      freeze: freeze ?? null,
      note: note ?? null,
      days,
      freezeDays: freezeDays ?? null,
      state,
    };
  });
  return jsonDocument({ today, releases: shown });
}

function brushFor(release: Upcoming | undefined, isNext: boolean, paint: Paint): (text: string) => string {
  if (release?.state === 'past') return paint.faint;
  return isNext ? paint.good : (text) => text;
}

function dueWords(days: number): string {
  if (days === 0) return 'today';
  return days > 0 ? `in ${counted(days, 'day')}` : `${counted(-days, 'day')} ago`;
}

function freezeWords(freeze: string | undefined, days: number | undefined): string {
  if (freeze === undefined || days === undefined) return '';
  if (days === 0) return `${freeze} (today)`;
  return days > 0 ? `${freeze} (in ${counted(days, 'day')})` : `${freeze} (begun)`;
}
