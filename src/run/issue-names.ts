/** The clusters that an issue is about, as its marker keeps them: so that a report can say what keeps a cluster back. */

import { byteOrder } from '../core/order.ts';
import type { TroubledCluster } from '../notice/trouble.ts';

/** A cluster, and the stream in which it was to be upgraded; undefined where it fails as it is. */
export interface NamedCluster {
  readonly cluster: string;
  readonly stream: string | undefined;
}

/** `lxbatch/linux,lxplus/linux`: as many as there is room for, the first ones; the table has the others. */
export function namesFact(clusters: readonly Pick<TroubledCluster, 'name' | 'upgrade'>[]): string {
  const words = new Set(
    clusters.map(({ name, upgrade }) => (upgrade === undefined ? name : `${name}/${upgrade.stream}`)),
  );
  let fact = '';
  for (const word of [...words].toSorted(byteOrder)) {
    if (fact.length + word.length >= longestFact) break;
    fact += fact === '' ? word : `,${word}`;
  }
  return fact;
}

/** What {@link namesFact} wrote; anything else in it is passed over. */
export function namesIn(fact: string | undefined): readonly NamedCluster[] {
  if (fact === undefined || fact.length > longestFact) return [];
  return fact.split(',').flatMap((word) => {
    const [, cluster, stream] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})(?:\/([a-z0-9-]{1,64}))?$/.exec(word) ?? [];
    return cluster === undefined ? [] : [{ cluster, stream }];
  });
}

/** A quarter of what a body may have. */
const longestFact = 16_000;
