/** The accounts of an outbox, as one run knows them: each is written only while nobody else has written it since. */

import { accountText, readAccount } from '../notice/account-text.ts';
import { emptyAccount, type Account, type Recipient } from '../notice/account.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Outbox } from '../notify/outbox.ts';
import { sha256Of } from '../tree/write.ts';

interface Entry {
  readonly account: Account;
  readonly mark: string | undefined;
}

/** What the outbox held when the run began, and what the run has written to it since. */
export class Accounts {
  readonly #outbox: Outbox;
  readonly #run: string;
  readonly #entries = new Map<string, Entry>();
  /** Ids of records that are none of ours; their recipients are not told, lest they are told twice. */
  readonly unreadable: readonly string[];
  #writings = 0;

  private constructor(outbox: Outbox, run: string, kept: readonly (readonly [string, Entry | undefined])[]) {
    this.#outbox = outbox;
    this.#run = run;
    for (const [id, entry] of kept) if (entry !== undefined) this.#entries.set(id, entry);
    this.unreadable = kept.flatMap(([id, entry]) => (entry === undefined ? [id] : []));
  }

  /** `run` is a text that no other run has. */
  static async open(outbox: Outbox, run: string): Promise<Outcome<Accounts>> {
    const listed = await outbox.list();
    if (!listed.ok) return listed;
    const kept = listed.value.map(({ id, text, mark }) => {
      const account = readAccount(text);
      return [id, account === undefined ? undefined : { account, mark }] as const;
    });
    return succeeded(new Accounts(outbox, run, kept));
  }

  /** In byte order of their ids. */
  all(): readonly Account[] {
    return [...this.#entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { account }]) => account);
  }

  /** A recipient's account; an empty one where there is none yet, undefined where its record is unreadable. */
  of(recipient: Recipient): Account | undefined {
    const id = recordIdOf(recipient);
    if (this.unreadable.includes(id)) return undefined;
    const account = this.#entries.get(id)?.account ?? emptyAccount(recipient);
    return { ...account, recipient };
  }

  /** Writes those that differ from what is known; gives those that are now as asked for. The others belong to another run. */
  async write(accounts: readonly Account[]): Promise<Outcome<ReadonlySet<Account>>> {
    const changed = accounts.filter((account) => !this.#isAsKnown(account));
    const writings = changed.map((account) => {
      const id = recordIdOf(account.recipient);
      this.#writings += 1;
      return { id, from: this.#entries.get(id)?.mark, text: accountText(account, `${this.#run}-${this.#writings}`) };
    });
    const written = writings.length === 0 ? succeeded(new Map<string, string>()) : await this.#outbox.write(writings);
    if (!written.ok) return written;
    for (const account of changed) {
      const id = recordIdOf(account.recipient);
      const mark = written.value.get(id);
      if (mark !== undefined) this.#entries.set(id, { account, mark });
    }
    return succeeded(new Set(accounts.filter((account) => this.#isAsKnown(account))));
  }

  #isAsKnown(account: Account): boolean {
    const known = this.#entries.get(recordIdOf(account.recipient));
    if (known === undefined) return account.told.length + account.deliveries.length === 0;
    return accountText(known.account, '') === accountText(account, '');
  }
}

/** The id of a recipient's record. Two spellings of an address that differ in case are one recipient. */
export function recordIdOf({ channel, address }: Recipient): string {
  return sha256Of(`${channel}\n${channel === 'mail' ? address.toLowerCase() : address}`).slice(0, 32);
}
