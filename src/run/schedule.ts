/** Reads when releases are planned, and which ones are published. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import { scheduleFrom, seenFrom, type Upcoming, type WrittenSchedule } from '../release/schedule.ts';
import { tagOf, type Release } from '../release/release.ts';
import { nearest } from '../core/nearest.ts';
import { readTop, readYaml } from './fleet-files.ts';
import { openFleet } from './open-fleet.ts';
import { readReleases } from './read-releases.ts';
import type { TaggedTree } from './release-tags.ts';

/** The file that says when releases are planned. */
const scheduleFile = 'schedule.yaml';

export interface ReadSchedule {
  /** By date, as seen from today; empty where the file is not there. */
  readonly releases: readonly Upcoming[];
  /** The fleet's name. */
  readonly fleet: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** `today` is a date, `YYYY-MM-DD`. */
export function readSchedule(tree: Tree, today: string): ReadSchedule {
  const out = new Diagnostics();
  const top = readTop(tree, new Diagnostics());
  const plain = readYaml(tree, scheduleFile, 'schedule', out)?.plain;
  const written = (plain ?? {}) as WrittenSchedule; // its schema has accepted it
  const streams = top?.fleet.streams;
  for (const [index, { stream }] of written.releases?.entries() ?? []) {
    if (streams === undefined || streams.has(stream)) continue;
    const site = { file: scheduleFile, route: ['releases', index, 'stream'] };
    out.add('stream-unknown', site, { stream, nearest: nearest(stream, streams.keys()) });
  }
  const releases = seenFrom(today, scheduleFrom(written));
  return { releases, fleet: top?.fleet.name ?? 'fleet', diagnostics: out.sorted() };
}

/** The releases whose tags are here, with what the tree says of them. */
export function publishedReleases(tree: TaggedTree): readonly Release[] {
  const open = openFleet(tree, new Diagnostics());
  if (open === undefined) return [];
  const all = [...readReleases(open, new Diagnostics()).values()].flat();
  return all.filter((release) => tree.tags?.commits.has(tagOf(release)) === true);
}
