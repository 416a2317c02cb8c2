/**
 * The compiler: from a cluster to the profiles of its hosts. The passes, in order: resolve the includes, evaluate each
 * layer, merge the layers into a stack, validate what stands on top. Emitting bytes is `emit.ts`.
 */

import type { Cluster } from '../core/cluster.ts';
import { contextOf } from './cluster-context.ts';
import { ClusterWork, type ClusterProfiles } from './cluster-work.ts';
import type { Context } from './context.ts';
import type { CompilerParts } from './parts.ts';
import { WrittenProfiles } from './written-profiles.ts';

/** Makes profiles. It lives for one compilation; what clusters share is made once and kept in its stock. */
export class Compiler {
  readonly #parts: CompilerParts;
  readonly #written = new WrittenProfiles();

  constructor(parts: CompilerParts) {
    this.#parts = parts;
  }

  profilesOf(cluster: Cluster): ClusterProfiles {
    this.#written.begin(cluster);
    return new ClusterWork(cluster, this.#parts, this.#written).profiles();
  }

  contextOf(cluster: Cluster): Context {
    return contextOf(cluster, this.#parts.fleet);
  }
}
