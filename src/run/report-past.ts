/** The clusters of a report's day and their past: from git's history where there is one, else from the folder alone. */

import type { TagHead } from '../core/history.ts';
import type { Remote } from '../core/refs.ts';
import type { FleetPast, PastTag } from '../report/past.ts';
import { allowedSigners } from '../release/signers.ts';
import type { OpenFleet } from './open-fleet.ts';
import { readPast } from './read-past.ts';
import type { FoundCluster } from './report-clusters.ts';
import { readFoundClusters } from './report-cluster-file.ts';
import { reportCache } from './report-cache.ts';
import type { Gathering } from './report-facts.ts';

export interface ReportPast {
  readonly clusters: readonly FoundCluster[];
  readonly past: FleetPast;
  readonly unknown: readonly string[];
}

export async function reportPast(gathering: Gathering): Promise<ReportPast> {
  const { open, place, order, day } = gathering;
  const { repository, commit } = place;
  if (repository === undefined || commit === undefined) return filesAlone(open, 'there is no git history here');
  // What is kept is of the branch as it goes on: another commit would take its place.
  const isBranch = order.at === undefined && day >= order.now.toISOString().slice(0, 10);
  const folder = reportCache({ repository, commit }, order.folder);
  const read = await readPast({
    repository,
    commit,
    cacheFolder: isBranch ? folder : undefined,
    progress: order.progress,
    signed: signerIn(gathering),
  });
  if (!read.ok) return filesAlone(open, `the history cannot be read: ${read.detail}`);
  const { past, tip, unreadable } = read.value;
  const missing = unreadable.map((cluster) => ({ ...cluster, facts: undefined, lines: {} }));
  const heads = new Map([...(await headsAt(gathering)), ...past.heads]);
  return {
    clusters: [...tip.values(), ...missing],
    past: { ...past, heads },
    unknown: [
      ...(past.isShallow
        ? ['what was before the history that is here: it was cut off ("git fetch --unshallow" brings the rest)']
        : []),
      ...(folder === undefined
        ? [
            'what an earlier run has read: a .tidemark folder is committed, and is not believed ("git rm -r --cached .tidemark")',
          ]
        : []),
    ],
  };
}

/** What files say is told whatever becomes of history. */
function filesAlone({ tree, clusters }: OpenFleet, why: string): ReportPast {
  const unknown = [`who moved what, and since when pins are as they are: ${why}`];
  return { clusters: readFoundClusters(tree, clusters), past: noPast, unknown };
}

const noPast: FleetPast = {
  steps: [],
  tags: [],
  merged: new Map(),
  heads: new Map(),
  brought: new Map(),
  isShallow: false,
};

/** Who signed a tag. One that was written down as published was verified then, by the keys of that day. */
function signerIn({
  open,
  place,
  order,
  day,
}: Gathering): (stream: string, tag: TagHead) => Pick<PastTag, 'signedBy' | 'hasSigners'> {
  const { fleet, owners } = open;
  return (stream, { ref }) => {
    const signers = fleet.streams.get(stream)?.signers;
    if (signers === undefined) return { hasSigners: false, signedBy: undefined };
    const isRecorded = place.tagged?.records?.get(ref.slice('refs/tags/'.length)) === 'same';
    if (isRecorded) return { hasSigners: true, signedBy: 'release publish' };
    if (owners === undefined || !order.parts.includes('logbook')) return { hasSigners: true, signedBy: undefined };
    const { text } = allowedSigners(signers, owners, day);
    const verified = text === '' ? undefined : place.repository?.verifyTag(ref, text);
    return { hasSigners: true, signedBy: verified?.ok === true ? verified.value : undefined };
  };
}

/** The heads of requests as the forge's repository has them: proof of what a merge brought. Without them it is claimed. */
async function headsAt({ place, order }: Gathering): Promise<FleetPast['heads']> {
  if (!place.forge.ok || !order.parts.includes('logbook')) return new Map();
  return headsOf(place.forge.value.remote);
}

async function headsOf(remote: Remote): Promise<FleetPast['heads']> {
  const listed = await remote.listRefs(['refs/pull/']);
  const refs = listed.ok ? listed.value.refs : [];
  return new Map(
    refs.flatMap(({ ref, id }) => {
      const number = /^refs\/pull\/([1-9]\d{0,9})\/head$/.exec(ref)?.[1];
      return number === undefined ? [] : [[id, Number(number)] as const];
    }),
  );
}
