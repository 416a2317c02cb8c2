/** Where every cluster stands in every stream, and what it should be offered: read from one tree of the fleet. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import { parseVersion } from '../core/version.ts';
import type { Standing } from '../upgrade/offer.ts';
import { targetFor, wishOf, type Candidate } from '../upgrade/target.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';
import { readGate } from './read-releases.ts';
import type { Side } from './side.ts';

export interface Standings {
  /** By cluster, then stream; clusters whose file cannot be read are not among them. */
  readonly standings: readonly Standing[];
  /** The releases that can be offered or left, by stream. */
  readonly releases: ReadonlyMap<string, readonly Candidate[]>;
  /** What is wrong with releases and rollouts. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What decides beside the files: which releases are published, as `linux/2026_8_minor`, and the day, `YYYY-MM-DD`. */
export interface Circumstances {
  readonly published: ReadonlySet<string>;
  readonly today: string;
}

export function standingsIn(side: Side & { readonly open: OpenFleet }, { published, today }: Circumstances): Standings {
  const { open } = side;
  const out = new Diagnostics();
  const releases = new Map(
    [...open.fleet.streams.keys()].map((stream) => [stream, candidatesIn(open, { stream, published, out })] as const),
  );
  const standings: Standing[] = [];
  for (const name of [...side.clusters.keys()].toSorted(byteOrder)) {
    const cluster = side.clusters.get(name)?.read?.cluster;
    if (cluster === undefined) continue;
    const { file, owners, hosts } = cluster;
    for (const [stream, candidates] of releases) {
      const pin = cluster.pins.get(stream);
      const wish = wishOf(open.fleet.upgrade, cluster.upgrades.get(stream), today);
      const target = targetFor({ pin, owners, wish }, candidates);
      const hold = wish.mode === 'hold' ? { until: wish.until, reason: wish.reason } : undefined;
      standings.push({ cluster: name, file, stream, pin, owners, hosts: hosts.size, target, hold });
    }
  }
  return { standings, releases, diagnostics: out.sorted() };
}

interface Place {
  readonly stream: string;
  readonly published: ReadonlySet<string>;
  readonly out: Diagnostics;
}

/** A release whose file cannot be read might have been withdrawn: it is none. */
function candidatesIn(open: OpenFleet, { stream, published, out }: Place): readonly Candidate[] {
  return [...(open.versions.get(stream) ?? [])].flatMap((text) => {
    const version = parseVersion(text);
    if (version === undefined) return [];
    const isPublished = published.has(`${stream}/${text}`);
    const plain = readYaml(open.tree, releaseFile(stream, text), 'release', out)?.plain;
    if (plain === undefined) return [];
    const { date } = plain as unknown as { readonly date: string }; // its schema has accepted it
    return [
      { version, date, isPublished, withdrawn: open.withdrawal(stream, text), gate: readGate(open.tree, stream, text) },
    ];
  });
}

export function rolloutFile(stream: string, version: string): string {
  return `rollouts/${stream}/${version}/rollout.yaml`;
}
