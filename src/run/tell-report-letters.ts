/** Writes the letter about what in the report is new to one recipient. */

import type { Fleet } from '../core/fleet.ts';
import type { Account, Letter } from '../notice/account.ts';
import { isThere, type Directory } from '../notice/directory.ts';
import { planLetters, reportKeys, reportTopic, type Looked } from '../notice/plan-letters.ts';
import { changesOf, rowKeys } from '../notice/stale-changes.ts';
import type { Digest } from '../notice/stale-digests.ts';
import { endedKey, fleetKey } from '../notice/stale-keys.ts';
import { digestChat, digestMail, type ShownDigest } from '../render/report-mail.ts';
import type { ExceptionRow, StaleReport, StaleRow } from '../report/report.ts';
import { sha256Of } from '../tree/write.ts';
import { recordIdOf } from './outbox-accounts.ts';
import type { Times } from './tell-accounts.ts';

export interface DigestPlanning {
  readonly fleet: Pick<Fleet, 'name' | 'streams'>;
  readonly directory: Directory;
  readonly stale: StaleReport;
  /** Every cluster, or only some of them: then nothing is taken for mended. */
  readonly clusters: 'all' | 'some';
  /** Clusters whose file cannot be read: what was told of them stays told. */
  readonly unreadable: ReadonlySet<string>;
  readonly file: ShownDigest['file'];
  /** The issue of the fleet. */
  readonly issue: string | undefined;
  readonly times: Times;
  /** What message ids end in. */
  readonly mailDomain: string;
}

export type ReportDigest = Digest<StaleRow, ExceptionRow>;

/** The account with a letter about what its reader does not know yet; nobody is told of what stays as it is. */
export function digestPlanned(account: Account, digest: ReportDigest, planning: DigestPlanning): Account {
  const keys = keysOf(account, digest, planning);
  return planLetters(account, {
    troubles: keys,
    announcements: [],
    looked: lookedAt(planning),
    ...planning.times,
    compose: (fresh) => composed(fresh, { account, digest, keys }, planning),
  });
}

/** The account of somebody of whom the report says nothing any more. */
export function othersPlanned(account: Account, planning: DigestPlanning): Account {
  return planLetters(account, {
    troubles: rowKeys([], account.told, planning.unreadable),
    announcements: [],
    looked: lookedAt(planning),
    ...planning.times,
    compose: () => {
      throw new Error('there is nothing new in nothing');
    },
  });
}

/** A digest of what an exception says, its reason left out: it may be worded anew. */
function digestOfException({ clusters, streams, advisories, owner, until }: ExceptionRow): string {
  return short(JSON.stringify([clusters, streams, advisories, owner, until]));
}

function lookedAt({ clusters }: DigestPlanning): Looked {
  return { stages: ['report'], clusters };
}

/** Who is told of the whole fleet is told of every change, also of what is mended: the whole state is a key of its own. */
function keysOf(
  account: Account,
  { recipient, of, rows, ended }: ReportDigest,
  planning: DigestPlanning,
): readonly string[] {
  const keys = [
    ...rowKeys(rows, account.told, planning.unreadable),
    ...ended.map((exception) => endedKey(digestOfException(exception))),
  ];
  const isWhole = of === 'fleet' && recipient.channel === 'mail' && planning.clusters === 'all';
  const known = [...account.told, ...account.deliveries.flatMap(({ brings }) => brings)];
  const hasSay = keys.length > 0 || known.some((key) => key.startsWith(reportKeys));
  return isWhole && hasSay ? [...keys, fleetKey(short(JSON.stringify(keys.toSorted())))] : keys;
}

interface Composing {
  /** As it was before the run. */
  readonly account: Account;
  readonly digest: ReportDigest;
  readonly keys: readonly string[];
}

function composed(fresh: ReadonlySet<string>, { account, digest, keys }: Composing, planning: DigestPlanning): Letter {
  const { fleet, stale, times, mailDomain, unreadable, clusters, file, issue } = planning;
  const { recipient, owners, of, rows, ended } = digest;
  const known = [...account.told, ...keys].filter((key) => !fresh.has(key));
  const changes = changesOf(rows, known, unreadable);
  const shown: ShownDigest = {
    fleet: fleet.name,
    owners,
    of,
    ...changes,
    mended: of === 'fleet' && clusters === 'all' ? changes.mended : [],
    ended,
    totals: stale.totals,
    exposedHosts: stale.exposedHosts,
    ask: asked(digest, planning),
    file,
    issue,
  };
  const id = short(JSON.stringify([recordIdOf(recipient), times.now, [...fresh].toSorted()]), 32);
  const mail = digestMail(shown);
  const thread = account.threads[reportTopic];
  return {
    id,
    ...(recipient.channel === 'mail' ? mail : { subject: mail.subject, text: digestChat(shown), html: '' }),
    messageId: `<${id}.${fleet.name}@${mailDomain}>`,
    references: thread === undefined ? [] : [thread],
    topics: [reportTopic],
    date: times.now,
  };
}

/** Those who look after the streams of somebody's clusters, with their addresses. */
function asked({ rows }: ReportDigest, { fleet, directory }: DigestPlanning): readonly string[] {
  const streams = new Set(rows.map(({ row }) => row.stream));
  return [...fleet.streams.values()].flatMap(({ name, owners }) => {
    if (!streams.has(name)) return [];
    const found = owners.map((owner) => directory.find(owner)).filter(isThere);
    const names = found.map(({ title, mailboxes }) =>
      [title, ...mailboxes.slice(0, 1).map(({ mail }) => `<${mail}>`)].join(' '),
    );
    return names.length === 0 ? [] : [`${name}: ${names.join(', ')}`];
  });
}

function short(text: string, length = 16): string {
  return sha256Of(text).slice(0, length);
}
