/** What the logbook knows of clusters that reports need: since when they have their pins, and who last cared for them. */

import type { PastFacts } from './facts.ts';
import { groundOf, type LogGround } from './log-ground.ts';
import type { FleetPast } from './past.ts';

export interface FactsOrder {
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
  /** Of this past and day, where somebody has it already. */
  readonly ground?: LogGround | undefined;
}

/**
 * The past of each cluster of today by stream and name, `linux lxbatch`; for each stream that it ever pinned, or that has
 * releases.
 *
 * `pinnedSince` is the day of the step since which the pin is what it is, through renames and folders; a cluster that was
 * removed and came again begins anew. Where that step's date cannot be believed (see log-clock.ts), it is the day of the
 * next step that can, by which the pin had certainly been moved: never earlier than what is proven. It is undefined where
 * the pin is older than history, where the file cannot be read, and where no later step bounds a date. The step that
 * brought the fleet here says nothing of what was before: `isImported`.
 *
 * `lastActivity` is the day of the last step by which a person changed the cluster's file: not an upgrade of ours, not the
 * step that brought the fleet here, not a move to another folder. Where its date cannot be believed it is the day of the
 * step before, since which it was: a date in the future makes nobody look busy.
 */
export function pastFacts(past: FleetPast, order: FactsOrder): ReadonlyMap<string, PastFacts> {
  const { clock, lives } = order.ground ?? groundOf(past, order.today);
  const released = releasedStreams(past);
  const facts = new Map<string, PastFacts>();
  for (const [name, { pins, isReadable }] of lives.alive) {
    const activity = lives.activityOf(name);
    const lastActivity = activity === undefined ? undefined : clock.notBefore(activity);
    for (const stream of new Set([...released, ...pins.keys()])) {
      const step = isReadable ? pins.get(stream)?.since : undefined;
      const pinnedSince = step === undefined ? undefined : clock.vouchedSince(step);
      const isImported = step !== undefined && step === lives.importStep;
      facts.set(`${stream} ${name}`, { pinnedSince, lastActivity, ...(isImported && { isImported }) });
    }
  }
  return facts;
}

function releasedStreams({ steps, tags }: FleetPast): ReadonlySet<string> {
  const streams = new Set(tags.map(({ stream }) => stream));
  for (const { releases } of steps) for (const { stream } of releases) streams.add(stream);
  return streams;
}
