/** The rows of the stale report by owner, site, service or stream, and the rows that somebody asks for. */

import { byteOrder } from '../core/order.ts';
import { noneBySeverity, severities } from './advisories-lacked.ts';
import { staleStates, type BySeverity, type StaleGroup, type StaleRow, type StaleState } from './report.ts';

export type GroupBy = 'owner' | 'site' | 'service' | 'stream';

/** What a cluster without an owner, a site or a service is listed under. */
export const noGroup = '(none)';

/** What rows are asked for; what is undefined is not asked about. Owners, sites and services may be `(none)`. */
export interface Only {
  readonly clusters?: readonly string[] | undefined;
  readonly streams?: readonly string[] | undefined;
  readonly owners?: readonly string[] | undefined;
  readonly sites?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
}

/** What groups and selections look at. */
export type Grouped = Pick<StaleRow, 'cluster' | 'stream' | 'owners' | 'site' | 'service'>;

export function isAsked(row: Grouped, only: Only): boolean {
  return (
    (only.clusters?.includes(row.cluster) ?? true) &&
    (only.streams?.includes(row.stream) ?? true) &&
    (only.owners === undefined || isAmong(namesOf.owner(row), only.owners)) &&
    (only.sites === undefined || isAmong(namesOf.site(row), only.sites)) &&
    (only.services === undefined || isAmong(namesOf.service(row), only.services))
  );
}

/**
 * Groups worst first: by the worst state that is in them and how many rows are in it, then by drift, then by name. A
 * cluster with two owners counts in both, so that groups of owners add up to more than the fleet. Where some owners alone
 * are asked for, the groups are theirs: of others there would be a part.
 */
export function groupsOf(rows: readonly StaleRow[], by: GroupBy, only: Only): readonly StaleGroup[] {
  const groups = new Map<string, StaleRow[]>();
  for (const row of rows) {
    for (const name of namesOf[by](row)) {
      if (by === 'owner' && only.owners?.includes(name) === false) continue;
      const known = groups.get(name);
      if (known === undefined) groups.set(name, [row]);
      else known.push(row);
    }
  }
  return [...groups].map(([name, members]) => groupOf(name, members)).sort(worstFirst);
}

const namesOf: { readonly [B in GroupBy]: (row: Grouped) => readonly string[] } = {
  owner: ({ owners }) => (owners.length === 0 ? [noGroup] : [...new Set(owners)]),
  site: ({ site }) => [site ?? noGroup],
  service: ({ service }) => [service ?? noGroup],
  stream: ({ stream }) => [stream],
};

function isAmong(names: readonly string[], asked: readonly string[]): boolean {
  return names.some((name) => asked.includes(name));
}

function groupOf(name: string, rows: readonly StaleRow[]): StaleGroup {
  const hosts = new Map(rows.map((row) => [row.cluster, row.hosts]));
  const byState: Record<StaleState, number> = { ...noRows };
  for (const { state } of rows) byState[state] += 1;
  return {
    name,
    clusters: hosts.size,
    hosts: [...hosts.values()].reduce((sum, count) => sum + count, 0),
    byState,
    lacksOver: rows.reduce((sum, { lacksOver }) => plus(sum, lacksOver), noneBySeverity),
    worstDrift: rows.reduce((worst, { drift }) => Math.max(worst, drift), 0),
  };
}

const noRows: Readonly<Record<StaleState, number>> = {
  'withdrawn-version': 0,
  unmaintained: 0,
  overdue: 0,
  unpinned: 0,
  due: 0,
  held: 0,
  current: 0,
};

function plus(a: BySeverity, b: BySeverity): BySeverity {
  const sum = { ...a };
  for (const severity of severities) sum[severity] += b[severity];
  return sum;
}

function worstFirst(a: StaleGroup, b: StaleGroup): number {
  for (const state of staleStates) {
    const order = state === 'current' ? 0 : b.byState[state] - a.byState[state];
    if (order !== 0) return order;
  }
  return b.worstDrift - a.worstDrift || byteOrder(a.name, b.name);
}
