/** What the demo says of the report: the worst, whose move it is, whom to call, the spread, the logbook. */

import { counted } from '../render/diagnostic-words.ts';
import type { Report, StaleRow } from '../report/report.ts';

/** `report all`, as far as the demo reads it. */
export type Morning = Pick<Report, 'stale' | 'spread' | 'logbook' | 'contacts'>;

export function morningLines({ stale, spread, logbook, contacts }: Morning): readonly string[] {
  const late = (stale?.rows ?? []).filter(({ state }) => isLate.has(state));
  const [worst] = late;
  const linux = spread?.find(({ stream }) => stream === 'linux');
  const moves = (logbook?.entries ?? []).filter(({ event }) => event.is === 'moved');
  return [
    ...(worst === undefined ? [] : [`${countOf(late)} late; the worst: ${worstWords(worst, contacts)}`]),
    ...(linux === undefined
      ? []
      : [
          `linux: ${counted(linux.versions.length, 'version')}, as mixed as ${linux.byClusters.effective.toFixed(1)}; the tail are ${counted(linux.tail.clusters, 'cluster')}.`,
        ]),
    `The logbook has ${counted(moves.length, 'move')}, each with its request or commit.`,
  ];
}

const isLate: ReadonlySet<string> = new Set(['withdrawn-version', 'unmaintained', 'overdue']);

function countOf(rows: readonly StaleRow[]): string {
  return counted(new Set(rows.map(({ cluster }) => cluster)).size, 'cluster');
}

function worstWords(row: StaleRow, contacts: Morning['contacts']): string {
  const { cluster, stream, pin = '', drift, turn, call } = row;
  const request = turn.request === undefined ? '' : `; request ${turn.request.number} waits for its manager`;
  const [first = ''] = call;
  const who = contacts[first]?.name;
  return `${cluster} on ${stream} ${pin}, behind for ${counted(drift, 'day')}${request}${who === undefined ? '' : `; call ${who}`}.`;
}
