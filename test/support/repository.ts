/** Git repositories for tests, with a fleet in them. */

import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fleetFolder, temporaryFolder, type FleetFolder, type Files } from './fleet.ts';

export interface Repository extends FleetFolder {
  /** Writes files, and commits everything that lies in the folder; gives the commit's id. */
  commit(files?: Files): string;
  git(...args: readonly string[]): string;
}

/** A repository on the branch `main`, with these files as its first commit. */
export function repositoryOf(files: Files): Repository {
  const folder = fleetFolder(files);
  const repository: Repository = {
    ...folder,
    git: (...args) => git(folder.root, ...args),
    commit: (more = {}) => {
      folder.write(more);
      git(folder.root, 'add', '-A');
      git(folder.root, 'commit', '-q', '--allow-empty', '-m', 'a change');
      return git(folder.root, 'rev-parse', 'HEAD');
    },
  };
  git(folder.root, 'init', '-q', '-b', 'main');
  repository.commit();
  return repository;
}

/** The repository alone, without any file of the fleet beside it. */
export function bareCloneOf({ root }: Repository): string {
  const clone = `${temporaryFolder()}/bare.git`;
  cpSync(`${root}/.git`, clone, { recursive: true });
  git(clone, 'config', 'core.bare', 'true');
  return clone;
}

function git(directory: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false'];
  const ran = spawnSync('git', [...person, ...args], { cwd: directory, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
