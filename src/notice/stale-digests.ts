/** Who is told what of the report: one digest for each mailbox, with all clusters of whomever it stands for. */

import { addresseesOf, type Asked } from './addressees.ts';
import type { Recipient } from './account.ts';
import { isThere, type Addressee, type Directory, type Mailbox } from './directory.ts';
import type { ToldRow } from './stale-changes.ts';
import type { EndedException, LateRow } from './stale-keys.ts';

/** The team that is told of the whole fleet, whoever owns what: this name in owners.yaml. */
export const securityTeam = 'security-team';

export interface Digest<R extends LateRow, E extends EndedException> {
  readonly recipient: Recipient;
  /** For whom it goes there; empty for a webhook. */
  readonly owners: readonly string[];
  /** Their own clusters, or every one. */
  readonly of: 'own' | 'fleet';
  /** In the order of the report. */
  readonly rows: readonly ToldRow<R>[];
  readonly ended: readonly E[];
}

export interface Digesting<R extends LateRow, E extends EndedException> extends Asked {
  readonly rows: readonly ToldRow<R>[];
  readonly ended: readonly E[];
  /** For each channel of mail: the owners of what it is about, or these people and teams. */
  readonly to: readonly ('owners' | readonly string[])[];
  /** The variables that hold the addresses of webhooks. */
  readonly webhooks: readonly string[];
}

export interface Digests<R extends LateRow, E extends EndedException> {
  readonly digests: readonly Digest<R, E>[];
  /** People and teams that are there, and have no address. */
  readonly unreachable: readonly string[];
  /** Clusters for which nobody answers, not even for their streams. */
  readonly forsaken: readonly string[];
}

/**
 * Owners get their own clusters, and the exceptions that they answer for; the security team and those whom a channel
 * names, every cluster. Somebody who is both gets one digest, of every cluster.
 */
export function digestsOf<R extends LateRow, E extends EndedException>(digesting: Digesting<R, E>): Digests<R, E> {
  const { rows, ended, directory, to, webhooks } = digesting;
  const forOwners = to.includes('owners');
  const shares = new Map<string, Share<R, E>>();
  const forsaken = new Set<string>();
  for (const told of rows) {
    const { addressees } = addresseesOf({ owners: told.row.owners, streams: [told.row.stream] }, digesting);
    if (addressees.length === 0) forsaken.add(told.row.cluster);
    if (forOwners) for (const addressee of addressees) shareOf(shares, addressee).rows.push(told);
  }
  if (forOwners)
    for (const exception of ended)
      for (const addressee of present([exception.owner], directory)) shareOf(shares, addressee).ended.push(exception);
  const named = [...(forOwners ? [securityTeam] : []), ...to.flatMap((names) => (names === 'owners' ? [] : names))];
  const whole = present(named, directory);
  const all = [
    ...[...shares.values()].filter(({ rows: own, ended: over }) => own.length + over.length > 0),
    ...whole.map((addressee) => wholeShare<R, E>(addressee)),
  ];
  const mails = mailboxesOf(all).map(({ mailbox, shares: own }) => digestFor(mailbox, own, { rows, ended }));
  const chats = webhooks.map((variable) => ({
    recipient: { channel: 'webhook', address: variable, name: variable } as const,
    owners: [],
    of: 'fleet' as const,
    rows,
    ended,
  }));
  return {
    digests: [...mails, ...chats],
    unreachable: [
      ...new Set(all.flatMap(({ addressee }) => (addressee.mailboxes.length === 0 ? [addressee.name] : []))),
    ],
    forsaken: [...forsaken],
  };
}

interface Share<R extends LateRow, E extends EndedException> {
  readonly addressee: Addressee;
  readonly of: 'own' | 'fleet';
  readonly rows: ToldRow<R>[];
  readonly ended: E[];
}

function shareOf<R extends LateRow, E extends EndedException>(
  shares: Map<string, Share<R, E>>,
  addressee: Addressee,
): Share<R, E> {
  const share = shares.get(addressee.name) ?? { addressee, of: 'own', rows: [], ended: [] };
  shares.set(addressee.name, share);
  return share;
}

function wholeShare<R extends LateRow, E extends EndedException>(addressee: Addressee): Share<R, E> {
  return { addressee, of: 'fleet', rows: [], ended: [] };
}

function present(names: readonly string[], directory: Directory): readonly Addressee[] {
  return [...new Set(names)].map((name) => directory.find(name)).filter(isThere);
}

interface Box<R extends LateRow, E extends EndedException> {
  readonly mailbox: Mailbox;
  readonly shares: Share<R, E>[];
}

function mailboxesOf<R extends LateRow, E extends EndedException>(
  shares: readonly Share<R, E>[],
): readonly Box<R, E>[] {
  const boxes = new Map<string, Box<R, E>>();
  for (const share of shares) {
    for (const mailbox of share.addressee.mailboxes) {
      const key = mailbox.mail.toLowerCase();
      const box = boxes.get(key) ?? { mailbox, shares: [] };
      box.shares.push(share);
      boxes.set(key, box);
    }
  }
  return [...boxes.values()];
}

/** In the order of the report, each row once, whoever of several owners has it. */
function digestFor<R extends LateRow, E extends EndedException>(
  { name, mail }: Mailbox,
  shares: readonly Share<R, E>[],
  fleet: Pick<Digest<R, E>, 'rows' | 'ended'>,
): Digest<R, E> {
  const recipient = { channel: 'mail', address: mail, name } as const;
  const owners = [...new Set(shares.map(({ addressee }) => addressee.name))];
  if (shares.some((share) => share.of === 'fleet')) return { recipient, owners, of: 'fleet', ...fleet };
  const [only] = shares;
  // Of one share they are in order already; most mailboxes stand for one owner.
  if (only !== undefined && shares.length === 1)
    return { recipient, owners, of: 'own', rows: only.rows, ended: only.ended };
  const rows = new Set(shares.flatMap((share) => share.rows));
  const ended = new Set(shares.flatMap((share) => share.ended));
  return {
    recipient,
    owners,
    of: 'own',
    rows: fleet.rows.filter((told) => rows.has(told)),
    ended: fleet.ended.filter((exception) => ended.has(exception)),
  };
}
