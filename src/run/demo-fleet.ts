/** The demo's ground: the example fleet in a repository of its own, an embedded forge behind it, and the people who work on it. */

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitId } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { openRepository } from '../git/git.ts';
import { openRemote } from '../git/remote.ts';
import { makeWorkspace, type Committer, type Workspace } from '../git/workspace.ts';
import { initForge } from './local-forge-init.ts';

export interface DemoFleet {
  /** The checkout that people work in, and the bare repository behind it. */
  readonly work: string;
  readonly forge: string;
  /** Commits what lies in the checkout, and pushes it. */
  commit(message: string, by: Committer): Promise<Outcome<unknown>>;
  /** Tags the newest commit, and pushes the tag. */
  tag(tag: string, by: Committer): Promise<Outcome<unknown>>;
  /** Brings the checkout to where the forge's branch is. */
  follow(): Promise<Outcome<unknown>>;
  read(file: string): string;
  write(file: string, text: string): void;
}

/** The example, as it lies beside the product. */
const example = new URL('../../', import.meta.url);
const parts = [
  'fleet.yaml',
  'owners.yaml',
  'schedule.yaml',
  'clusters',
  'templates',
  'schemas',
  'calendars',
  'rollouts',
  'package-lists',
];

/** `gone` where the example is not beside the product. `by` has published every release of linux so far; the story is about those. */
export async function makeDemoFleet(root: string, by: Committer): Promise<Outcome<DemoFleet>> {
  if (!existsSync(new URL('clusters/', example)))
    return failed('gone', 'the example fleet is not here: the demo runs from a checkout of Tidemark');
  const [work, forge] = [join(root, 'fleet'), join(root, 'forge.git')];
  mkdirSync(work, { recursive: true });
  for (const part of parts) cpSync(new URL(part, example), join(work, part), { recursive: true });
  writeFileSync(join(work, '.gitignore'), '.tidemark/\nprofiles/\n');
  const workspace = makeWorkspace(work, forge);
  if (!workspace.ok) return workspace;
  const first = workspace.value.commit('The fleet', by);
  if (!first.ok) return first;
  const tagged = tagAll(work, workspace.value, by);
  if (!tagged.ok) return tagged;
  const made = await initForge({ folder: forge, fleet: work, now: () => Date.now() });
  return made.ok ? succeeded(demoFleet({ work, forge }, workspace.value)) : made;
}

function tagAll(work: string, workspace: Workspace, by: Committer): Outcome<unknown> {
  for (const tag of releasesIn(work)) {
    const tagged = workspace.tag(tag, by);
    if (!tagged.ok) return tagged;
  }
  return succeeded(undefined);
}

function releasesIn(work: string): readonly string[] {
  const repository = openRepository(work);
  const head = repository?.resolve('HEAD');
  const listed = repository !== undefined && head !== undefined ? repository.listTree(head, 'templates') : undefined;
  if (listed?.ok !== true) return [];
  return listed.value.flatMap(({ path }) => /^(linux\/[^/]+)\/release\.yaml$/.exec(path)?.[1] ?? []);
}

function demoFleet({ work, forge }: Pick<DemoFleet, 'work' | 'forge'>, workspace: Workspace): DemoFleet {
  return {
    work,
    forge,
    read: (file) => readFileSync(join(work, file), 'utf8'),
    write: (file, text) => writeFileSync(join(work, file), text),
    commit: async (message, by) => {
      const committed = workspace.commit(message, by);
      return committed.ok ? push(work, undefined) : committed;
    },
    tag: async (tag, by) => {
      const tagged = workspace.tag(tag, by);
      return tagged.ok ? push(work, tag) : tagged;
    },
    follow: async () => {
      const fetched = await fetchMain(work);
      return fetched.ok ? workspace.follow(fetched.value) : fetched;
    },
  };
}

async function push(work: string, tag: string | undefined): Promise<Outcome<unknown>> {
  const there = await fetchMain(work);
  const repository = openRepository(work);
  const head = repository?.resolve('HEAD');
  if (!there.ok || repository === undefined || head === undefined) return there;
  const remote = openRemote({ repository, named: 'origin', credentials: undefined });
  if (!remote.ok) return remote;
  const tags = tag === undefined ? succeeded([]) : repository.listRefs(`refs/tags/${tag}`);
  if (!tags.ok) return tags;
  const pushed = await remote.value.push([
    { ref: 'refs/heads/main', from: there.value, to: head },
    ...tags.value.map(({ ref, id }) => ({ ref, from: undefined, to: id })),
  ]);
  if (!pushed.ok) return pushed;
  const [refusal] = pushed.value.values();
  return refusal === undefined ? pushed : failed('denied', refusal.detail);
}

/** The commit of the forge's branch, brought here. */
async function fetchMain(work: string): Promise<Outcome<CommitId>> {
  const repository = openRepository(work);
  if (repository === undefined) return failed('unreachable', `${work} is no repository`);
  const remote = openRemote({ repository, named: 'origin', credentials: undefined });
  if (!remote.ok) return remote;
  const fetched = await remote.value.fetch(['+refs/heads/main:refs/remotes/origin/main']);
  if (!fetched.ok) return fetched;
  const commit = repository.resolve('refs/remotes/origin/main');
  return commit === undefined ? failed('gone', 'the forge has no branch main') : succeeded(commit);
}
