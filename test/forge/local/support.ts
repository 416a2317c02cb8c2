/** An embedded forge over a real bare repository in a temporary folder, and a person who works with it. */

import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { localForge, type LocalForge } from '../../../src/forge/local/app.ts';
import { Faults } from '../../../src/forge/local/faults.ts';
import type { Fetch } from '../../../src/forge/forge.ts';
import { openRepository } from '../../../src/git/git.ts';
import { temporaryFolder, type Files } from '../../support/fleet.ts';
import { repositoryOf, type Repository } from '../../support/repository.ts';

export const start: number = Date.parse('2026-11-21T00:00:00Z');

/** What came back: the status, the body read, the headers. */
export interface Came {
  readonly status: number;
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any; // JSON of any shape
  readonly headers: Headers;
}

export interface Bench {
  /** The bare repository. */
  readonly folder: string;
  readonly checkout: Repository;
  readonly forge: Fetch;
  readonly faults: Faults;
  /** The clock moves a second with each request. */
  readonly ask: (method: string, path: string, body?: object, as?: string) => Promise<Came>;
  /** Pushes a branch of one commit with these files on top of main; gives its id. */
  readonly branch: (name: string, files: Files) => string;
  readonly git: (...args: readonly string[]) => string;
  /** The same forge, opened anew. */
  readonly reopened: (more?: Partial<LocalForge>) => Bench;
}

const repo = '/repos/cc/fleet';

export function bench(files: Files = { 'a.txt': 'one\ntwo\nthree\n' }, faults: Faults = new Faults()): Bench {
  const checkout = repositoryOf(files);
  const folder = `${temporaryFolder()}/fleet.git`;
  gitIn(checkout.root, 'clone', '-q', '--bare', checkout.root, folder);
  checkout.git('remote', 'add', 'origin', folder);
  return benchAt(folder, checkout, { faults });
}

export function benchAt(folder: string, checkout: Repository, more: Partial<LocalForge> = {}): Bench {
  const repository = openRepository(folder);
  if (repository === undefined) throw new Error('no repository');
  let seconds = 0;
  const faults = more.faults ?? new Faults();
  const now = (): number => start + (seconds += 1) * 1000;
  const forge = localForge({ repository, now, owner: 'cc', name: 'fleet', ...more, faults });
  return {
    folder,
    checkout,
    forge,
    faults,
    ask: (method, path, body, as) => ask(forge, { method, path, body, as }),
    branch: (name, files) => {
      checkout.git('checkout', '-q', '-B', name, 'main');
      const id = checkout.commit(files);
      checkout.git('push', '-q', '-f', 'origin', name);
      checkout.git('checkout', '-q', 'main');
      return id;
    },
    git: (...args) => gitIn(folder, ...args),
    reopened: (again = {}) => benchAt(folder, checkout, again),
  };
}

/** The same forge in a folder of its own. */
export function copyOf({ folder, checkout }: Bench): Bench {
  const copy = `${temporaryFolder()}/fleet.git`;
  cpSync(folder, copy, { recursive: true });
  return benchAt(copy, checkout);
}

interface Order {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly as?: string | undefined;
}

export async function ask(forge: Fetch, { method, path, body, as }: Order): Promise<Came> {
  const request = new Request(`http://localhost${path.startsWith('/') ? path : `${repo}/${path}`}`, {
    method,
    headers: { authorization: `token ${as === undefined ? 'secret' : `as:${as}`}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await forge(request);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

function gitIn(directory: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  const ran = spawnSync('git', [...person, ...args], { cwd: directory, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
