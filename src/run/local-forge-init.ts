/** Makes a bare repository that an embedded forge can live in, and brings a fleet's branch there. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { openRepository } from '../git/git.ts';
import { openRemote } from '../git/remote.ts';
import { askForge, openLocalForge } from './local-forge.ts';

export interface InitForge {
  readonly folder: string;
  /** A fleet whose branch and tags it starts with; undefined for an empty one. */
  readonly fleet: string | undefined;
  readonly now: () => number;
}

export interface MadeForge {
  readonly folder: string;
  readonly branch: string;
  /** Whether the fleet's branch was brought there. */
  readonly isFilled: boolean;
}

/** `conflict` where the folder holds something already. */
export async function initForge({ folder, fleet, now }: InitForge): Promise<Outcome<MadeForge>> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    return failed('conflict', `${folder} is not empty; an embedded forge is made in a new folder`);
  const source = fleet === undefined ? undefined : openRepository(fleet);
  const head = source?.resolve('HEAD');
  const branch = (source === undefined || head === undefined ? undefined : branchAt(source, head)) ?? 'main';
  writeBare({
    folder,
    branch,
    fleet: head === undefined || source === undefined ? undefined : source.store.gitDirectory,
  });
  const forge = openLocalForge({ folder, now });
  if (!forge.ok) return forge;
  if (head === undefined) return succeeded({ folder, branch, isFilled: false });
  const filled = await fill(folder, branch);
  if (!filled.ok) return filled;
  const settings = { default_branch: branch, delete_branch_on_merge: true };
  const set = await askForge(forge.value, { method: 'PATCH', path: '', body: settings });
  return set.ok ? succeeded({ folder, branch, isFilled: true }) : set;
}

/** The branch that stands where HEAD does, by the names that are usual first. */
function branchAt(repository: NonNullable<ReturnType<typeof openRepository>>, head: string): string | undefined {
  const listed = repository.listRefs('refs/heads/');
  const names = listed.ok
    ? listed.value.filter(({ id }) => id === head).map(({ ref }) => ref.slice('refs/heads/'.length))
    : [];
  return ['main', 'master'].find((name) => names.includes(name)) ?? names[0];
}

/** What `git init --bare` makes, without its examples of hooks. */
function writeBare({
  folder,
  branch,
  fleet,
}: {
  readonly folder: string;
  readonly branch: string;
  readonly fleet: string | undefined;
}): void {
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, part), { recursive: true });
  const from = fleet === undefined ? '' : `[remote "fleet"]\n\turl = ${quoted(fleet)}\n`;
  // What a push of a few hundred branches brings lies in files of its own, which the forge reads without a process.
  writeFileSync(
    join(folder, 'config'),
    `[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n[receive]\n\tunpackLimit = 1000\n${from}`,
  );
  writeFileSync(join(folder, 'HEAD'), `ref: refs/heads/${branch}\n`);
}

/** A value in git's configuration. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

async function fill(folder: string, branch: string): Promise<Outcome<undefined>> {
  const repository = openRepository(folder);
  if (repository === undefined) return failed('unreachable', `${folder} cannot be opened`);
  const fleet = openRemote({ repository, named: 'fleet', credentials: undefined });
  if (!fleet.ok) return fleet;
  return fleet.value.fetch([`+refs/heads/${branch}:refs/heads/${branch}`, '+refs/tags/*:refs/tags/*']);
}
