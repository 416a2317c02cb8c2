/**
 * Tells people what the report says: the issue of the fleet first, then owners of what is late, and the security team.
 * Nobody is told twice of the same state, whatever dies in between.
 */

import { Diagnostics } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { resending, type Account, type Recipient } from '../notice/account.ts';
import { directoryOf, isThere } from '../notice/directory.ts';
import { changesOf, rowKeys, toldRows, type ToldRow } from '../notice/stale-changes.ts';
import { digestsOf, securityTeam, type Digests } from '../notice/stale-digests.ts';
import type { ExceptionRow, Report, StaleReport, StaleRow } from '../report/report.ts';
import type { Telling } from './announce-release.ts';
import { fileLinks } from './file-links.ts';
import { openFleet } from './open-fleet.ts';
import type { OpenedForge } from './open-forge.ts';
import { Accounts } from './outbox-accounts.ts';
import { openTelling } from './release-telling.ts';
import { doubtsOf, othersIn, sendPlanned, timesAt } from './tell-accounts.ts';
import type { LetterTold } from './tell-letters.ts';
import { tellReportIssue, type ReportIssueTold } from './tell-report-issue.ts';
import { digestPlanned, othersPlanned, type DigestPlanning } from './tell-report-letters.ts';
import { mailTargets, type Told } from './tell.ts';

export interface TellReportOrder extends ReportSaid {
  /** The fleet's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly opened: OpenedForge;
  /** What the report was computed from. */
  readonly tree: Tree;
  readonly clock: () => Date;
  /** A text that no other run has. */
  readonly run: string;
  readonly act: 'do' | 'show' | 'resend';
}

export interface ReportSaid {
  readonly report: Report;
  /** Whether the report is of every cluster; only then is anything taken for mended, and the issue written. */
  readonly clusters: 'all' | 'some';
  /** Names of clusters whose file cannot be read: what was told of them stays told. */
  readonly unreadable: readonly string[];
}

export type ReportTold = Omit<Told, 'gathered'>;

/** Opens the channels of the fleet, and tells; undefined where the fleet names nobody who could be told. */
export async function tellReport(order: TellReportOrder): Promise<Outcome<ReportTold | undefined>> {
  const open = openFleet(order.tree, new Diagnostics());
  if (open?.owners === undefined) return succeeded(undefined);
  const { fleet, owners } = open;
  const telling = openTelling({ ...order, ...order.opened, fleet, owners });
  return telling.ok ? tellReportOver(telling.value, order) : telling;
}

/** As {@link tellReport}, over channels that are open. Fails where the outbox cannot be read, or nothing is said of what is late. */
export async function tellReportOver(telling: Telling, said: ReportSaid): Promise<Outcome<ReportTold>> {
  const { stale } = said.report;
  if (stale === undefined)
    return failed('gone', 'this report says nothing of what is late, so nobody can be told of it');
  const accounts = await Accounts.open(telling.outbox, telling.run);
  if (!accounts.ok) return accounts;
  const run: Run = {
    telling,
    said,
    stale,
    ...lateIn(stale),
    accounts: accounts.value,
    unreadable: new Set(said.unreadable),
  };
  const issue = await issueOf(run);
  const directory = directoryOf(telling.owners);
  const digests = digestsOf({
    ...run,
    directory,
    streams: telling.fleet.streams,
    to: telling.channels.mail === undefined ? [] : mailTargets(telling.fleet.notify),
    webhooks: [...telling.channels.webhooks.keys()],
  });
  const planning: DigestPlanning = {
    fleet: telling.fleet,
    directory,
    stale,
    clusters: said.clusters,
    unreadable: run.unreadable,
    file: issue.file,
    issue: issue.page,
    times: timesAt(telling.clock()),
    mailDomain: telling.channels.mailDomain,
  };
  const planned = [...plannedOf(digests, run, planning), ...issue.account];
  const sent = await sendPlanned(planned, { ...telling, accounts: accounts.value });
  return succeeded({
    issues: issue.issues,
    letters: sent.letters,
    doubts: doubtsOf(accounts.value),
    unreachable: digests.unreachable,
    forsaken: digests.forsaken,
    findings: [
      ...telling.channels.missing,
      ...issue.findings,
      ...peopleMissing(run),
      ...accounts.value.unreadable.map(
        (id) => `the record ${id} of ${telling.outbox.name} is unreadable: its reader is told nothing`,
      ),
      ...(sent.broken === undefined ? [] : [`${sent.broken}: what could not be written down was not sent`]),
      ...sent.letters.flatMap((letter) => refusalOf(letter, digests, telling)),
    ],
  });
}

interface Run {
  readonly telling: Telling;
  readonly said: ReportSaid;
  readonly stale: StaleReport;
  /** Rows that are told, and exceptions past their end. */
  readonly rows: readonly ToldRow<StaleRow>[];
  readonly ended: readonly ExceptionRow[];
  readonly accounts: Accounts;
  readonly unreadable: ReadonlySet<string>;
}

/** An exception that runs excuses being behind; its rows are told only of advisories that are past due all the same. */
function lateIn({ rows, exceptions }: StaleReport): Pick<Run, 'rows' | 'ended'> {
  const isRunning = (at: number | undefined): boolean => at !== undefined && exceptions[at]?.isOver === false;
  return {
    rows: toldRows(rows, ({ exception }) => (isRunning(exception) ? 'excused' : 'counts')),
    ended: exceptions.filter(({ isOver }) => isOver),
  };
}

interface IssueDone extends ReportIssueTold {
  readonly file: DigestPlanning['file'];
  /** What the issue says now, to be written down; none where that is not known. */
  readonly account: readonly Account[];
  readonly findings: readonly string[];
}

async function issueOf({ telling, said, stale, rows, ended, accounts, unreadable }: Run): Promise<IssueDone> {
  const { forge, fleet, folder, act } = telling;
  const nothing: IssueDone = { issues: [], page: undefined, file: () => undefined, account: [], findings: [] };
  if (forge === undefined) return nothing;
  const facts = await forge.facts();
  if (!facts.ok) return { ...nothing, findings: [`${forge.name}: ${facts.detail}`] };
  const file = fileLinks(facts.value, folder);
  if (said.clusters === 'some' || !fleet.notify.some(({ channel }) => channel === 'issue')) return { ...nothing, file };
  if (!facts.value.hasIssues)
    return { ...nothing, file, findings: [`${forge.name} has its issues switched off: none is opened`] };
  const account = accounts.of(issueRecipient(fleet.name));
  const told = account?.told ?? [];
  const done = await tellReportIssue({
    forge,
    shown: {
      fleet: fleet.name,
      totals: stale.totals,
      exposedHosts: stale.exposedHosts,
      late: rows.map(({ row }) => row),
      ended,
      changes: changesOf(rows, told, unreadable),
      file,
    },
    act: act === 'show' ? 'show' : 'do',
  });
  if (!done.ok) return { ...nothing, file, findings: [`${forge.name}: ${done.detail}`] };
  const keys = [...new Set(rowKeys(rows, told, unreadable))].toSorted();
  return {
    ...done.value,
    page: facts.value.webUrl === undefined ? undefined : done.value.page,
    file,
    account: account === undefined ? [] : [{ ...account, told: keys }],
    findings: [],
  };
}

/** The issue's own account keeps what it said last, so that it can say what has changed. */
function issueRecipient(fleet: string): Recipient {
  return { channel: 'issue', address: `report ${fleet}`, name: 'the security report' };
}

function plannedOf(
  { digests }: Digests<StaleRow, ExceptionRow>,
  { telling, accounts }: Run,
  planning: DigestPlanning,
): readonly Account[] {
  const again = (account: Account): Account =>
    telling.act === 'resend' ? resending(account, planning.times.now) : account;
  const concerned = digests.flatMap((digest) => {
    const account = accounts.of(digest.recipient);
    return account === undefined ? [] : [digestPlanned(again(account), digest, planning)];
  });
  const recipients = digests.map(({ recipient }) => recipient);
  const others = othersIn(accounts, recipients, telling.channels);
  return [...concerned, ...others.map((account) => othersPlanned(again(account), planning))];
}

function peopleMissing({ telling, ended }: Run): readonly string[] {
  const directory = directoryOf(telling.owners);
  const isSecured = isThere(directory.find(securityTeam));
  return [
    ...(isSecured ? [] : [`owners.yaml has no team ${securityTeam}, so nobody of computer security is told`]),
    ...ended
      .filter(({ owner }) => !isThere(directory.find(owner)))
      .map(
        ({ owner, line }) =>
          `fleet.yaml:${line}: ${owner}, who answers for an exception past its end, is not there any more`,
      ),
  ];
}

function refusalOf(
  { to, became, reason }: LetterTold,
  { digests }: Digests<StaleRow, ExceptionRow>,
  { fleet }: Telling,
): readonly string[] {
  if (became !== 'refused') return [];
  if (to.channel === 'webhook') return [`the webhook of ${to.address} refuses what it is sent: ${reason}`];
  const rows = digests.find(({ recipient }) => recipient.address === to.address)?.rows ?? [];
  const streams = new Set(rows.map(({ row }) => row.stream));
  const names = [...fleet.streams.values()].filter(({ name }) => streams.has(name)).flatMap(({ owners }) => owners);
  const whom = names.length === 0 ? '' : `, for ${[...new Set(names)].join(', ')} to mend in owners.yaml`;
  return [`the address ${to.address} of ${to.name} is refused${whom}: ${reason}`];
}
