/** What the commands `report …` share: what is asked, how it is shown, where it is written, and when it is red. */

import { dayNumber } from '../core/days.ts';
import { failed, type Outcome } from '../core/outcome.ts';
import { counted } from '../render/diagnostic-words.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { Finding, Level } from '../report/failing.ts';
import type { GroupBy, Only } from '../report/groups.ts';
import type { Report } from '../report/report.ts';
import { fleetFolder } from '../run/open-tree.ts';
import type { OpenedForge } from '../run/open-forge.ts';
import { reportFleet, type ReportOrder, type ReportPart } from '../run/report-fleet.ts';
import { isInActions } from './actions.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { printReport, type Show, type Shown } from './report-print.ts';
import { tellActions } from './report-actions.ts';
import { refuseTelling, tellOfReport } from './report-tell.ts';
import { writeReport } from './report-write.ts';
import { forgeOf, progressOf, refuseUnknown } from './upgrades.ts';

export interface Asked {
  readonly show: Show;
  readonly parts: readonly ReportPart[];
}

/** 1 where `--fail-on` finds something, or where the fleet cannot be read. */
export async function runReport(call: Call, { show, parts }: Asked): Promise<ExitCode> {
  const { global, options, terminal } = call;
  refuseTelling(call);
  const made = await reportFleet({
    ...orderOf(call),
    latest: isScreen(call, show) ? onScreen : undefined,
    // Whatever is shown, a folder is given all of it.
    parts: options.text('out') === undefined ? parts : ['stale', 'spread', 'logbook'],
  });
  terminal.progress('');
  if (!made.ok && made.why === 'gone') throw new WrongUsage(made.detail);
  if (!made.ok) return failedWorld(made, terminal);
  const { report, findings, tree, diagnostics, unknown, unreadable } = made.value;
  refuseUnknown(unknown);
  if (report === undefined) return tellDiagnostics(call, { tree, diagnostics, failed: 0 });
  const shown: Shown = { call, show, findings, folder: fleetFolder(global.fleet) };
  const written = await writeReport(report, shown);
  if (!written.ok) return failedWorld(written, terminal);
  const states = options.list('state');
  await printReport(states === undefined ? report : only(report, states), shown);
  tellActions(report, shown);
  const told = options.flag('tell')
    ? await tellOfReport(call, { report, tree, unreadable, clusters: askedClusters(call) })
    : 0;
  return told === 0 ? redness(findings, call) : told;
}

/** Findings make a run red only where somebody says so. */
function redness(findings: readonly Finding[], call: Call): ExitCode {
  if (call.options.text('fail-on') === undefined) return 0;
  sayFailing(findings, call);
  return findings.length > 0 ? 1 : 0;
}

/** Of a report on some clusters nothing is taken for mended. */
function askedClusters(call: Call): 'all' | 'some' {
  return Object.values(onlyOf(call)).every((names) => names === undefined) ? 'all' : 'some';
}

/** What is overdue is told of in any case. */
function levelOf(text: string | undefined): Level {
  return text === 'due' || text === 'unmaintained' ? text : 'overdue';
}

/** Whether nothing but one screen is asked for, which has room for a few lines of the logbook. */
function isScreen({ options, global, terminal }: Call, show: Show): boolean {
  return (
    show === 'overview' && global.format === 'text' && options.text('out') === undefined && !isInActions(terminal.env)
  );
}

const onScreen = 20;

function orderOf(call: Call): Omit<ReportOrder, 'parts' | 'latest'> {
  const { global, options } = call;
  return {
    folder: global.fleet,
    forge: askedForge(call),
    branch: options.text('branch'),
    at: options.text('at'),
    asOf: dateIn(call, 'as-of'),
    since: dateIn(call, 'since'),
    now: global.now,
    only: onlyOf(call),
    groupBy: groupOf(options.text('group-by')),
    level: levelOf(options.text('fail-on')),
    progress: progressOf(call),
  };
}

/** A forge that is not there keeps no report from being made. */
function askedForge(call: Call): Outcome<OpenedForge> {
  return call.options.text('forge') === 'none' ? failed('gone', '--forge none asks nobody') : forgeOf(call);
}

function dateIn({ options }: Call, name: string): string | undefined {
  const text = options.text(name);
  if (text !== undefined && dayNumber(text) === undefined)
    throw new WrongUsage(`--${name} takes a date, as 2026-09-30, and not ${untrustedTerminal(text)}`);
  return text;
}

function onlyOf({ options, arguments: named }: Call): Only {
  const clusters = [...named, ...(options.list('only') ?? [])];
  return {
    clusters: clusters.length === 0 ? undefined : clusters,
    streams: options.list('stream'),
    owners: options.list('owner'),
    sites: options.list('site'),
    services: options.list('service'),
  };
}

function groupOf(text: string | undefined): GroupBy | undefined {
  return text === 'owner' || text === 'site' || text === 'service' || text === 'stream' ? text : undefined;
}

/** The rows in some states; every number stays that of all. */
function only(report: Report, states: readonly string[]): Report {
  const { stale } = report;
  return stale === undefined
    ? report
    : { ...report, stale: { ...stale, rows: stale.rows.filter(({ state }) => states.includes(state)) } };
}

/** Why CI is red, beside the report. */
function sayFailing(findings: readonly Finding[], { terminal, global, options }: Call): void {
  const level = options.text('fail-on') ?? '';
  if (findings.length === 0) {
    if (!global.quiet) terminal.say(`Nothing is ${level} or worse without an excuse.`);
    return;
  }
  const shown = findings.slice(0, mostSaid).map((finding) => `  ${untrustedTerminal(placeOf(finding))}`);
  const left = findings.length - shown.length;
  const more = left > 0 ? [`  … and ${counted(left, 'more finding')}: --format sarif has them`] : [];
  terminal.say([`error: ${counted(findings.length, 'finding')} at --fail-on ${level}:`, ...shown, ...more].join('\n'));
}

const mostSaid = 20;

function placeOf(finding: Finding): string {
  const about =
    finding.why === 'exception-over'
      ? `the exception of ${finding.exception.owner}`
      : `${finding.row.cluster} ${finding.row.stream}`;
  return `${finding.file}:${finding.line} ${about}: ${reasons[finding.why]}`;
}

const reasons: { readonly [W in Finding['why']]: string } = {
  'withdrawn-version': 'its version was withdrawn',
  unmaintained: 'unmaintained',
  overdue: 'overdue',
  unpinned: 'pins no version',
  due: 'due',
  'hold-over': 'its hold is past its last day',
  'advisories-over': 'it lacks advisories past their day',
  'exception-over': 'is past its last day',
};
