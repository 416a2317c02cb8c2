/** The history of a branch along its first parents, read by few processes however long it is. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BroughtStep, History, HistoryRequest, HistoryStep, Stretch, TagHead } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Signature } from '../core/refs.ts';
import { readObjects } from './batch.ts';
import { runGit } from './command.ts';
import { commitOf, splitObject } from './commits.ts';
import { differencesOf, type Pair, siftPairs } from './differences.ts';
import { eachObject } from './each-object.ts';
import { readIdentity } from './identity.ts';
import { isCommitId, isObjectId, isPath } from './names.ts';
import { listRefs } from './refs.ts';
import type { Store } from './store.ts';
import { Fields, streamGit } from './stream.ts';

export function historyOf(store: Store): History {
  return {
    steps: (request) => stepsOf(store, request),
    isShallow: () => shallowEnds(store).size > 0,
    broughtBy: (merge, limit) => broughtBy(store, merge, limit),
    tagHeads: (prefix) => tagHeads(store, prefix),
    eachBlob: (ids, limit, use) =>
      eachObject(store, {
        ids,
        limit,
        use: (object, at) =>
          use(ids[at] ?? '', object?.type === 'blob' ? { size: object.size, bytes: object.content } : undefined),
      }),
  };
}

/** The most characters of a message, and the most commits that are told of one merge. */
const messageLimit = 4096;
const broughtLimit = 1000;
const commitSizeLimit = 256 * 1024;

/** Commits in the order of git, newest first, each as the line `ID PARENT…`; and where each is. */
interface Line {
  readonly lines: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  /** The length of an id. */
  readonly width: number;
}

async function stepsOf(store: Store, request: HistoryRequest): Promise<Outcome<Stretch>> {
  const { since, until, paths } = request;
  if (![until, since ?? until].every(isObjectId)) return failed('gone', 'no such commit');
  if (paths.length === 0 || !paths.every(isPath)) return failed('gone', 'no such folder');
  const listed = await listCommits(store, since, until);
  if (!listed.ok) return listed;
  const line = listed.value;
  const chain = firstParents(line, until);
  const last = chain.at(-1);
  if (since === undefined && last === undefined) return failed('gone', `no commit ${until}`);
  const reached = last === undefined ? until : firstParent(line, last);
  if (since !== undefined && reached !== since) return failed('denied', `${since} is not on the branch`);
  const cut = shallowEnds(store);
  const pairs = chain.map((at) => pairAt(line, at)).filter(({ commit }) => !cut.has(commit));
  const sifted = await siftPairs(store, pairs, paths);
  if (!sifted.ok) return sifted;
  const touching = new Set([...sifted.value.pure, ...sifted.value.mixed].map(({ commit }) => commit));
  const brought = broughtIn(line, chain, touching);
  const [changed, said] = await Promise.all([
    differencesOf(store, sifted.value, paths),
    commitsSaid(store, [...touching, ...[...brought.values()].flat()]),
  ]);
  if (!changed.ok) return changed;
  if (!said.ok) return said;
  const steps: HistoryStep[] = [];
  for (const { commit } of pairs) {
    const changes = changed.value.get(commit);
    const step = said.value.get(commit);
    if (changes === undefined || changes.length === 0 || step === undefined) continue;
    const { id, parents, author, committer, message } = step;
    steps.push({ id, parents, author, committer, message, changes });
  }
  const known = new Set(steps.map(({ id }) => id));
  const told = [...brought].filter(([merge]) => known.has(merge));
  return succeeded({
    steps,
    brought: new Map(told.map(([merge, ids]) => [merge, ids.flatMap((id) => said.value.get(id) ?? [])])),
  });
}

async function listCommits(store: Store, since: CommitId | undefined, until: CommitId): Promise<Outcome<Line>> {
  const lines: string[] = [];
  const places = new Map<string, number>();
  const width = until.length;
  const fields = new Fields(0x0a, (bytes, start, end) => {
    places.set(bytes.toString('latin1', start, start + width), lines.length);
    lines.push(bytes.toString('latin1', start, end));
  });
  const ran = await streamGit(store, {
    arguments: ['rev-list', '--parents', '--end-of-options', until, ...(since === undefined ? [] : [`^${since}`])],
    input: '',
    use: (part) => fields.take(part),
  });
  return ran.ok ? succeeded({ lines, places, width }) : ran;
}

/** From the tip to the last of the listed commits, newest first. */
function firstParents(line: Line, until: CommitId): readonly number[] {
  const chain: number[] = [];
  let next: CommitId | undefined = until;
  for (let at = line.places.get(until); at !== undefined; at = line.places.get(next ?? '')) {
    chain.push(at);
    next = firstParent(line, at);
  }
  return chain;
}

function pairAt(line: Line, at: number): Pair {
  return { commit: idAt(line, at), parent: firstParent(line, at) };
}

/** Ids stand in a line as git has just named them. */
function idAt({ lines, width }: Line, at: number): CommitId {
  return lines[at]?.slice(0, width) as CommitId;
}

function firstParent({ lines, width }: Line, at: number): CommitId | undefined {
  const line = lines[at] ?? '';
  return line.length > width ? (line.slice(width + 1, 2 * width + 1) as CommitId) : undefined;
}

/** Where the parents of a commit are, from the `from`-th on; those that were not listed are left out. */
function parentPlaces({ lines, places, width }: Line, at: number, from: number): readonly number[] {
  const line = lines[at] ?? '';
  const found: number[] = [];
  for (let start = (width + 1) * (1 + from); start < line.length; start += width + 1) {
    const place = places.get(line.slice(start, start + width));
    if (place !== undefined) found.push(place);
  }
  return found;
}

/**
 * What came in by each merge: the commits that are reached from it, and not from its first parent. Walked from the oldest
 * step on, everything that was passed before is what the first parent reaches.
 */
function broughtIn(
  line: Line,
  chain: readonly number[],
  touching: ReadonlySet<CommitId>,
): ReadonlyMap<CommitId, readonly CommitId[]> {
  const passed = new Uint8Array(line.lines.length);
  const brought = new Map<CommitId, readonly CommitId[]>();
  for (let step = chain.length - 1; step >= 0; step -= 1) {
    const at = chain[step] ?? 0;
    passed[at] = 1;
    const open = [...parentPlaces(line, at, 1)];
    if (open.length === 0) continue;
    const found: number[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (passed[next] === 1) continue;
      passed[next] = 1;
      found.push(next);
      open.push(...parentPlaces(line, next, 0));
    }
    const merge = idAt(line, at);
    if (found.length === 0 || !touching.has(merge)) continue;
    const newest = found.toSorted((a, b) => a - b).slice(0, broughtLimit);
    brought.set(
      merge,
      newest.map((place) => idAt(line, place)),
    );
  }
  return brought;
}

/** The commits' own bytes are read, because what git prints of them can be made to look like two of them. */
async function commitsSaid(
  store: Store,
  wanted: readonly CommitId[],
): Promise<Outcome<ReadonlyMap<CommitId, BroughtStep>>> {
  const ids = [...new Set(wanted)];
  const said = new Map<CommitId, BroughtStep>();
  const names = new Map<string, string>();
  const ran = await eachObject(store, {
    ids,
    limit: commitSizeLimit,
    use: (object, at) => {
      const id = ids[at];
      if (object?.type === 'commit' && id !== undefined) said.set(id, commitSaid(id, object.content, names));
    },
  });
  if (!ran.ok) return ran;
  return said.size === ids.length ? succeeded(said) : failed('gone', 'a commit is not here');
}

/**
 * `names` keeps each name and address once: a few people make all the commits. Only what is kept becomes text, and
 * each a text of its own, so that none holds the whole commit.
 */
function commitSaid(id: CommitId, content: Buffer, names: Map<string, string>): BroughtStep {
  const blank = content.indexOf('\n\n');
  const end = blank === -1 ? content.length : blank;
  const parents: CommitId[] = [];
  let author: Buffer | undefined;
  let committer: Buffer | undefined;
  for (let at = 0; at < end;) {
    const feed = content.indexOf(0x0a, at);
    const next = feed === -1 || feed > end ? end : feed;
    const key = content.toString('latin1', at, Math.min(next, at + 'committer '.length));
    if (key.startsWith('parent ')) parents.push(...[content.toString('latin1', at + 7, next)].filter(isCommitId));
    else if (key.startsWith('author ')) author ??= content.subarray(at + 'author '.length, next);
    else if (key === 'committer ') committer ??= content.subarray(at + 'committer '.length, next);
    at = next + 1;
  }
  const by = signatureIn(author, names);
  const isSame = author !== undefined && committer !== undefined && author.equals(committer);
  const message =
    blank === -1 ? '' : cutOff(content.subarray(blank + 2, blank + 2 + 4 * messageLimit).toString('utf8'));
  return { id, parents, author: by, committer: isSame ? by : signatureIn(committer, names), message };
}

function cutOff(text: string): string {
  return text.length > messageLimit ? text.slice(0, messageLimit) : text;
}

function signatureIn(line: Buffer | undefined, names: Map<string, string>): Signature {
  const { name, mail, seconds } = readIdentity(line?.toString('utf8') ?? '');
  return { name: interned(name, names), mail: interned(mail, names), seconds };
}

function interned(text: string, known: Map<string, string>): string {
  const found = known.get(text);
  if (found === undefined) known.set(text, text);
  return found ?? text;
}

/** The commits below which a shallow repository has nothing. */
function shallowEnds(store: Store): ReadonlySet<string> {
  try {
    return new Set(
      readFileSync(join(store.objects, '..', 'shallow'), 'latin1')
        .split('\n')
        .filter(isObjectId),
    );
  } catch {
    return new Set();
  }
}

function broughtBy(store: Store, merge: CommitId, limit: number): Outcome<readonly BroughtStep[]> {
  const commit = commitOf(store, merge);
  if (!commit.ok) return commit;
  const [first, ...others] = commit.value.parents;
  if (first === undefined || others.length === 0) return succeeded([]);
  const said = runGit(store, {
    arguments: ['rev-list', `--max-count=${String(limit)}`, '--end-of-options', ...others, `^${first}`],
  });
  if (!said.ok) return said;
  const read = readObjects(store, said.value.toString('latin1').split('\n').filter(isCommitId));
  if (!read.ok) return read;
  return succeeded(
    read.value.flatMap((object) =>
      object?.type === 'commit' && isCommitId(object.id) ? [commitSaid(object.id, object.content, new Map())] : [],
    ),
  );
}

/** Every tag below a prefix, with what its own object says of itself. */
function tagHeads(store: Store, prefix: string): Outcome<readonly TagHead[]> {
  const refs = listRefs(store, prefix);
  if (!refs.ok) return refs;
  const objects = readObjects(
    store,
    refs.value.map(({ id }) => id),
  );
  if (!objects.ok) return objects;
  return succeeded(
    refs.value.flatMap(({ ref, id, commit }, at) => {
      const object = objects.value[at];
      if (commit === undefined) return [];
      return [{ ref, id, commit, said: object?.type === 'tag' ? saidByTag(object.content) : undefined }];
    }),
  );
}

function saidByTag(content: Buffer): TagHead['said'] {
  const { headers } = splitObject(content);
  const headed = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  return { name: headed('tag'), tagger: readIdentity(headed('tagger')) };
}
