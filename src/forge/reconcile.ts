/** Compares what the forge should show with what it shows. Pure: the same for requests, issues and releases. */

/** An object that should be there. */
export interface Wanted {
  readonly identity: string;
  /** Of all that we want it to say. */
  readonly digest: string;
}

/** An object that is there, as its marker tells; no digest where it has to be written again. */
export interface There {
  readonly identity: string;
  readonly digest: string | undefined;
}

export type Difference<W extends Wanted, T extends There> =
  | { readonly do: 'create'; readonly wanted: W }
  | { readonly do: 'update'; readonly wanted: W; readonly there: T }
  | { readonly do: 'leave'; readonly wanted: W; readonly there: T }
  /** It is there, and should not be (any more). */
  | { readonly do: 'retire'; readonly there: T };

/**
 * What has to be done, in the order of `wanted`, then of `there`. Of two objects with one identity the first is kept and
 * the others are retired, so that a pair which two runs made at the same time becomes one.
 */
export function reconcile<W extends Wanted, T extends There>(
  wanted: readonly W[],
  there: readonly T[],
): readonly Difference<W, T>[] {
  const first = new Map<string, T>();
  for (const object of there) if (!first.has(object.identity)) first.set(object.identity, object);
  const names = new Set(wanted.map(({ identity }) => identity));
  const needed = wanted.map((object): Difference<W, T> => {
    const match = first.get(object.identity);
    if (match === undefined) return { do: 'create', wanted: object };
    return { do: match.digest === object.digest ? 'leave' : 'update', wanted: object, there: match };
  });
  const spare = there.filter((object) => !names.has(object.identity) || first.get(object.identity) !== object);
  return [...needed, ...spare.map((object) => ({ do: 'retire', there: object }) as const)];
}
