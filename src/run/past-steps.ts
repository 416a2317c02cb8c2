/** A branch's steps, as what they did to clusters, releases and rollouts. */

import type { HistoryStep } from '../core/history.ts';
import type { ChangedPath } from '../core/refs.ts';
import type { BlobId } from '../core/tree.ts';
import type { ClusterFacts } from '../report/facts.ts';
import type { ClusterStep, Past, PastStep, ReleaseStep, RolloutStep } from '../report/past.ts';
import { isTreePath } from '../tree/path.ts';
import { clusterNamed } from './fleet-files.ts';
import type { SaidByBlobs, WantedBlob } from './past-blobs.ts';
import { eventsAdded } from './past-files.ts';

/** The folders of a fleet whose past is told. */
export const pastFolders: readonly string[] = ['clusters', 'rollouts', 'templates'];

/** Which of a fleet's files this is, if it is one whose past is told. */
export type PastFile =
  | { readonly kind: 'cluster'; readonly file: string; readonly name: string }
  | { readonly kind: 'release' | 'rollout'; readonly file: string; readonly stream: string; readonly version: string };

/** What {@link pastFile} says, found out once for each path: a file changes many times. */
export class PastFiles {
  readonly #prefix: string;
  readonly #known = new Map<string, PastFile | undefined>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  at(path: string): PastFile | undefined {
    const known = this.#known.get(path);
    if (known !== undefined || this.#known.has(path)) return known;
    const file = pastFile(path, this.#prefix);
    this.#known.set(path, file);
    return file;
  }
}

/** `path` is that in the repository. What is not text, or hidden, or of no cluster's name, is no file of a fleet. */
function pastFile(path: string, prefix: string): PastFile | undefined {
  if (prefix !== '' && !path.startsWith(`${prefix}/`)) return undefined;
  const file = prefix === '' ? path : path.slice(prefix.length + 1);
  if (!isTreePath(file) || file.includes('\u{fffd}')) return undefined;
  if (file.startsWith('clusters/')) {
    const name = clusterNamed(file);
    return name === undefined ? undefined : { kind: 'cluster', file, name };
  }
  const [, folder, stream, version, stem] = /^([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\.yaml$/s.exec(file) ?? [];
  if (stream === undefined || version === undefined) return undefined;
  if (folder === 'templates' && stem === 'release') return { kind: 'release', file, stream, version };
  if (folder === 'rollouts' && stem === 'rollout') return { kind: 'rollout', file, stream, version };
  return undefined;
}

/** The blobs that steps name, each once, and none that is known already or is being read. */
export class WantedBlobs {
  readonly #files: PastFiles;
  readonly #named: Readonly<Record<PastFile['kind'], Set<BlobId>>>;
  #count = 0;

  /** `being` are those that are being read. */
  constructor(files: PastFiles, said: SaidByBlobs, being: readonly WantedBlob[]) {
    this.#files = files;
    this.#named = {
      cluster: new Set(said.clusters.keys()),
      release: new Set(said.releases.keys()),
      rollout: new Set(said.rollouts.keys()),
    };
    for (const { kind, id } of being) this.#named[kind].add(id);
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  in(steps: readonly HistoryStep[]): readonly WantedBlob[] {
    const wanted: WantedBlob[] = [];
    for (const { path, from, to } of steps.flatMap(({ changes }) => changes)) {
      const file = this.#files.at(path);
      if (file === undefined) continue;
      for (const side of [to, from])
        if (side !== undefined && this.#isNew(side, file)) wanted.push(wantedAt(side, file));
    }
    this.#count += wanted.length;
    return wanted;
  }

  #isNew(side: NonNullable<ChangedPath['from']>, { kind }: PastFile): boolean {
    if (!isRegular(side)) return false;
    const named = this.#named[kind];
    const before = named.size;
    return named.add(side.id).size > before;
  }
}

function wantedAt({ id }: { readonly id: BlobId }, { file, kind }: PastFile): WantedBlob {
  return { id, file, kind };
}

/** Steps that changed nothing of the kind are left out. */
export function pastSteps(steps: readonly HistoryStep[], files: PastFiles, said: SaidByBlobs): readonly PastStep[] {
  const past: PastStep[] = [];
  for (const { id, parents, author, committer, message, changes } of steps) {
    const clusters: ClusterStep[] = [];
    const releases: ReleaseStep[] = [];
    const rollouts: RolloutStep[] = [];
    for (const change of changes) {
      const file = files.at(change.path);
      if (file?.kind === 'cluster') clusters.push(clusterStep(change, file, said));
      else if (file?.kind === 'release') releases.push(releaseStep(change, file, said));
      else if (file?.kind === 'rollout') {
        const sides = [change.from, change.to].map((side) => saidAt(side, said.rollouts));
        const { stream, version } = file;
        const added = eventsAdded(sides[0], sides[1]);
        if (added.length > 0) rollouts.push({ stream, version, file: file.file, added });
      }
    }
    if (clusters.length + releases.length + rollouts.length > 0)
      past.push({ id, parents, author, committer, message, clusters, releases, rollouts });
  }
  return past;
}

function clusterStep(
  { from, to }: ChangedPath,
  { file, name }: Extract<PastFile, { readonly kind: 'cluster' }>,
  said: SaidByBlobs,
): ClusterStep {
  const facts = (side: ChangedPath['from']): Past<ClusterFacts> => saidAt(side, said.clusters);
  return { name, file, blobs: { from: from?.id, to: to?.id }, from: facts(from), to: facts(to) };
}

function releaseStep(
  { from, to }: ChangedPath,
  { file, stream, version }: Extract<PastFile, { readonly stream: string }>,
  said: SaidByBlobs,
): ReleaseStep {
  return { stream, version, file, from: saidAt(from, said.releases), to: saidAt(to, said.releases) };
}

function saidAt<T>(side: ChangedPath['from'], said: ReadonlyMap<BlobId, T>): T | 'unreadable' | undefined {
  if (side === undefined) return undefined;
  return isRegular(side) ? (said.get(side.id) ?? 'unreadable') : 'unreadable';
}

/** A link or a submodule is never read. */
function isRegular({ mode }: { readonly mode: string }): boolean {
  return mode === '100644' || mode === '100755';
}
