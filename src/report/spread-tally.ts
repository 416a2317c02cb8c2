/** How many clusters and hosts are on each version of a stream, counted up and down as clusters come, move and go. */

import { byteOrder } from '../core/order.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import { entropyOf } from './entropy.ts';
import type { ClusterFacts } from './facts.ts';
import type { SpreadPoint } from './report.ts';

/** What is counted of a cluster. */
export type Counted = Pick<ClusterFacts, 'pins' | 'hosts'>;

interface OnVersion {
  readonly version: Version;
  clusters: number;
  hosts: number;
}

/** One stream's count. A cluster that pins none of its versions, or what is no version, counts as without one. */
export class SpreadTally {
  readonly #stream: string;
  readonly #versions = new Map<string, OnVersion>();
  #clusters = 0;
  #hosts = 0;

  constructor(stream: string) {
    this.#stream = stream;
  }

  add(cluster: Counted): void {
    this.#count(cluster, 1);
  }

  /** Takes back an {@link add} of the same facts. */
  remove(cluster: Counted): void {
    this.#count(cluster, -1);
  }

  /** The versions that some cluster is on, oldest first. */
  versions(): readonly Readonly<OnVersion>[] {
    return [...this.#versions.values()]
      .filter(({ clusters }) => clusters > 0)
      .sort((a, b) => compareVersions(a.version, b.version) || byteOrder(a.version.text, b.version.text));
  }

  /** As it is now, called the count of a day. */
  point(at: string): SpreadPoint {
    const used = this.versions();
    return {
      at,
      clusters: this.#clusters,
      hosts: this.#hosts,
      byClusters: entropyOf(used.map(({ clusters }) => clusters)),
      byHosts: entropyOf(used.map(({ hosts }) => hosts)),
      versions: Object.fromEntries(used.map(({ version, clusters, hosts }) => [version.text, { clusters, hosts }])),
    };
  }

  #count(cluster: Counted, sign: 1 | -1): void {
    this.#clusters += sign;
    this.#hosts += sign * cluster.hosts;
    const on = this.#on(pinOf(cluster, this.#stream));
    if (on === undefined) return;
    on.clusters += sign;
    on.hosts += sign * cluster.hosts;
  }

  #on(pin: string | undefined): OnVersion | undefined {
    if (pin === undefined) return undefined;
    const known = this.#versions.get(pin);
    if (known !== undefined) return known;
    const version = parseVersion(pin);
    if (version === undefined) return undefined;
    const fresh = { version, clusters: 0, hosts: 0 };
    this.#versions.set(pin, fresh);
    return fresh;
  }
}

/** What a cluster pins in a stream, as written. */
export function pinOf({ pins }: Pick<ClusterFacts, 'pins'>, stream: string): string | undefined {
  const pin: unknown = pins[stream];
  // A stream may be named as what every object inherits, which is never a text.
  return typeof pin === 'string' ? pin : undefined;
}
