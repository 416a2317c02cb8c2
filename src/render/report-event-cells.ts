/** An event of the logbook as cells of a table: event, cluster, stream, from, to, detail. */

import type { LogEvent } from '../report/logbook.ts';

type Cells = readonly [
  event: string,
  cluster: string | undefined,
  stream: string | undefined,
  from: string | undefined,
  to: string | undefined,
  detail: string | undefined,
];

export function eventCells(event: LogEvent): Cells {
  switch (event.is) {
    case 'pinned':
      return [event.is, event.cluster, event.stream, undefined, event.to, undefined];
    case 'moved':
      return [event.is, event.cluster, event.stream, event.from, event.to, event.direction];
    case 'unpinned':
      return [event.is, event.cluster, event.stream, event.from, undefined, undefined];
    case 'hold-set':
    case 'hold-changed':
    case 'hold-lifted':
      return [event.is, event.cluster, event.stream, undefined, event.until, event.reason];
    case 'cluster-added':
    case 'cluster-removed':
    case 'cluster-unreadable':
      return [event.is, event.cluster, undefined, undefined, undefined, undefined];
    case 'cluster-renamed':
      return [event.is, event.cluster, undefined, event.from, event.cluster, undefined];
    case 'release-written':
    case 'release-published':
    case 'release-restored':
      return [event.is, undefined, event.stream, undefined, event.version, undefined];
    case 'release-withdrawn':
      return [event.is, undefined, event.stream, undefined, event.version, event.reason];
    case 'rollout':
      return [
        event.is,
        undefined,
        event.stream,
        undefined,
        event.version,
        event.by === undefined ? event.what : `${event.what} by ${event.by}`,
      ];
  }
}
