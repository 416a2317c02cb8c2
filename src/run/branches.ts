/**
 * What stands on the branches of ours in the forge's repository. Whether a branch is ours is read off its content: one
 * commit on a commit of the base, which does nothing but move pins as we would have (trust: an author's name is no proof).
 */

import { byteOrder } from '../core/order.ts';
import type { CommitId, Objects } from '../core/objects.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { ChangedPath, Changes, CommitChange, Refs } from '../core/refs.ts';
import type { BlobId } from '../core/tree.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import { parseVersion } from '../core/version.ts';
import type { RevisionTree } from '../tree/revision.ts';
import type { Branch } from '../upgrade/plan.ts';
import { parseYaml } from '../yaml/parse.ts';
import { editedFile } from './pin-edits.ts';

/** A repository, as far as branches are read from it. */
export type BranchReader = Objects &
  Pick<Refs, 'conflictsWith'> &
  Changes & {
    mergeBase(a: CommitId, b: CommitId): CommitId | undefined;
  };

export interface BranchOrder {
  readonly repository: BranchReader;
  /** The tree of the base's commit. */
  readonly base: RevisionTree;
  /** The branches of ours by name, `tidemark/lxbatch/linux`, with their tips. */
  readonly tips: ReadonlyMap<string, CommitId>;
}

export function readBranches({ repository, base, tips }: BranchOrder): Outcome<ReadonlyMap<string, Branch>> {
  const changes = repository.changesOf([...tips.values()]);
  if (!changes.ok) return changes;
  const blobs = repository.readBlobs(blobsIn(changes.value.values()));
  if (!blobs.ok) return blobs;
  const isBase = ancestry(repository, base.commit);
  const read = [...tips].map(([name, tip]): readonly [string, Found] => {
    const change = changes.value.get(tip);
    const moves =
      change === undefined
        ? undefined
        : movesIn(name, change, { ...base, prefix: repository.prefix, blobs: blobs.value });
    const [parent] = change?.parents ?? [];
    const isOurs = moves !== undefined && change?.parents.length === 1 && parent !== undefined && isBase(parent);
    return [name, { tip, isOurs, moves: isOurs ? moves : new Map(), change }];
  });
  const doubtful = read.filter(([, found]) => !mergesSurely(found, base, repository.prefix)).map(([, { tip }]) => tip);
  const conflicts =
    doubtful.length === 0 ? succeeded(new Set<CommitId>()) : repository.conflictsWith(base.commit, doubtful);
  if (!conflicts.ok) return conflicts;
  return succeeded(
    new Map(
      read
        .toSorted((a, b) => byteOrder(a[0], b[0]))
        .map(([name, { tip, isOurs, moves }]) => [name, { tip, isOurs, moves, merges: !conflicts.value.has(tip) }]),
    ),
  );
}

interface Found {
  readonly tip: CommitId;
  readonly isOurs: boolean;
  readonly moves: ReadonlyMap<string, string>;
  readonly change: CommitChange | undefined;
}

function blobsIn(changes: Iterable<CommitChange>): readonly BlobId[] {
  return [...changes].flatMap(({ paths }) =>
    paths.slice(0, mostMoves).flatMap(({ from, to }) => [from?.id ?? [], to?.id ?? []].flat()),
  );
}

/** A branch that changes more files than this is nobody's offer. */
const mostMoves = 1000;

/** Whether a commit is the base or lies behind it; each is asked once. */
function ancestry(repository: BranchReader, base: CommitId): (commit: CommitId) => boolean {
  const known = new Map<CommitId, boolean>([[base, true]]);
  return (commit) => {
    const isBehind = known.get(commit) ?? repository.mergeBase(commit, base) === commit;
    known.set(commit, isBehind);
    return isBehind;
  };
}

interface Content {
  readonly prefix: string;
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>;
}

/** The version that each cluster gets, or undefined where the commit does anything else. */
function movesIn(branch: string, { paths }: CommitChange, content: Content): ReadonlyMap<string, string> | undefined {
  const [, owner = '', stream = ''] = branch.split('/');
  const moves = new Map<string, string>();
  for (const path of paths) {
    const cluster = clusterIn(path, content.prefix);
    const version = cluster === undefined ? undefined : versionIn(path, stream, content.blobs);
    if (cluster === undefined || version === undefined) return undefined;
    if (!owner.startsWith('@') && cluster !== owner) return undefined;
    moves.set(cluster, version);
  }
  return paths.length === 0 || paths.length > mostMoves ? undefined : moves;
}

function clusterIn({ path, from, to }: ChangedPath, prefix: string): string | undefined {
  const folder = prefix === '' ? 'clusters/' : `${prefix.replace(/\/$/, '')}/clusters/`;
  if (from === undefined || to === undefined || from.mode !== to.mode || !path.startsWith(folder)) return undefined;
  return /\/([^/]+)\.yaml$/.exec(path)?.[1];
}

/** The version that a file's pin moved to, where nothing else in it did. */
function versionIn({ from, to }: ChangedPath, stream: string, blobs: Content['blobs']): string | undefined {
  const [before, after] = [from, to].map((side) => textOf(blobs.get(side?.id ?? '')));
  if (before === undefined || after === undefined) return undefined;
  const plain = parseYaml('', after, new Diagnostics());
  const pins = isMapping(plain) && isMapping(plain['versions']) ? plain['versions'] : {};
  const pin = Object.hasOwn(pins, stream) ? pins[stream] : undefined;
  const version = typeof pin === 'string' ? parseVersion(pin) : undefined;
  return version !== undefined && editedFile(before, stream, { to: version }) === after ? version.text : undefined;
}

function isMapping(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A file that the base has not touched since merges; the others are tried. */
function mergesSurely({ isOurs, change }: Found, base: RevisionTree, prefix: string): boolean {
  const cut = prefix === '' ? 0 : prefix.replace(/\/$/, '').length + 1;
  return isOurs && change?.paths.every(({ path, from }) => base.blobOf?.(path.slice(cut)) === from?.id) === true;
}
