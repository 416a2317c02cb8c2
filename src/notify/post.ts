/** Handing letters over: the port behind which mail servers and chats stand. */

/** A letter on its way to one recipient. */
export interface Parcel {
  readonly to: { readonly address: string; readonly name: string };
  readonly letter: ParcelLetter;
}

export interface ParcelLetter {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** The thread's messages, the first one first. */
  readonly references: readonly string[];
  /** An instant, ISO 8601. */
  readonly date: string;
}

/**
 * What became of it. `failed` and `refused`: it is sure not to have arrived, and may later or will not; `lost`: it left,
 * and nobody answered; `withheld`: the seal was not given, so it did not leave; `down`: nothing can be handed over now.
 * Reasons hold no secret.
 */
export type Handing =
  | { readonly did: 'sent' }
  | { readonly did: 'withheld' }
  | { readonly did: 'failed' | 'refused'; readonly reason: string }
  | { readonly did: 'lost'; readonly reason: string }
  | { readonly did: 'down'; readonly reason: string };

/**
 * Asked at the last moment at which a letter can still be kept back: true once it is written down that it leaves, false
 * where another run was first.
 */
export type Seal = () => Promise<boolean>;

export interface Post {
  /** As it may be shown, without a secret. */
  readonly name: string;
  /** Hands one over, and says what became of it; never throws. The seal is settled before the answer is. */
  deliver(parcel: Parcel, seal: Seal): Promise<Handing>;
  /** Ends what is open. */
  close(): void;
}
