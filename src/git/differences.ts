/** What each of very many commits changed against its first parent, below a few folders. */

import type { CommitId } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath } from '../core/refs.ts';
import type { Store } from './store.ts';
import { Fields, streamGit } from './stream.ts';

/** A commit, and what it is compared with: nothing where it has no parent. */
export interface Pair {
  readonly commit: CommitId;
  readonly parent: CommitId | undefined;
}

export type Differences = ReadonlyMap<CommitId, readonly ChangedPath[]>;

/**
 * The pairs that may differ below the paths, and how to find out. Git takes half as long again where it has to look at
 * every name of a folder for whether it was asked for, so that is left for the commits which change other things too.
 */
export interface Sifted {
  readonly pure: readonly Pair[];
  readonly mixed: readonly Pair[];
}

export async function siftPairs(
  store: Store,
  pairs: readonly Pair[],
  paths: readonly string[],
): Promise<Outcome<Sifted>> {
  const tops = new Set(paths.map((path) => path.split('/', 1)[0]));
  const isTop = paths.every((path) => !path.includes('/'));
  const found = await compared(store, pairs, []);
  if (!found.ok) return found;
  const pure: Pair[] = [];
  const mixed: Pair[] = [];
  for (const pair of pairs) {
    const changed = found.value.get(pair.commit) ?? [];
    const within = changed.filter(({ path }) => tops.has(path)).length;
    if (within > 0) (isTop && within === changed.length ? pure : mixed).push(pair);
  }
  return succeeded({ pure, mixed });
}

/** The files that differ, each commit's in byte order; a commit without any is left out. */
export async function differencesOf(
  store: Store,
  { pure, mixed }: Sifted,
  paths: readonly string[],
): Promise<Outcome<Differences>> {
  // Two processes: the work is git's alone, and most machines have another core for it.
  const half = pure.length > worthTwo ? pure.length >> 1 : 0;
  const runs = await Promise.all([
    compared(store, pure.slice(0, half), ['-r']),
    compared(store, pure.slice(half), ['-r']),
    compared(store, mixed, ['-r'], paths),
  ]);
  const all = new Map<CommitId, readonly ChangedPath[]>();
  for (const run of runs) {
    if (!run.ok) return run;
    for (const [commit, changed] of run.value) all.set(commit, changed);
  }
  return succeeded(all);
}

const worthTwo = 2000;

const options = ['-z', '--raw', '--root', '--no-renames', '--no-relative', '--ignore-submodules=none', '--no-abbrev'];

async function compared(
  store: Store,
  pairs: readonly Pair[],
  depth: readonly string[],
  paths: readonly string[] = [],
): Promise<Outcome<Differences>> {
  if (pairs.length === 0) return succeeded(new Map());
  const changes = new Map<CommitId, ChangedPath[]>();
  const width = pairs[0]?.commit.length ?? 0;
  let current: ChangedPath[] = [];
  let sides: Omit<ChangedPath, 'path'> | undefined;
  // The id of a commit; for each path a line `:…` and the path, which may be anything and is known by its place.
  const fields = new Fields(0, (bytes, start, end) => {
    if (sides !== undefined) {
      current.push({ path: bytes.toString('utf8', start, end), from: sides.from, to: sides.to });
      sides = undefined;
    } else if (bytes[start] === colon) sides = sidesIn(bytes, start, width);
    else changes.set(bytes.toString('latin1', start, end) as CommitId, (current = [])); // as it was given to git
  });
  const ran = await streamGit(store, {
    arguments: ['diff-tree', '--stdin', ...options, ...depth, ...(paths.length === 0 ? [] : ['--', ...paths])],
    input: pairs.map(({ commit, parent }) => (parent === undefined ? `${commit}\n` : `${commit} ${parent}\n`)).join(''),
    use: (part) => fields.take(part),
  });
  if (!ran.ok) return ran.why === 'gone' ? failed('unreachable', ran.detail) : ran;
  if (!fields.isDone || sides !== undefined) return failed('unreachable', 'git broke off in the middle of an answer');
  for (const paths of changes.values()) if (paths.length > 1) paths.sort((a, b) => byteOrder(a.path, b.path));
  return succeeded(changes);
}

const colon = 0x3a;

/** `:MODE SP MODE SP ID SP ID SP LETTER`, each of its own width; the mode 000000 where there is no file. */
function sidesIn(bytes: Buffer, start: number, width: number): Omit<ChangedPath, 'path'> {
  const ids = start + ':000000 000000 '.length;
  return {
    from: sideOf(bytes.toString('latin1', start + 1, start + 7), bytes.toString('latin1', ids, ids + width)),
    to: sideOf(
      bytes.toString('latin1', start + 8, start + 14),
      bytes.toString('latin1', ids + width + 1, ids + 2 * width + 1),
    ),
  };
}

function sideOf(mode: string, id: string): ChangedPath['from'] {
  return mode === '000000' ? undefined : { mode: mode === regular ? regular : mode, id };
}

/** Almost every file's; one text for all of them. */
const regular = '100644';
