/** Writes the letter about what is new to one recipient. */

import type { Account, Letter } from '../notice/account.ts';
import { rowKey } from '../notice/gather.ts';
import type { Concern } from '../notice/letters.ts';
import { planLetters, troubleKey, troubleTopic, type Looked } from '../notice/plan-letters.ts';
import type { Trouble, TroubledCluster } from '../notice/trouble.ts';
import { chatText } from '../render/notice-chat.ts';
import { mailWords } from '../render/notice-mail.ts';
import { asciiLine, headlineOf, type Links } from '../render/notice-words.ts';
import { sha256Of } from '../tree/write.ts';
import { recordIdOf } from './outbox-accounts.ts';

export interface Planning {
  readonly fleet: string;
  readonly looked: Looked;
  readonly links: Links;
  /** Instants, as ISO 8601. */
  readonly times: { readonly now: string; readonly lostBefore: string; readonly forgetBefore: string };
  /** What message ids end in. */
  readonly mailDomain: string;
}

/** The account with a letter about what its reader does not know yet. */
export function accountPlanned(account: Account, concern: Concern, planning: Planning): Account {
  const { troubles, announcements } = concern;
  return planLetters(account, {
    troubles: troubles.flatMap((trouble) => trouble.clusters.map((row) => keyOf(trouble, row))),
    announcements: announcements.map(({ key }) => announcementKey(key)),
    looked: planning.looked,
    ...planning.times,
    compose: (fresh, known) => composed(fresh, known, { concern, planning }),
  });
}

interface Composing {
  readonly concern: Concern;
  readonly planning: Planning;
}

function composed(fresh: ReadonlySet<string>, account: Account, { concern, planning }: Composing): Letter {
  const { fleet, links, times, mailDomain } = planning;
  const { recipient, owners } = concern;
  const isNew = (trouble: Trouble, row: TroubledCluster): boolean => fresh.has(keyOf(trouble, row));
  const isFresh = (trouble: Trouble): boolean => trouble.clusters.some((row) => isNew(trouble, row));
  const announced = concern.announcements.filter(({ key }) => fresh.has(announcementKey(key)));
  const announcements = announced.map(({ words }) => words(owners));
  const told = concern.troubles.filter(isFresh);
  const topics = [...(told.length === 0 ? [] : [troubleTopic]), ...announced.map(({ topic }) => topic)];
  const id = sha256Of(JSON.stringify([recordIdOf(recipient), times.now, [...fresh].toSorted()])).slice(0, 32);
  const still = concern.troubles.filter((trouble) => !isFresh(trouble));
  const words =
    recipient.channel === 'mail'
      ? mailWords({ fleet, owners, fresh: told, isNew, still, announcements, links })
      : {
          subject: asciiLine(announcements[0]?.title ?? headlineOf(told), 120),
          text: chatText({ fleet, fresh: told, announcements, links }),
          html: '',
        };
  return {
    id,
    ...words,
    messageId: `<${id}.${fleet}@${mailDomain}>`,
    references: [...new Set(topics.flatMap((topic) => account.threads[topic] ?? []))],
    topics,
    date: times.now,
  };
}

function keyOf(trouble: Trouble, row: TroubledCluster): string {
  return troubleKey(trouble.stage, sha256Of(JSON.stringify([trouble.id, rowKey(row)])).slice(0, 16));
}

function announcementKey(key: string): string {
  return `a:${key}`;
}
