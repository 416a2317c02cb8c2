/** The part of a fleet that a report is asked for: some streams, some clusters, and their past. */

import { newestLines } from '../report/digest.ts';
import type { FleetFacts } from '../report/facts.ts';
import { isAsked, type Only } from '../report/groups.ts';
import type { FleetPast } from '../report/past.ts';
import type { ReportOrder } from './report-fleet.ts';

/** The clusters and streams that are asked for. */
export function askedPart(facts: FleetFacts, only: Only): FleetFacts {
  const streams = facts.streams.filter(({ name }) => only.streams?.includes(name) ?? true);
  if (!narrows(only)) return { ...facts, streams };
  const row = { ...only, streams: undefined };
  const clusters = facts.clusters.filter((cluster) => isAsked({ ...cluster, cluster: cluster.name, stream: '' }, row));
  return { ...facts, streams, clusters };
}

/** Whether only some clusters are asked for. */
export function narrows({ streams: _streams, ...clusters }: Only): boolean {
  return Object.values(clusters).some((names) => names !== undefined);
}

/** The past of these clusters under the names that they have now. */
export function pastOf({ clusters }: FleetFacts, past: FleetPast): FleetPast {
  const names = new Set(clusters.map(({ name }) => name));
  const steps = past.steps.map((step) => ({ ...step, clusters: step.clusters.filter(({ name }) => names.has(name)) }));
  return { ...past, steps };
}

/** Whether a report takes the steps themselves, and not only what they come to. */
export function asksForSteps({ parts, only, since, latest }: ReportOrder): boolean {
  const isPart = narrows(only);
  const isNewest = latest !== undefined && latest <= newestLines && since === undefined;
  const isWholeLogbook = isPart || only.streams !== undefined || !isNewest;
  return (parts.includes('spread') && isPart) || (parts.includes('logbook') && isWholeLogbook);
}
