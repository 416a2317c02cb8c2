/** What the profiles in a cluster's file say, read once for as long as the cluster is at hand. */

import type { Cluster } from '../core/cluster.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { emptyMapping, type Mapping } from '../core/value.ts';
import type { WrittenLayer } from './evaluate.ts';
import { forgetMerges } from './merge.ts';

/** A layer as it stands in a cluster's file. */
export interface Written {
  readonly layer: WrittenLayer;
  /** What is wrong with it. */
  readonly told: readonly Diagnostic[];
}

/** Those of the cluster that was begun last. */
export class WrittenProfiles {
  #last: Last | undefined;

  /** What a profile in a cluster's file says, and what is wrong with it; read once, whatever the cluster pins. */
  read(profile: Mapping, read: () => Written): Written {
    let written = this.#last?.written.get(profile);
    if (written !== undefined && profile !== emptyMapping) return written;
    written = read();
    this.#last?.written.set(profile, written);
    return written;
  }

  /** Of the cluster before it nothing is kept: a fleet has many, and each is mostly compiled once, or twice in a row. */
  begin(cluster: Cluster): void {
    if (this.#last?.cluster.hosts === cluster.hosts) return;
    if (this.#last !== undefined) forgetMergesOf(this.#last.cluster);
    this.#last = { cluster, written: new Map() };
  }
}

/** The cluster that was compiled last; one that pins something else and has the very same hosts counts as the same. */
interface Last {
  readonly cluster: Cluster;
  readonly written: Map<Mapping, Written>;
}

function forgetMergesOf({ profile, hosts }: Cluster): void {
  forgetMerges(profile);
  for (const entries of hosts.values()) for (const entry of entries) forgetMerges(entry.profile);
}
