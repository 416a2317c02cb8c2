/** What a release.yaml and a rollout.yaml said, leniently: they may be years old. */

import { Diagnostics } from '../core/diagnostic.ts';
import type { Plain } from '../core/value.ts';
import type { Past, ReleaseStep, RolloutStep } from '../report/past.ts';
import { fileOfBlob } from '../tree/content.ts';
import { parseYaml } from '../yaml/parse.ts';

export type ReleasePast = Exclude<ReleaseStep['to'], undefined>;
export type RolloutEvent = RolloutStep['added'][number];
export type RolloutPast = readonly RolloutEvent[] | 'unreadable';

export function readReleasePast(id: string, bytes: Uint8Array): ReleasePast {
  const top = membersIn(id, bytes);
  if (top === undefined) return 'unreadable';
  const withdrawn = top['withdrawn'];
  if (!isMembers(withdrawn)) return { withdrawn: undefined };
  return { withdrawn: textOf(withdrawn['reason']) ?? '' };
}

export function readRolloutPast(id: string, bytes: Uint8Array): RolloutPast {
  const top = membersIn(id, bytes);
  if (top === undefined) return 'unreadable';
  const events = top['events'];
  if (!Array.isArray(events)) return [];
  return events.flatMap((event: Plain) => {
    const what = isMembers(event) ? textOf(event['event']) : undefined;
    if (what === undefined || !isMembers(event)) return [];
    return [{ at: textOf(event['date']), what, by: textOf(event['person']) }];
  });
}

/** The events that are in the later one alone; what stood twice and stands three times is added once. */
export function eventsAdded(
  from: Past<readonly RolloutEvent[]>,
  to: Past<readonly RolloutEvent[]>,
): readonly RolloutEvent[] {
  if (to === undefined || to === 'unreadable') return [];
  const left = new Map<string, number>();
  for (const event of from === 'unreadable' ? [] : (from ?? [])) {
    const key = keyOf(event);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return to.filter((event) => {
    const key = keyOf(event);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function keyOf({ at, what, by }: RolloutEvent): string {
  return JSON.stringify([at, what, by]);
}

type Members = Readonly<Record<string, Plain>>;

function membersIn(id: string, bytes: Uint8Array): Members | undefined {
  const file = fileOfBlob(id, bytes);
  const plain = 'unreadable' in file ? undefined : parseYaml('', file.text, new Diagnostics());
  return isMembers(plain) ? plain : undefined;
}

function isMembers(plain: Plain | undefined): plain is Members {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}

function textOf(plain: Plain | undefined): string | undefined {
  return typeof plain === 'string' ? plain : undefined;
}
