/** Steps that changed a cluster's file: whether a person cared for the cluster, or an upgrade of ours came by. */

import type { ClusterFacts } from './facts.ts';
import { oursIn, type PinMove } from './log-ours.ts';
import { own } from './log-pins.ts';
import type { FleetPast, PastStep } from './past.ts';

/** A step that changed what a cluster's file says. */
export interface Touch {
  readonly step: number;
  readonly cluster: string;
  readonly before: ClusterFacts;
  readonly after: ClusterFacts;
}

/** Whether a step, by what it says of itself, is an upgrade of ours that moves just these pins. */
type IsOurs = (step: number, moves: readonly PinMove[]) => boolean;

/** Asked of a step when it is first needed: most are never. */
export function oursAlong(steps: readonly PastStep[], past: Pick<FleetPast, 'brought'>): IsOurs {
  const known = new Map<number, ReturnType<typeof oursIn>>();
  return (at, moves) => {
    const step = steps[at];
    if (step === undefined) return false;
    const isOurs = known.get(at) ?? oursIn(step, past);
    known.set(at, isOurs);
    return isOurs(moves);
  };
}

/** Whether a touch is nothing but an upgrade of ours. */
export function isUpgrade({ step, cluster, before, after }: Touch, isOurs: IsOurs): boolean {
  const moves = onlyMoves(cluster, before, after);
  return moves !== undefined && isOurs(step, moves);
}

/** The moved pins where nothing else of the facts changed; undefined where something did. */
function onlyMoves(cluster: string, before: ClusterFacts, after: ClusterFacts): readonly PinMove[] | undefined {
  const streams = Object.keys(before.pins);
  if (streams.length !== Object.keys(after.pins).length) return undefined;
  const moves: PinMove[] = [];
  for (const stream of streams) {
    const [from, to] = [own(before.pins, stream), own(after.pins, stream)];
    if (from === undefined || to === undefined) return undefined;
    if (from !== to) moves.push({ cluster, stream, from, to });
  }
  const facts = Object.keys(before) as readonly (keyof ClusterFacts)[];
  return facts.every((fact) => fact === 'pins' || isEqual(before[fact], after[fact])) ? moves : undefined;
}

/** Whether plain data is the same, whatever the order of its keys. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [mine, theirs] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(mine);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(theirs).length &&
    keys.every((key) => Object.hasOwn(theirs, key) && isEqual(mine[key], theirs[key]))
  );
}
