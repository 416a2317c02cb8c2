/** The timeline of one cluster, out of the logbook. */

import type { LogEntry } from './logbook.ts';
import type { LogbookReport } from './report.ts';

/**
 * What happened to a cluster, newest first, under this name and under those that it had before. A name that is no longer
 * there ends with the rename that took it; one that several clusters bore in turn tells of each.
 */
export function timelineOf({ entries }: Pick<LogbookReport, 'entries'>, cluster: string): readonly LogEntry[] {
  const found: LogEntry[] = [];
  let name = cluster;
  for (let start = 0; start < entries.length;) {
    const commit = entries[start]?.commit;
    let end = start;
    // Renames of one step happen at once, so that its entries speak of the names after it.
    let from: string | undefined;
    for (; entries[end]?.commit === commit && end < entries.length; end += 1) {
      const event = entries[end]?.event;
      if (event?.is === 'cluster-renamed' && event.cluster === name) from = event.from;
    }
    for (const entry of entries.slice(start, end)) if (concerns(entry, name, from !== undefined)) found.push(entry);
    name = from ?? name;
    start = end;
  }
  return found;
}

function concerns({ event }: LogEntry, name: string, isRenamedHere: boolean): boolean {
  if (!('cluster' in event)) return false;
  return event.cluster === name || (!isRenamedHere && event.is === 'cluster-renamed' && event.from === name);
}
