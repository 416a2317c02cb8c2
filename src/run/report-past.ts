/** The past that a report tells: as it was kept, else as the branch has it, else nothing but what files say. */

import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { Repository } from '../git/git.ts';
import { areNewest, digestOf, type PastDigest } from '../report/digest.ts';
import { groundOf, type LogGround } from '../report/log-ground.ts';
import type { BranchPast, FleetPast } from '../report/past.ts';
import { readDigest, writeDigest } from './past-digest.ts';
import type { PastRefs } from './past-refs.ts';
import { readPast } from './read-past.ts';
import { reportCache } from './report-cache.ts';
import type { FoundCluster } from './report-clusters.ts';
import { readFoundClusters } from './report-cluster-file.ts';
import type { Gathering } from './report-facts.ts';
import { asksForSteps } from './report-part.ts';
import { reportRefs } from './report-refs.ts';

export interface ReportPast {
  readonly clusters: readonly FoundCluster[];
  readonly tags: FleetPast['tags'];
  /** What cannot be known, each a sentence. */
  readonly unknown: readonly string[];
  /** What it comes to, once it is known which tags count and which requests were merged. */
  readonly tell: (known: Known) => Promise<ToldPast>;
}

type Known = Pick<FleetPast, 'tags' | 'merged'>;

export interface ToldPast {
  readonly digest: PastDigest;
  /** The steps, and what stands on them; undefined where the report does without. */
  readonly whole: { readonly past: FleetPast; readonly ground: LogGround } | undefined;
  readonly unknown: readonly string[];
}

export async function reportPast(gathering: Gathering): Promise<ReportPast> {
  const { place, order, day } = gathering;
  const { repository, commit } = place;
  if (repository === undefined || commit === undefined) return filesAlone(gathering, 'there is no git history here');
  const refs = await reportRefs(gathering, repository);
  if (!refs.ok) return filesAlone(gathering, unreadHistory(refs));
  const cache = reportCache({ repository, commit }, order.folder);
  // What is kept is of the branch as it goes on: another commit would take its place.
  const isBranch = order.at === undefined && day >= order.now.toISOString().slice(0, 10);
  const branch = { repository, commit, refs: refs.value, folder: isBranch ? cache : undefined };
  const { tags } = refs.value;
  const unknown = cache === undefined ? [committed] : [];
  const kept = keptDigest(gathering, branch);
  if (kept !== undefined && !asksForSteps(order)) {
    const tell = (known: Known): Promise<ToldPast> => tellKept(gathering, branch, { known, digest: kept.digest });
    return { clusters: kept.clusters, tags, unknown, tell };
  }
  const read = await readSteps(gathering, branch);
  if (!read.ok) return filesAlone(gathering, unreadHistory(read));
  return {
    clusters: read.value.clusters,
    tags,
    unknown: read.value.past.isShallow ? [cutOff, ...unknown] : unknown,
    tell: async (known) => tellSteps(gathering, read.value, { known, digest: kept?.digest }),
  };
}

const cutOff = 'what was before the history that is here: it was cut off ("git fetch --unshallow" brings the rest)';
const committed =
  'what an earlier run has read: a .tidemark folder is committed, and is not believed ("git rm -r --cached .tidemark")';

function unreadHistory({ detail }: { readonly detail: string }): string {
  return `the history cannot be read: ${detail}`;
}

/** What files say is told whatever becomes of history. */
function filesAlone(gathering: Gathering, why: string): ReportPast {
  const { tree, clusters } = gathering.open;
  const steps = { clusters: readFoundClusters(tree, clusters), past: noPast, heads: new Map(), keep: () => undefined };
  return {
    clusters: steps.clusters,
    tags: [],
    unknown: [`who moved what, and since when pins are as they are: ${why}`],
    tell: async (known) => tellSteps(gathering, steps, { known, digest: undefined }),
  };
}

const noPast: BranchPast = { steps: [], brought: new Map(), isShallow: false };

/** A branch, and what is told of it without its steps. */
interface Branch {
  readonly repository: Repository;
  readonly commit: CommitId;
  readonly refs: PastRefs;
  /** Where what is read of it is kept; undefined keeps nothing. */
  readonly folder: string | undefined;
}

function keyOf({ repository: { prefix }, commit, refs: { tags } }: Branch): Parameters<typeof readDigest>[1] {
  return { prefix, commit, tags };
}

function keptDigest({ day }: Gathering, branch: Branch): ReturnType<typeof readDigest> {
  const { folder, repository } = branch;
  return folder === undefined || repository.isShallow() ? undefined : readDigest(folder, keyOf(branch), day);
}

interface Telling {
  readonly known: Known;
  /** That of these steps, where it is there already. */
  readonly digest: PastDigest | undefined;
}

/** Lines that are no longer what they were, because the forge knows more, need the steps once more. */
async function tellKept(
  gathering: Gathering,
  branch: Branch,
  { known, digest }: Telling & { readonly digest: PastDigest },
): Promise<ToldPast> {
  const { newest } = digest;
  const around = { ...known, heads: branch.refs.heads };
  const isTold = !gathering.order.parts.includes('logbook') || (newest !== undefined && areNewest(newest, around));
  if (isTold) return { digest, whole: undefined, unknown: [] };
  const read = await readSteps(gathering, branch);
  if (read.ok) return tellSteps(gathering, read.value, { known, digest: undefined });
  return { digest: { ...digest, newest: undefined }, whole: undefined, unknown: [unreadHistory(read)] };
}

/** The steps of a branch, and how what they come to is kept. */
interface Steps {
  readonly clusters: readonly FoundCluster[];
  readonly past: BranchPast;
  readonly heads: PastRefs['heads'];
  readonly keep: (digest: PastDigest) => void;
}

async function readSteps({ order }: Gathering, branch: Branch): Promise<Outcome<Steps>> {
  const { repository, commit, refs, folder } = branch;
  const read = await readPast({ repository, commit, cacheFolder: folder, progress: order.progress });
  if (!read.ok) return read;
  const { past, tip, unreadable } = read.value;
  const missing = unreadable.map((cluster) => ({ ...cluster, facts: undefined, lines: {} }));
  const clusters = [...tip.values(), ...missing];
  const isKept = folder !== undefined && !past.isShallow;
  return succeeded({
    clusters,
    past,
    heads: refs.heads,
    keep: (digest) => {
      if (isKept) writeDigest(folder, keyOf(branch), { clusters, digest });
    },
  });
}

function tellSteps(
  { open, order, day }: Gathering,
  { clusters, past: branch, heads, keep }: Steps,
  { known, digest }: Telling,
): ToldPast {
  order.progress('reading the logbook');
  const past = { ...branch, heads, ...known };
  const ground = groundOf(past, day);
  const whole = asksForSteps(order) ? { past, ground } : undefined;
  if (digest !== undefined) return { digest, whole, unknown: [] };
  const made = digestOf(past, {
    ground,
    today: day,
    clusters: clusters.flatMap(({ name, facts }) => (facts === undefined ? [] : { name, ...facts })),
    streams: [...open.fleet.streams.keys()],
    lines: order.parts.includes('logbook') ? 'wanted' : 'unwanted',
  });
  keep(made);
  return { digest: made, whole, unknown: [] };
}
