/** Tells people: issues first, then mail and webhooks, which name the issues. Each thing once, whatever dies in between. */

import type { Fleet, Owners } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge } from '../forge/forge.ts';
import { resending, type Account, type Recipient } from '../notice/account.ts';
import { directoryOf } from '../notice/directory.ts';
import { gather, type Gathered } from '../notice/gather.ts';
import { mailConcerns, webhookConcern, type Announcement, type Concern } from '../notice/letters.ts';
import type { Looked } from '../notice/plan-letters.ts';
import type { Trouble, TroubledCluster } from '../notice/trouble.ts';
import type { Outbox } from '../notify/outbox.ts';
import type { Links } from '../render/notice-words.ts';
import { fileLinks } from './file-links.ts';
import { Accounts } from './outbox-accounts.ts';
import type { Channels } from './tell-channels.ts';
import { tellIssues, type IssuesTold } from './tell-issues.ts';
import { before, days, doubtsOf, othersIn, sendPlanned, timesAt } from './tell-accounts.ts';
import type { LettersTold, LetterTold } from './tell-letters.ts';
import { accountPlanned } from './tell-plan.ts';

export interface TellOrder {
  readonly fleet: Pick<Fleet, 'name' | 'streams' | 'notify'>;
  readonly owners: Owners;
  readonly troubles: readonly Trouble[];
  readonly announcements: readonly Announcement[];
  /** What this run has looked at; what it did not look at is not taken for mended. */
  readonly looked: Looked;
  /** Where issues are; undefined where there is no forge. */
  readonly forge: Forge | undefined;
  readonly channels: Channels;
  readonly outbox: Outbox;
  readonly clock: () => Date;
  /** A text that no other run has. */
  readonly run: string;
  /** The line of a cluster's file on which its owners stand. */
  readonly ownersLine: (file: string) => number | undefined;
  /** Where the fleet lies in its repository, for links: `` or `fleets/cern/`. */
  readonly folder: string;
  /** `show` writes nothing, anywhere; `resend` sends also what may not have arrived. */
  readonly act: 'do' | 'show' | 'resend';
}

export interface Told {
  readonly gathered: Gathered;
  readonly issues: IssuesTold['issues'];
  readonly letters: readonly LetterTold[];
  /** Letters of earlier runs that may not have arrived. */
  readonly doubts: readonly { readonly to: Recipient; readonly subject: string; readonly since: string }[];
  /** People and teams that are there and have no address. */
  readonly unreachable: readonly string[];
  /** Clusters for which nobody answers. */
  readonly forsaken: readonly string[];
  /** Whatever else went wrong, in a sentence each; text from outside. */
  readonly findings: readonly string[];
}

/** Tells everybody what is new to them. Fails where the outbox cannot be read; what else fails is in the answer. */
export async function tell(order: TellOrder): Promise<Outcome<Told>> {
  const { fleet, owners, troubles, channels } = order;
  const directory = directoryOf(owners);
  const gathered = gather(troubles, { directory, streams: fleet.streams, ownersLine: order.ownersLine });
  const accounts = await Accounts.open(order.outbox, order.run);
  if (!accounts.ok) return accounts;
  const { issues, links, findings } = await issuesOf(gathered, order);
  const mailed = mailConcerns({ ...order, gathered, directory, to: mailTargets(fleet.notify) });
  const concerns = [
    ...(channels.mail === undefined ? [] : mailed.concerns),
    ...[...channels.webhooks.keys()].map((variable) => webhookConcern(variable, { ...order, gathered })),
  ];
  const sent = await lettersOf(concerns, { order, accounts: accounts.value, links });
  return succeeded({
    gathered,
    issues,
    letters: sent.letters,
    doubts: doubtsOf(accounts.value),
    unreachable: mailed.unreachable.map(({ name }) => name).toSorted(byteOrder),
    forsaken: gathered.forsaken.map(({ name }) => name).toSorted(byteOrder),
    findings: [
      ...channels.missing,
      ...findings,
      ...accounts.value.unreadable.map(
        (id) => `the record ${id} of ${order.outbox.name} is unreadable: its reader is told nothing`,
      ),
      ...(sent.broken === undefined ? [] : [`${sent.broken}: what could not be written down was not sent`]),
      ...sent.letters.flatMap((letter) => refusalOf(letter, order, gathered)),
    ],
  });
}

async function issuesOf(
  gathered: Gathered,
  order: TellOrder,
): Promise<{ issues: IssuesTold['issues']; links: Links; findings: readonly string[] }> {
  const bare: Links = { file: () => undefined, issue: () => undefined };
  const { forge, fleet, looked, folder } = order;
  if (forge === undefined) return { issues: [], links: bare, findings: [] };
  const facts = await forge.facts();
  if (!facts.ok) return { issues: [], links: bare, findings: [`${forge.name}: ${facts.detail}`] };
  const { webUrl, hasIssues } = facts.value;
  const file = fileLinks(facts.value, folder);
  if (!fleet.notify.some(({ channel }) => channel === 'issue'))
    return { issues: [], links: { ...bare, file }, findings: [] };
  if (!hasIssues)
    return {
      issues: [],
      links: { ...bare, file },
      findings: [`${forge.name} has its issues switched off: none is opened`],
    };
  const told = await tellIssues({
    forge,
    subjects: gathered.subjects,
    looked,
    links: { ...bare, file },
    since: before(order.clock(), days(180)),
    act: order.act === 'show' ? 'show' : 'do',
  });
  if (!told.ok) return { issues: [], links: { ...bare, file }, findings: [`${forge.name}: ${told.detail}`] };
  return {
    issues: told.value.issues,
    links: { file, issue: (cause) => (webUrl === undefined ? undefined : told.value.pages.get(cause)) },
    findings: told.value.issues.flatMap(({ title, reason }) => (reason === '' ? [] : [`issue "${title}": ${reason}`])),
  };
}

/** For each channel of mail, who is told over it. */
export function mailTargets(notify: Fleet['notify']): readonly ('owners' | readonly string[])[] {
  return notify.flatMap((channel) => (channel.channel === 'mail' ? [channel.to] : []));
}

interface Telling {
  readonly order: TellOrder;
  readonly accounts: Accounts;
  readonly links: Links;
}

async function lettersOf(concerns: readonly Concern[], { order, accounts, links }: Telling): Promise<LettersTold> {
  const { channels, clock, fleet, looked, act } = order;
  const times = timesAt(clock());
  const planned = planAll(concerns, accounts, channels).map(({ account, concern }) =>
    accountPlanned(act === 'resend' ? resending(account, times.now) : account, concern, {
      fleet: fleet.name,
      looked,
      links,
      times,
      mailDomain: channels.mailDomain,
    }),
  );
  return sendPlanned(planned, { ...order, accounts });
}

/**
 * Everybody who is concerned, and everybody of whom the outbox knows: a letter of an earlier run may wait for them. Who is
 * reached by a way that is not open now is left as is, for nothing is known of what they should be told.
 */
function planAll(
  concerns: readonly Concern[],
  accounts: Accounts,
  channels: Channels,
): readonly { readonly account: Account; readonly concern: Concern }[] {
  const concerned = concerns.flatMap((concern) => {
    const account = accounts.of(concern.recipient);
    return account === undefined ? [] : [{ account, concern }];
  });
  const others = othersIn(
    accounts,
    concerns.map(({ recipient }) => recipient),
    channels,
  ).map((account) => ({
    account,
    concern: { recipient: account.recipient, owners: [], troubles: [], announcements: [] },
  }));
  return [...concerned, ...others];
}

/** An address that is refused is said to those who answer for the streams of its reader's clusters. */
function refusalOf({ to, became, reason }: LetterTold, { fleet }: TellOrder, gathered: Gathered): readonly string[] {
  if (became !== 'refused') return [];
  if (to.channel === 'webhook') return [`the webhook of ${to.address} refuses what it is sent: ${reason}`];
  const clusters: readonly TroubledCluster[] = gathered.notices
    .filter(({ addressee }) => addressee.mailboxes.some(({ mail }) => mail === to.address))
    .flatMap(({ troubles }) => troubles.flatMap((trouble) => trouble.clusters));
  const streams = new Set(clusters.flatMap((cluster) => cluster.streams));
  const owners = [...fleet.streams.values()].filter(({ name }) => streams.size === 0 || streams.has(name));
  const names = [...new Set(owners.flatMap((stream) => stream.owners))].toSorted(byteOrder);
  const whom = names.length === 0 ? 'nobody owns its streams' : `for ${names.join(', ')} to mend in owners.yaml`;
  return [`the address ${to.address} of ${to.name} is refused, ${whom}: ${reason}`];
}
