/** A past as columns: what many steps have in common stands there once, so that it is read back in a moment. */

import type { BroughtStep } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import type { Signature } from '../core/refs.ts';
import type { BlobId } from '../core/tree.ts';
import type { ClusterFacts } from '../report/facts.ts';
import type { ClusterStep, Past, PastStep, ReleaseStep, RolloutStep } from '../report/past.ts';
import type { ReadFacts } from './past-facts.ts';
import type { KeptPast } from './past-kept.ts';
import { at, joined, PackedFacts, Places, spelled, unspelled, type Indexes } from './past-pack-parts.ts';

export interface PackedPast {
  readonly width: number;
  readonly commit: string;
  /** Names, addresses and files. */
  readonly texts: readonly string[];
  /** The steps, and after them what they brought. Ids stand in one text, one after the other. */
  readonly commits: {
    readonly ids: string;
    readonly parentCounts: Indexes;
    readonly parents: string;
    /** Name, address, seconds of the author; and of the committer, where he is another, after -1. */
    readonly people: Indexes;
    readonly messages: readonly string[];
  };
  readonly stepCount: number;
  /** The place of a merge among the steps, and how many commits it brought. */
  readonly brought: Indexes;
  readonly blobs: { readonly ids: string; readonly facts: Indexes };
  /** Facts but for their pins, and pins; a blob's facts are one of each. */
  readonly rests: readonly unknown[];
  readonly pins: readonly ClusterFacts['pins'][];
  /** For each step how many clusters it changed; for each of these its file, its name, and both sides. */
  readonly clusterCounts: Indexes;
  readonly clusters: Indexes;
  /** By the step's place. */
  readonly others: readonly (readonly [number, unknown, unknown])[];
  readonly tip: readonly (readonly [string, number, number, ReadFacts['lines']])[];
}

/** A side of a cluster's step: none, or the place of its blob, doubled; one more where it was not readable. */
const none = -1;
const same = -1;

/** Packs steps one after the other, newest first, as soon as they are known. */
export class PastPacker {
  readonly #texts = new Places<string>((text) => text);
  readonly #facts = new PackedFacts();
  readonly #blobs = new Places<BlobId>((id) => id);
  readonly #blobFacts: Indexes = [];
  readonly #clusterCounts: Indexes = [];
  readonly #clusters: Indexes = [];
  readonly #commits: BroughtStep[] = [];
  readonly #others: (readonly [number, unknown, unknown])[] = [];

  add(step: PastStep): void {
    const { releases, rollouts, clusters } = step;
    if (releases.length + rollouts.length > 0)
      this.#others.push([this.#commits.length, spelled(releases), spelled(rollouts)]);
    this.#commits.push(step);
    this.#clusterCounts.push(clusters.length);
    for (const { file, name, blobs, from, to } of clusters) {
      this.#clusters.push(this.#texts.placeOf(file), this.#texts.placeOf(name));
      this.#clusters.push(this.#side(blobs.from, from), this.#side(blobs.to, to));
    }
  }

  /** All that was added, and what else is kept; nothing is added afterwards. */
  finish({ commit, brought, tip }: Omit<KeptPast, 'steps'>): PackedPast {
    const stepCount = this.#commits.length;
    const merges: Indexes = [];
    for (const [place, { id }] of this.#commits.slice().entries()) {
      const found = brought.get(id);
      if (found === undefined) continue;
      merges.push(place, found.length);
      for (const one of found) this.#commits.push(one);
    }
    while (this.#blobFacts.length < 2 * this.#blobs.all.length) this.#blobFacts.push(none);
    const facts = this.#facts;
    return {
      width: commit.length,
      commit,
      commits: packCommits(this.#commits, this.#texts),
      stepCount,
      brought: merges,
      blobs: { ids: this.#blobs.all.join(''), facts: this.#blobFacts },
      clusterCounts: this.#clusterCounts,
      clusters: this.#clusters,
      others: this.#others,
      tip: [...tip].map(([id, read]) =>
        read === 'unreadable'
          ? ([id, none, none, {}] as const)
          : ([id, ...facts.placesOf(read.facts), read.lines] as const),
      ),
      texts: this.#texts.all,
      rests: facts.rests.all.map(spelled),
      pins: facts.pins.all,
    };
  }

  #side(id: BlobId | undefined, said: Past<ClusterFacts>): number {
    if (id === undefined) return none;
    const at = this.#blobs.placeOf(id);
    if (said === undefined || said === 'unreadable') return 2 * at + 1;
    const known = this.#blobFacts;
    if (known[2 * at] === undefined || known[2 * at] === none) {
      while (known.length < 2 * at) known.push(none);
      [known[2 * at], known[2 * at + 1]] = this.#facts.placesOf(said);
    }
    return 2 * at;
  }
}

function packCommits(commits: readonly BroughtStep[], texts: Places<string>): PackedPast['commits'] {
  const people: Indexes = [];
  for (const { author, committer } of commits) {
    people.push(texts.placeOf(author.name), texts.placeOf(author.mail), author.seconds);
    if (areSame(author, committer)) people.push(same);
    else people.push(texts.placeOf(committer.name), texts.placeOf(committer.mail), committer.seconds);
  }
  return {
    ids: commits.map(({ id }) => id).join(''),
    parentCounts: commits.map(({ parents }) => parents.length),
    parents: commits.map(({ parents }) => parents.join('')).join(''),
    people,
    messages: commits.map(({ message }) => message),
  };
}

function areSame(a: Signature, b: Signature): boolean {
  return a === b || (a.seconds === b.seconds && a.name === b.name && a.mail === b.mail);
}

/** Throws where the columns do not fit together. */
export function unpackPast(packed: PackedPast): KeptPast {
  const rests = packed.rests.map((rest) => unspelled(rest) as Omit<ClusterFacts, 'pins'>);
  const factsAt = (rest: number | undefined, pins: number | undefined): ClusterFacts | 'unreadable' =>
    rest === none ? 'unreadable' : joined(at(rests, rest), at(packed.pins, pins));
  const facts = Array.from({ length: packed.blobs.facts.length / 2 }, (_, i) =>
    factsAt(packed.blobs.facts[2 * i], packed.blobs.facts[2 * i + 1]),
  );
  const ids = cut(packed.blobs.ids, packed.width);
  const commits = unpackCommits(packed);
  const others = new Map(packed.others.map(([place, ...both]) => [place, both]));
  const steps: PastStep[] = [];
  let next = 0;
  for (let place = 0; place < packed.stepCount; place += 1) {
    const clusters: ClusterStep[] = [];
    for (let left = at(packed.clusterCounts, place); left > 0; left -= 1, next += 4) {
      const [from, to] = [at(packed.clusters, next + 2), at(packed.clusters, next + 3)];
      const file = at(packed.texts, packed.clusters[next]);
      const name = at(packed.texts, packed.clusters[next + 1]);
      const blobs = { from: idAt(ids, from), to: idAt(ids, to) };
      clusters.push({ name, file, blobs, from: saidAt(facts, from), to: saidAt(facts, to) });
    }
    const [releases, rollouts] = others.get(place) ?? [];
    const { id, parents, author, committer, message } = at(commits, place);
    steps.push({
      id,
      parents,
      author,
      committer,
      message,
      clusters,
      releases: releases === undefined ? [] : (unspelled(releases) as readonly ReleaseStep[]),
      rollouts: rollouts === undefined ? [] : (unspelled(rollouts) as readonly RolloutStep[]),
    });
  }
  return {
    commit: packed.commit as CommitId, // git is asked whether it still has it
    steps,
    brought: unpackBrought(packed, commits),
    tip: new Map(
      packed.tip.map(([id, rest, pins, lines]) => {
        const said = factsAt(rest, pins);
        return [id, said === 'unreadable' ? said : { facts: said, lines }];
      }),
    ),
  };
}

function unpackCommits({ commits, texts, width }: PackedPast): readonly BroughtStep[] {
  const ids = cut(commits.ids, width) as readonly CommitId[];
  const parents = cut(commits.parents, width) as readonly CommitId[];
  const { people } = commits;
  let person = 0;
  const signature = (): Signature => {
    person += 3;
    const name = at(texts, people[person - 3]);
    return { name, mail: at(texts, people[person - 2]), seconds: at(people, person - 1) };
  };
  let parent = 0;
  return ids.map((id, place) => {
    const count = at(commits.parentCounts, place);
    parent += count;
    const author = signature();
    const isSame = people[person] === same;
    if (isSame) person += 1;
    const committer = isSame ? author : signature();
    const message = at(commits.messages, place);
    return { id, parents: parents.slice(parent - count, parent), author, committer, message };
  });
}

function unpackBrought(packed: PackedPast, commits: readonly BroughtStep[]): KeptPast['brought'] {
  const brought = new Map<string, readonly BroughtStep[]>();
  let next = packed.stepCount;
  for (let pair = 0; pair < packed.brought.length; pair += 2) {
    const count = at(packed.brought, pair + 1);
    brought.set(at(commits, packed.brought[pair]).id, commits.slice(next, next + count));
    next += count;
  }
  return brought;
}

function idAt(ids: readonly BlobId[], side: number): BlobId | undefined {
  return side === none ? undefined : at(ids, side >> 1);
}

function saidAt(facts: readonly (ClusterFacts | 'unreadable')[], side: number): Past<ClusterFacts> {
  if (side === none) return undefined;
  return side % 2 === 1 ? 'unreadable' : at(facts, side >> 1);
}

function cut(text: string, width: number): readonly string[] {
  if (width !== 40 && width !== 64) throw new RangeError('no width of an id');
  return Array.from({ length: text.length / width }, (_, i) => text.slice(i * width, (i + 1) * width));
}
