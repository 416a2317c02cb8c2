/** A fleet, its repository, and a server like GitHub behind it: what `tidemark upgrade run` meets in earnest. */

import { spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Ran } from '../../support/command.ts';
import { fleetFolder, temporaryFolder, type Files } from '../../support/fleet.ts';
import { fleetFiles, type FleetSketch } from '../../support/upgrade-world.ts';
import { tidemarkBeside } from './beside.ts';
import { Between } from './between.ts';
import { owner, type Emulate } from './emulate.ts';
import { Mirror } from './mirror.ts';

/** A request as the server has it. */
export interface ServedRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
  readonly assignees: readonly { readonly login: string }[];
  readonly requested_reviewers: readonly { readonly login: string }[];
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}

export interface EmulateWorld {
  readonly between: Between;
  readonly clone: string;
  /** The repository's name at the server. */
  readonly repository: string;
  /** Runs the command in the clone, as CI would. */
  run(args: readonly string[], started?: (child: ChildProcess) => void): Promise<Ran>;
  /** Every request there is, in order of number. */
  requests(): Promise<readonly ServedRequest[]>;
  /** How many pushes the repository has taken. */
  pushes(): number;
  bare(...args: readonly string[]): string;
  /** Commits these files to main, and pushes them. */
  push(files: Files): void;
}

/** The folder of a fleet and its bare repository, to be copied for each world. */
export function emulateSnapshot(sketch: FleetSketch, tags: readonly string[]): string {
  const folder = temporaryFolder();
  const clone = join(folder, 'clone');
  const bare = join(folder, 'fleet.git');
  cpSync(fleetFolder(fleetFiles(sketch)).root, clone, { recursive: true });
  git(folder, 'init', '-q', '--bare', '-b', 'main', bare);
  git(clone, 'init', '-q', '-b', 'main');
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', 'the fleet');
  for (const tag of tags) git(clone, 'tag', '-a', '-m', tag, tag);
  git(clone, 'push', '-q', bare, 'main', '--tags');
  const hook = join(bare, 'hooks', 'post-receive');
  writeFileSync(hook, '#!/bin/sh\nwc -l >> pushes\n');
  chmodSync(hook, 0o755);
  return folder;
}

export async function emulateWorld(emulate: Emulate, snapshot: string): Promise<EmulateWorld> {
  const folder = temporaryFolder();
  cpSync(snapshot, folder, { recursive: true });
  const clone = join(folder, 'clone');
  const bareFolder = join(folder, 'fleet.git');
  git(clone, 'remote', 'add', 'origin', bareFolder);
  const repository = await emulate.newRepository();
  const mirror = new Mirror({ emulate, repository, bare: bareFolder });
  const between = await Between.open({ url: emulate.url, bring: () => mirror.bring() });
  onTestFinished(() => between.close());
  return {
    between,
    clone,
    repository,
    run: (args, started) =>
      tidemarkBeside(
        args,
        {
          cwd: clone,
          env: {
            GITHUB_API_URL: between.url,
            GITHUB_SERVER_URL: between.url,
            GITHUB_REPOSITORY: `${owner}/${repository}`,
            GITHUB_TOKEN: emulate.token(),
          },
        },
        started,
      ),
    requests: async () => {
      const path = 'pulls?state=all&per_page=100&sort=created&direction=asc';
      const listed = (await emulate.ask({ repository, method: 'GET', path })) as readonly ServedRequest[];
      return listed.toSorted((a, b) => a.number - b.number);
    },
    pushes: () => {
      const file = join(bareFolder, 'pushes');
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
    },
    bare: (...args) => git(bareFolder, ...args),
    push: (files) => {
      for (const [path, text] of Object.entries(files)) writeFileSync(join(clone, path), text);
      git(clone, 'commit', '-qam', 'a change');
      git(clone, 'push', '-q', 'origin', 'main');
    },
  };
}

function git(folder: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false'];
  const ran = spawnSync('git', [...person, '-c', 'tag.gpgSign=false', ...args], { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
