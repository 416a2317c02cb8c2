/** When releases are due, as a calendar that people subscribe to (U5): RFC 5545, the same bytes for the same plan. */

import ical, { escape, type ICalEventData } from 'ical-generator';
import type { PlannedRelease } from '../release/schedule.ts';
import { untrustedTerminal } from './untrusted.ts';

/** Whole days, an event for each release and one for each freeze. An event's stamp is its own day, for no clock is asked. */
export function scheduleCalendar(fleet: string, releases: readonly PlannedRelease[]): string {
  const calendar = ical({
    // This property alone is not escaped by the library.
    name: escape(`Releases of ${untrustedTerminal(fleet)}`, false),
    prodId: { company: 'tidemark', product: 'release schedule', language: 'EN' },
  });
  for (const { id, date, dayAfter, stream, kind, freeze, freezeAfter, note } of releases) {
    const name = untrustedTerminal(stream);
    const words = note === undefined ? {} : { description: linesOf(note) };
    const stamped = (what: string, start: string): ICalEventData => ({
      ...words,
      id: `${what}-${id}@${fleet}.tidemark`,
      start,
      allDay: true,
      stamp: `${start}T00:00:00Z`,
      summary: '',
    });
    if (freeze !== undefined && freezeAfter !== undefined) {
      const summary = `Freeze of ${name} (${kind}), due on ${date}`;
      calendar.createEvent({ ...stamped('freeze', freeze), end: freezeAfter, summary });
    }
    calendar.createEvent({ ...stamped('release', date), end: dayAfter, summary: `Release of ${name} (${kind})` });
  }
  return `${calendar.toString().trimEnd()}\r\n`;
}

function linesOf(text: string): string {
  return text.replaceAll('\r', '').trim().split('\n').map(untrustedTerminal).join('\n');
}
