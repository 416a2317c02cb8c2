/** Sorts what is to be told by where it goes: one letter for each mailbox, whoever it stands for. */

import type { Recipient } from './account.ts';
import { isThere, type Addressee, type Directory, type Mailbox } from './directory.ts';
import { merged, type Gathered } from './gather.ts';
import type { Trouble } from './trouble.ts';

/** Something new that many are told: a release, a withdrawal. */
export interface Announcement {
  /** Stable: nobody is told of the same key twice. */
  readonly key: string;
  /** What later announcements answer to: `release linux/2026_11_minor`. */
  readonly topic: string;
  /** People and teams of `owners.yaml`. */
  readonly to: readonly string[];
  /** For the clusters of these owners; for nobody in particular where there are none. */
  readonly words: (owners: readonly string[]) => AnnouncementWords;
}

/** The same in each form that a channel takes. */
export interface AnnouncementWords {
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** A fragment, escaped already. */
  readonly html: string;
  /** For a chat: a few lines. */
  readonly chat: string;
}

/** All that one recipient is concerned with at present, told before or not. */
export interface Concern {
  readonly recipient: Recipient;
  /** The owners of clusters, or those named elsewhere, for whom it goes there. */
  readonly owners: readonly string[];
  /** Each cause once, each of its clusters once. */
  readonly troubles: readonly Trouble[];
  readonly announcements: readonly Announcement[];
}

export interface Mailing {
  readonly gathered: Gathered;
  readonly announcements: readonly Announcement[];
  readonly directory: Directory;
  /** For each channel of mail: the owners of what it is about, or these people and teams. */
  readonly to: readonly ('owners' | readonly string[])[];
}

export interface Mailed {
  /** In the order in which they came up. */
  readonly concerns: readonly Concern[];
  /** People and teams that are there, and have no address. */
  readonly unreachable: readonly Addressee[];
}

/** What goes to whom by mail. Somebody named in the channel is told of every cause and every announcement. */
export function mailConcerns({ gathered, announcements, directory, to }: Mailing): Mailed {
  const shares = [
    ...(to.includes('owners') ? ownShares(gathered, announcements, directory) : []),
    ...to.flatMap((names) => (names === 'owners' ? [] : wholeShares(names, gathered, announcements, directory))),
  ];
  const byMailbox = new Map<string, { readonly mailbox: Mailbox; readonly shares: Share[] }>();
  for (const share of shares) {
    for (const mailbox of share.addressee.mailboxes) {
      const key = mailbox.mail.toLowerCase();
      const there = byMailbox.get(key) ?? { mailbox, shares: [] };
      there.shares.push(share);
      byMailbox.set(key, there);
    }
  }
  const mute = shares.map(({ addressee }) => addressee).filter(({ mailboxes }) => mailboxes.length === 0);
  return {
    concerns: [...byMailbox.values()].map(concernOf),
    unreachable: [...new Map(mute.map((addressee) => [addressee.name, addressee])).values()],
  };
}

/** What goes to a webhook: everything. */
export function webhookConcern(
  variable: string,
  { gathered, announcements }: Pick<Mailing, 'gathered' | 'announcements'>,
): Concern {
  const troubles = gathered.subjects.map(({ trouble }) => trouble);
  return { recipient: { channel: 'webhook', address: variable, name: variable }, owners: [], troubles, announcements };
}

interface Share {
  readonly addressee: Addressee;
  readonly troubles: readonly Trouble[];
  readonly announcements: readonly Announcement[];
}

function ownShares(
  { notices }: Gathered,
  announcements: readonly Announcement[],
  directory: Directory,
): readonly Share[] {
  const told = announcements.flatMap((announcement) =>
    present(announcement.to, directory).map((addressee) => ({
      addressee,
      troubles: [],
      announcements: [announcement],
    })),
  );
  return [...notices.map(({ addressee, troubles }) => ({ addressee, troubles, announcements: [] })), ...told];
}

function wholeShares(
  names: readonly string[],
  { subjects }: Gathered,
  announcements: readonly Announcement[],
  directory: Directory,
): readonly Share[] {
  const troubles = subjects.map(({ trouble }) => trouble);
  return present(names, directory).map((addressee) => ({ addressee, troubles, announcements }));
}

function present(names: readonly string[], directory: Directory): readonly Addressee[] {
  return [...new Set(names)].map((name) => directory.find(name)).filter(isThere);
}

function concernOf({ mailbox, shares }: { readonly mailbox: Mailbox; readonly shares: readonly Share[] }): Concern {
  const announcements = shares.flatMap((share) => share.announcements);
  return {
    recipient: { channel: 'mail', address: mailbox.mail, name: mailbox.name },
    owners: [...new Set(shares.map(({ addressee }) => addressee.name))],
    troubles: merged(shares.flatMap((share) => share.troubles)),
    announcements: [...new Map(announcements.map((one) => [one.key, one])).values()],
  };
}
