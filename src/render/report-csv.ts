/** The tables of a report for spreadsheets: RFC 4180, with a header, and no cell that a spreadsheet would compute. */

import type { LogEntry } from '../report/logbook.ts';
import type { Report, StreamSpread } from '../report/report.ts';
import { severities } from './release-words.ts';
import { eventCells } from './report-event-cells.ts';
import { table, type Cell } from './report-csv-table.ts';

/** A row a cluster and stream; `exposure` leads to the rows of `advisoriesCsv`. In pieces, as all tables here. */
export function staleCsv({ stale }: Report): Generator<string> {
  const exceptions = stale?.exceptions ?? [];
  return table(staleColumns, stale?.rows ?? [], (row) => {
    const { turn, hold } = row;
    const excused = row.exception === undefined ? undefined : exceptions[row.exception];
    return [
      row.cluster,
      row.stream,
      row.state,
      row.since,
      row.daysOver,
      row.overdueOn,
      row.pin,
      row.pinnedSince,
      row.newest,
      row.behind.minor,
      row.behind.major,
      row.lacksSince,
      row.drift,
      row.hosts,
      row.service,
      row.site,
      words(row.owners),
      words(row.call),
      ...severities.map((severity) => row.lacks[severity]),
      ...severities.map((severity) => row.lacksOver[severity]),
      row.patchBy,
      row.exposure,
      hold === undefined ? '' : hold.isOver ? 'over' : 'running',
      hold?.until,
      hold?.reason,
      excused?.owner,
      excused?.until,
      excused?.reason,
      row.lastActivity,
      turn.who,
      turn.why,
      turn.request?.number,
      turn.request?.url,
      turn.request?.since,
      turn.request?.days,
      turn.by,
      turn.at,
      turn.see?.number,
      turn.see?.url,
      row.file,
      row.line,
    ];
  });
}

/** A row an advisory and exposure: clusters of one pin under one policy lack the same. */
export function advisoriesCsv({ stale }: Report): Generator<string> {
  const rows = (stale?.exposures ?? []).flatMap((exposure) =>
    exposure.advisories.map((advisory) => ({ exposure, advisory })),
  );
  return table(advisoryColumns, rows, ({ exposure, advisory }) => [
    exposure.key,
    exposure.stream,
    exposure.pin,
    advisory.id,
    advisory.severity,
    words(advisory.cves),
    advisory.published,
    advisory.closedBy,
    advisory.since,
    advisory.due,
    advisory.daysOver,
    advisory.title,
  ]);
}

/** A row an exception. */
export function exceptionsCsv({ stale }: Report): Generator<string> {
  return table(exceptionColumns, stale?.exceptions ?? [], (row) => [
    row.line,
    row.until,
    row.isOver ? 'yes' : 'no',
    row.daysOver,
    row.owner,
    row.rows,
    words(row.clusters),
    words(row.streams),
    words(row.advisories),
    row.reason,
  ]);
}

/** A row a stream and version in use. */
export function spreadCsv({ spread }: Report): Generator<string> {
  const rows = (spread ?? []).flatMap((stream) => stream.versions.map((share) => ({ stream, share })));
  return table(spreadColumns, rows, ({ stream, share }) => [
    stream.stream,
    share.version,
    share.clusters,
    share.hosts,
    share.since,
    share.isNewest ? 'yes' : 'no',
    share.isWithdrawn ? 'yes' : 'no',
    stream.tail.versions.includes(share.version) ? 'yes' : 'no',
  ]);
}

/** A row a stream, day and version; the measures of the day stand in each of its rows. */
export function spreadSeriesCsv({ spread }: Report): Generator<string> {
  return table(seriesColumns, (spread ?? []).flatMap(seriesRows), (row) => row);
}

/** A row a line of the logbook, newest first. */
export function logbookCsv({ logbook }: Report): Generator<string> {
  return table(logbookColumns, logbook?.entries ?? [], (entry) => [
    entry.at,
    ...eventCells(entry.event),
    entry.request?.number,
    entry.request?.url,
    entry.request?.known,
    entry.request?.mergedBy,
    ...peopleCells(entry),
    entry.commit,
    entry.reverts,
    entry.file,
    words(entry.doubts),
    entry.id,
  ]);
}

/** A list as one cell. */
function words(list: readonly string[]): string {
  return list.join(' ');
}

function seriesRows({ stream, series }: StreamSpread): readonly (readonly Cell[])[] {
  return series.flatMap(({ at, clusters, hosts, byClusters, byHosts, versions }) => {
    const day = [
      stream,
      at,
      clusters,
      hosts,
      ...[byClusters, byHosts].flatMap(({ bits, effective }) => [bits, effective]),
    ];
    return Object.entries(versions).map(([version, share]) => [...day, version, share.clusters, share.hosts]);
  });
}

function peopleCells({ author, committer, authors }: LogEntry): readonly Cell[] {
  return [author.name, author.mail, committer.name, committer.mail, authors.map(({ name }) => name).join('; ')];
}

const staleColumns = [
  'cluster,stream,state,since,days over,overdue on,pin,pinned since,newest,minor behind',
  'major behind,lacks since,drift,hosts,service,site,owners,call,lacks Critical,lacks Important',
  'lacks Moderate,lacks Low,past due Critical,past due Important,past due Moderate,past due Low',
  'patch by,exposure,hold,hold until,hold reason,exception owner,exception until,exception reason',
  'last activity,turn,why,request,request url,request since,request days,by,at,see,see url',
  'file,line',
].flatMap((names) => names.split(','));

const advisoryColumns =
  'exposure,stream,pin,advisory,severity,CVEs,published,closed by,closed on,due,days over,title'.split(',');

const exceptionColumns = 'line,until,over,days over,owner,rows,clusters,streams,advisories,reason'.split(',');

const spreadColumns = 'stream,version,clusters,hosts,since,newest,withdrawn,tail'.split(',');

const seriesColumns = [
  'stream,day,clusters of the stream,hosts of the stream,bits by clusters,effective by clusters',
  'bits by hosts,effective by hosts,version,clusters,hosts',
].flatMap((names) => names.split(','));

const logbookColumns = [
  'at,event,cluster,stream,from,to,detail,request,request url,request known by,merged by,author',
  'author mail,committer,committer mail,authors of what it brought,commit,reverts,file,doubts,id',
].flatMap((names) => names.split(','));
