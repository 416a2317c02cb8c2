/** The outbox: small records that outlive a crash, each written only while it is as its writer knew it. */

import type { Outcome } from '../core/outcome.ts';

/** A record, and the mark of the writing that it is from. */
export interface Kept {
  /** Hexadecimal. */
  readonly id: string;
  readonly text: string;
  readonly mark: string;
}

/** One writing; `from` is the mark of the record that it replaces, or undefined where there is none yet. */
export interface Writing {
  readonly id: string;
  readonly from: string | undefined;
  /** No two runs write the same text. */
  readonly text: string;
}

export interface Outbox {
  /** As it may be shown. */
  readonly name: string;
  /** How many letters are handed over side by side: more where a writing is dear. */
  readonly lanes: number;
  /** Every record, by id. */
  list(): Promise<Outcome<readonly Kept[]>>;
  /**
   * Writes each of them, or leaves it where somebody else has written since: the new marks of those that were written, by
   * id. When it answers, what it wrote outlives a crash.
   */
  write(writings: readonly Writing[]): Promise<Outcome<ReadonlyMap<string, string>>>;
}

/** Whether a text can be the id of a record. */
export function isRecordId(id: string): boolean {
  return /^[0-9a-f]{16,64}$/.test(id);
}
