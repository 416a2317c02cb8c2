/** Reads a fleet's past from its repository, quickly: what an earlier run has read is not read again. */

import { Diagnostics } from '../core/diagnostic.ts';
import type { HistoryStep, Stretch } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { BlobId } from '../core/tree.ts';
import type { Repository } from '../git/git.ts';
import type { ClusterFacts } from '../report/facts.ts';
import type { BranchPast } from '../report/past.ts';
import { revisionTree } from '../tree/revision.ts';
import { listClusters } from './fleet-files.ts';
import { PastReader, type SaidByBlobs } from './past-blobs.ts';
import { readPastCache, writePastCache } from './past-cache.ts';
import type { ReadFacts } from './past-facts.ts';
import type { KeptPast } from './past-kept.ts';
import type { PackedPast } from './past-pack.ts';
import { PastFiles, pastFolders, WantedBlobs } from './past-steps.ts';
import { PastTaker } from './past-taker.ts';

export interface PastOrder {
  readonly repository: Repository;
  /** The day of the report's commit; the branch is followed back from it. */
  readonly commit: CommitId;
  /** The fleet's `.tidemark`; undefined keeps nothing. */
  readonly cacheFolder: string | undefined;
  /** What is being done; shown while it takes long. */
  readonly progress: (doing: string) => void;
}

/** A cluster as its file at the commit says. */
export interface TipCluster {
  readonly name: string;
  /** Relative to the fleet. */
  readonly file: string;
  readonly blob: BlobId;
  readonly facts: ClusterFacts;
  /** By stream the line of its pin, from 1; by the name of no stream the line of `versions`, else 1. */
  readonly lines: ReadFacts['lines'];
}

export interface ReadPast {
  readonly past: BranchPast;
  /** By name, in the order of the files. */
  readonly tip: ReadonlyMap<string, TipCluster>;
  /** Clusters at the commit whose file cannot be read. */
  readonly unreadable: readonly { readonly name: string; readonly file: string }[];
  /** Why nothing was kept for the next run, where it should have been; no fault of the past. */
  readonly notKept: string | undefined;
}

/** `gone` where the repository has not all of it, `unreachable` where git fails. */
export async function readPast(order: PastOrder): Promise<Outcome<ReadPast>> {
  const { repository, commit, cacheFolder } = order;
  const tree = revisionTree(repository, commit);
  if (!tree.ok) return tree;
  const isShallow = repository.isShallow();
  // Fetching more of a shallow history changes what lies below a commit that is already known.
  const folder = isShallow ? undefined : cacheFolder;
  const kept = folder === undefined ? undefined : readPastCache(folder, repository.prefix);
  const said = knownFrom(kept);
  const clusters = listClusters(tree.value, new Diagnostics());
  const tipBlobs = clusters.flatMap(({ file }) => {
    const id = tree.value.blobOf?.(file);
    return id === undefined || hasAll(said, id) ? [] : [{ id, file, kind: 'cluster', isTip: true } as const];
  });
  order.progress('reading the steps of the branch');
  // Steps are being found, while this reads the files of the day, and then those that steps have changed.
  const files = new PastFiles(repository.prefix);
  const wanted = new WantedBlobs(files, said, tipBlobs);
  const reader = new PastReader(repository, said);
  const isKept = folder !== undefined && kept?.commit !== commit;
  reader.read(tipBlobs);
  let stretch: Outcome<NewSteps>;
  let read: Outcome<undefined>;
  try {
    stretch = await newSteps(order, kept, () => new PastTaker({ files, wanted, reader, said }, isKept));
    order.progress(`reading ${String(wanted.count)} files of the past`);
  } finally {
    read = await reader.end();
  }
  if (!stretch.ok) return stretch;
  if (!read.ok) return read;
  const tip = new Map<string, TipCluster>();
  const unreadable: { readonly name: string; readonly file: string }[] = [];
  for (const { name, file } of clusters) {
    const blob = tree.value.blobOf?.(file);
    const facts = blob === undefined ? 'unreadable' : (said.clusters.get(blob) ?? 'unreadable');
    if (blob === undefined || facts === 'unreadable') unreadable.push({ name, file });
    else tip.set(name, { name, file, blob, facts, lines: said.lines.get(blob) ?? {} });
  }
  const { taker, isAll } = stretch.value;
  const before = isAll ? undefined : kept;
  for (const step of before?.steps ?? []) taker.add(step);
  const brought = new Map([...stretch.value.brought, ...(before?.brought ?? [])]);
  const packed = taker.packer?.finish({ commit, brought, tip: tipOf(tip) });
  const notKept = packed === undefined || folder === undefined ? undefined : keep(order, folder, packed);
  return succeeded({ past: { steps: taker.steps, brought, isShallow }, tip, unreadable, notKept });
}

interface NewSteps extends Pick<Stretch, 'brought'> {
  readonly taker: PastTaker;
  /** Whether these are all there are. */
  readonly isAll: boolean;
}

/** The steps since those that were kept, or all of them where the branch has left those. */
async function newSteps(
  { repository, commit }: PastOrder,
  kept: KeptPast | undefined,
  taking: () => PastTaker,
): Promise<Outcome<NewSteps>> {
  if (kept?.commit === commit) return succeeded({ taker: taking(), brought: new Map(), isAll: false });
  const { prefix } = repository;
  const paths = pastFolders.map((name) => (prefix === '' ? name : `${prefix}/${name}`));
  const stepsSince = async (since: CommitId | undefined): Promise<Outcome<NewSteps>> => {
    const taker = taking();
    const meanwhile = (found: readonly HistoryStep[]): void => taker.take(found);
    const read = await repository.steps({ since, until: commit, paths, meanwhile });
    return read.ok ? succeeded({ taker, brought: read.value.brought, isAll: since === undefined }) : read;
  };
  const known = kept && (await stepsSince(kept.commit));
  return known?.ok === true ? known : stepsSince(undefined);
}

function knownFrom(kept: KeptPast | undefined): SaidByBlobs {
  const said: SaidByBlobs = { clusters: new Map(), lines: new Map(), releases: new Map(), rollouts: new Map() };
  for (const [id, read] of kept?.tip ?? []) {
    said.clusters.set(id, read === 'unreadable' ? read : read.facts);
    if (read !== 'unreadable') said.lines.set(id, read.lines);
  }
  return said;
}

function hasAll({ clusters, lines }: SaidByBlobs, id: BlobId): boolean {
  return lines.has(id) || clusters.get(id) === 'unreadable';
}

function tipOf(tip: ReadonlyMap<string, TipCluster>): KeptPast['tip'] {
  return new Map([...tip.values()].map(({ blob, facts, lines }) => [blob, { facts, lines }]));
}

function keep({ repository, progress }: PastOrder, folder: string, past: PackedPast): string | undefined {
  progress('keeping the past for the next run');
  const written = writePastCache(folder, repository.prefix, past);
  return written.ok ? undefined : written.detail;
}
