/** A fleet with a release, its checkout and the bare repository that it is pushed to, and keys that sign tags. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenedForge } from '../../src/run/open-forge.ts';
import { openForge } from '../../src/run/open-forge.ts';
import { publishRelease, type Publication } from '../../src/run/publish-release.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { repositoryOf, type Repository } from '../support/repository.ts';

/** Whether the tests that sign can run. */
export const canSign: boolean = spawnSync('ssh-keygen', ['-?']).error === undefined;

const release = { stream: 'linux', version: '2026_8_minor' } as const;
export const tagName = 'linux/2026_8_minor';
const today = '2026-11-21';

export interface Key {
  readonly file: string;
  /** As owners.yaml has it. */
  readonly text: string;
}

export function newKey(): Key {
  const file = join(temporaryFolder(), 'key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'x', '-f', file]);
  return { file, text: readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ') };
}

export interface World {
  readonly repository: Repository;
  /** The bare repository behind `origin`. */
  readonly bare: string;
  readonly opened: OpenedForge;
  push(...refs: readonly string[]): void;
  /** A tag of the release on HEAD: signed where a key is given. */
  tag(key?: Key, options?: readonly string[]): void;
  publish(more?: { readonly today?: string; readonly acts?: 'done' | 'shown' }): Promise<Outcome<Publication>>;
}

/** `fleet.yaml` of a stream whose tags these people sign. */
export function signedFleet(...signers: readonly string[]): string {
  const text = diffFleet([])['fleet.yaml'];
  return String(text).replace(
    'linux: { title: Linux }',
    `linux: { title: Linux, owners: [maria], signers: [${signers.join(', ')}] }`,
  );
}

export function worldOf(files: Readonly<Record<string, string>> = {}): World {
  const repository = repositoryOf({
    ...diffFleet(['db', 'web']),
    'clusters/new.yaml': clusterText('new', '2026_8_minor'),
    ...files,
  });
  const bare = join(temporaryFolder(), 'fleet.git');
  repository.git('clone', '-q', '--bare', repository.root, bare);
  repository.git('remote', 'add', 'origin', bare);
  const opened = openForge({
    folder: repository.root,
    env: {},
    named: 'local',
    pace: { now: () => 1_795_219_200_000, wait: () => Promise.resolve() },
    say: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.detail);
  return {
    repository,
    bare,
    opened: opened.value,
    push: (...refs) => void repository.git('push', '-q', '-f', 'origin', ...refs),
    tag: (key, options = []) => {
      const how =
        key === undefined ? ['tag', '-a'] : ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key.file}`, 'tag', '-s'];
      repository.git(...how, '-f', '-m', 'Released', ...options, tagName);
    },
    publish: (more = {}) =>
      publishRelease({ ...opened.value, ...release, today, acts: 'done', progress: () => undefined, ...more }),
  };
}
