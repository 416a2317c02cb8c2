/** Repositories for the tests of git, and git as a person would run it, for making what is tested. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { CommitDraft } from '../../src/core/refs.ts';
import { openRepository, type Repository } from '../../src/git/git.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'git-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function git(directory: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  const ran = spawnSync('git', [...person, ...args], { cwd: directory, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

export interface World {
  readonly root: string;
  readonly repository: Repository;
  /** Writes files, commits all there is, and gives the commit. */
  readonly commit: (files?: Readonly<Record<string, string>>) => CommitId;
}

/** A repository with one commit of these files on `main`. */
export function worldOf(files: Readonly<Record<string, string>>, ...options: readonly string[]): World {
  const root = temporaryFolder();
  git(root, 'init', '-q', ...options);
  const repository = opened(root);
  const commit: World['commit'] = (more = {}) => {
    write(root, more);
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'a change');
    return resolved(repository, 'HEAD');
  };
  commit(files);
  return { root, repository, commit };
}

/** A bare clone beside it, which is its `origin`. */
export function originOf({ root }: World): World {
  const bare = join(temporaryFolder(), 'origin.git');
  git(root, 'clone', '-q', '--bare', root, bare);
  git(root, 'remote', 'add', 'origin', bare);
  const repository = opened(bare);
  return { root: bare, repository, commit: () => resolved(repository, 'HEAD') };
}

export function opened(directory: string): Repository {
  const repository = openRepository(directory);
  if (repository === undefined) throw new Error('no repository');
  return repository;
}

export function resolved(repository: Repository, revision: string): CommitId {
  const id = repository.resolve(revision);
  if (id === undefined) throw new Error(`no commit ${revision}`);
  return id;
}

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.why}: ${outcome.detail}`);
  return outcome.value;
}

export const author: CommitDraft['author'] = { name: 'Tidemark', mail: 'tidemark@example.org', seconds: 1_795_000_000 };

export function draft(
  parents: readonly CommitId[],
  edits: Readonly<Record<string, string | null>>,
  said: Partial<CommitDraft> = {},
): CommitDraft {
  return { parents, edits: new Map(Object.entries(edits)), message: 'An edit', author, ...said };
}

/** Makes one commit, and gives it. */
export function made(repository: Repository, what: CommitDraft): CommitId {
  const [id] = valueOf(repository.makeCommits([what]));
  if (id === undefined) throw new Error('no commit was made');
  return id;
}

/** A script that leaves a mark when it runs. */
export function trap(): { readonly script: string; readonly mark: string } {
  const folder = temporaryFolder();
  const mark = join(folder, 'mark');
  const script = join(folder, 'trap.sh');
  writeFileSync(script, `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });
  return { script, mark };
}
