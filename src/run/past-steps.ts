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

/** The blobs that steps name and that are not known yet, each once, from the newest on. */
export function wantedBlobs(steps: readonly HistoryStep[], files: PastFiles, said: SaidByBlobs): readonly WantedBlob[] {
  const wanted: WantedBlob[] = [];
  const seen = { cluster: new Set<BlobId>(), release: new Set<BlobId>(), rollout: new Set<BlobId>() };
  const known = { cluster: said.clusters, release: said.releases, rollout: said.rollouts };
  const want = (side: ChangedPath['from'], { kind, file }: PastFile): void => {
    if (side === undefined || !isRegular(side) || known[kind].has(side.id) || seen[kind].has(side.id)) return;
    seen[kind].add(side.id);
    wanted.push({ id: side.id, file, kind });
  };
  for (const { changes } of steps) {
    for (const { path, from, to } of changes) {
      const file = files.at(path);
      if (file === undefined) continue;
      want(to, file);
      want(from, file);
    }
  }
  return wanted;
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
