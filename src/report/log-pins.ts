/** What changed in a cluster's pins and holds between two states of its file. */

import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import type { ClusterFacts } from './facts.ts';
import type { LogEvent } from './logbook.ts';

type PinEvent = Extract<LogEvent, { readonly is: 'pinned' | 'moved' | 'unpinned' }>;
type HoldEvent = Extract<LogEvent, { readonly is: 'hold-set' | 'hold-changed' | 'hold-lifted' }>;
type Hold = ClusterFacts['holds'][string];

/** An own entry of a record that came from a file, whatever it is called. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** What texts were read as, so that each is read once. */
export type Versions = Map<string, Version | undefined>;

export interface PinsAround {
  readonly versions: Versions;
  /** Whether the cluster had such a pin before. */
  readonly had: (stream: string, pin: string) => boolean;
}

/** What happened to pins. */
export function pinEvents(
  cluster: string,
  { before, after }: { readonly before: ClusterFacts['pins']; readonly after: ClusterFacts['pins'] },
  around: PinsAround,
): readonly PinEvent[] {
  const events: PinEvent[] = [];
  for (const stream of Object.keys(after)) {
    const [from, to] = [own(before, stream), own(after, stream)];
    if (to === undefined || from === to) continue;
    if (from === undefined) events.push({ is: 'pinned', cluster, stream, to });
    else events.push({ is: 'moved', cluster, stream, from, to, direction: directionOf({ stream, from, to }, around) });
  }
  for (const stream of Object.keys(before)) {
    const from = own(before, stream);
    if (from !== undefined && own(after, stream) === undefined) events.push({ is: 'unpinned', cluster, stream, from });
  }
  return events;
}

/** What happened to holds, each with what its event told before. */
export function holdEvents(
  cluster: string,
  { before, after }: { readonly before: ClusterFacts['holds']; readonly after: ClusterFacts['holds'] },
): readonly { readonly event: HoldEvent; readonly was: Hold | undefined }[] {
  const events: { readonly event: HoldEvent; readonly was: Hold | undefined }[] = [];
  for (const [stream, { until, reason }] of Object.entries(after)) {
    const was = own(before, stream);
    if (was !== undefined && was.until === until && was.reason === reason) continue;
    const is = was === undefined ? 'hold-set' : 'hold-changed';
    events.push({ event: { is, cluster, stream, until, reason }, was });
  }
  for (const [stream, was] of Object.entries(before))
    if (own(after, stream) === undefined)
      events.push({ event: { is: 'hold-lifted', cluster, stream, until: was.until, reason: was.reason }, was });
  return events;
}

interface Moved {
  readonly stream: string;
  readonly from: string;
  readonly to: string;
}

/** Versions order themselves; what is none, or is of one number, goes back only to what the cluster had before. */
function directionOf({ stream, from, to }: Moved, { versions, had }: PinsAround): 'forward' | 'back' {
  const [old, young] = [versionOf(from, versions), versionOf(to, versions)];
  const order = old === undefined || young === undefined ? 0 : compareVersions(old, young);
  if (order === 0) return had(stream, to) ? 'back' : 'forward';
  return order < 0 ? 'forward' : 'back';
}

function versionOf(text: string, versions: Versions): Version | undefined {
  if (!versions.has(text)) versions.set(text, parseVersion(text));
  return versions.get(text);
}
