/**
 * A world that is made once and copied for each run: a clone, a bare repository, and the forge's logs. What a run of
 * upgrades does to a copy, nobody else sees.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitId } from '../../src/core/objects.ts';
import { succeeded, type Outcome } from '../../src/core/outcome.ts';
import type { Remote } from '../../src/core/refs.ts';
import type { Fetch, Forge, Pace } from '../../src/forge/forge.ts';
import { localForge } from '../../src/forge/local/app.ts';
import { Faults } from '../../src/forge/local/faults.ts';
import { githubForge } from '../../src/forge/github/github.ts';
import { gitHubLimits, noLimits } from '../../src/forge/github/limits.ts';
import { openRepository, type Repository } from '../../src/git/git.ts';
import { openRemote } from '../../src/git/remote.ts';
import type { OpenedForge } from '../../src/run/open-forge.ts';
import { runUpgrades, type UpgradeOrder, type UpgradesDone } from '../../src/run/run-upgrades.ts';
import { tellUpgrades } from '../../src/run/tell-upgrades.ts';
import type { Told } from '../../src/run/tell.ts';
import { FastForge, noLogs, type Logs } from './fast-forge.ts';
import type { Files } from './fleet.ts';
import { remembering } from './upgrade-sweep-memory.ts';
import { twinRemote, type Twin } from './upgrade-sweep-remote.ts';

/** What a world is copied from. */
export interface Snapshot {
  /** Holds `clone` and `forge.git`. */
  readonly folder: string;
  readonly logs: Logs;
  /** Milliseconds since 1970. */
  readonly clock: number;
}

export interface WorldOptions {
  /** `asked` where another process may push. */
  readonly heads?: 'told' | 'asked';
  /** Where mail goes; without it, into files. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: 'github' | 'none';
  /** `git`: real fetches and pushes; `twin`: only the refs, for thousands of runs. */
  readonly remote?: 'git' | 'twin';
}

export interface RunDone {
  readonly ran: Outcome<UpgradesDone>;
  /** Undefined where the run itself failed. */
  readonly told: Outcome<Told | undefined> | undefined;
}

/** What a test does between two steps of a run. */
export interface Hooks {
  readonly progress?: (text: string) => void;
  /** Stands between the run and its remote. */
  readonly remote?: (remote: Remote) => Remote;
  readonly fetch?: (fetch: Fetch) => Fetch;
}

/** The start of every clock here. */
const morning = Date.parse('2026-03-10T08:00:00Z');

/** One copy, with its own forge and clock. */
export class SweepWorld {
  readonly folder: string;
  readonly faults: Faults = new Faults();
  readonly forge: FastForge;
  readonly server: Fetch;
  readonly bare: Repository;
  /** Of the command; where mail goes. */
  env: Readonly<Record<string, string>>;
  readonly #options: WorldOptions;
  #clock: number;
  #pushes = 0;
  #runs = 0;

  constructor({ folder, logs, clock }: Snapshot, options: WorldOptions = {}) {
    this.folder = newFolder();
    const objects = join('clone', '.git', 'objects');
    const isTwin = options.remote === 'twin';
    cpSync(folder, this.folder, { recursive: true, filter: (path) => !isTwin || path !== join(folder, objects) });
    if (isTwin) symlinkSync('../../forge.git/objects', join(this.folder, objects));
    this.#options = options;
    this.env = options.env ?? { TIDEMARK_MAIL_FOLDER: join(this.folder, 'mails') };
    this.#clock = clock;
    this.bare = remembering(repositoryAt(this.origin));
    this.forge = new FastForge({ repository: this.bare, logs, heads: options.heads ?? 'told' });
    const { faults } = this;
    this.server = localForge({
      repository: this.forge.port,
      now: () => this.#clock,
      owner: 'local',
      name: 'forge',
      faults,
    });
  }

  get clone(): string {
    return join(this.folder, 'clone');
  }

  get origin(): string {
    return join(this.folder, 'forge.git');
  }

  /** Pushes that moved anything, or tried. */
  get pushes(): number {
    return this.#pushes;
  }

  get now(): number {
    return this.#clock;
  }

  readonly pace: Pace = {
    now: () => this.#clock,
    wait: async (milliseconds) => {
      this.#clock += milliseconds;
    },
  };

  later(milliseconds: number): void {
    this.#clock += milliseconds;
  }

  adapter(fetch: Fetch = this.server): Forge {
    return githubForge({
      fetch,
      apiUrl: 'http://localhost',
      owner: 'local',
      repo: 'forge',
      token: 'token',
      pace: this.pace,
      limits: this.#options.limits === 'github' ? gitHubLimits : noLimits,
    });
  }

  opened(hooks: Hooks = {}): OpenedForge {
    const { remote: found, repository } = this.#place();
    const remote: Remote = {
      ...found,
      push: async (moves) => {
        this.#pushes += 1;
        const pushed = await found.push(moves);
        this.forge.pushed();
        return pushed;
      },
    };
    return {
      kind: 'github',
      forge: this.adapter(hooks.fetch?.(this.server)),
      remote: hooks.remote?.(remote) ?? remote,
      repository,
    };
  }

  #place(): Twin {
    const repository = repositoryAt(this.clone);
    if (this.#options.remote === 'twin')
      return twinRemote({ repository: remembering(repository), forge: this.forge, bare: this.bare });
    const found = openRemote({ repository, named: 'origin', credentials: undefined });
    if (!found.ok) throw new Error(found.detail);
    return { repository, remote: found.value };
  }

  /** One run of the command: upgrades, then telling. */
  async run(hooks: Hooks = {}, about: Partial<UpgradeOrder> = {}): Promise<RunDone> {
    this.#runs += 1;
    const run = `run-${this.#runs}`;
    const order: UpgradeOrder = {
      opened: this.opened(hooks),
      branch: undefined,
      selection: { streams: undefined, clusters: undefined, limit: undefined },
      now: new Date(this.#clock),
      progress: hooks.progress ?? (() => undefined),
      ...about,
    };
    const ran = await runUpgrades(order, () => succeeded(undefined));
    if (!ran.ok) return { ran, told: undefined };
    const told = await tellUpgrades({
      folder: this.clone,
      env: this.env,
      opened: order.opened,
      after: ran.value.after,
      done: ran.value.done,
      selection: order.selection,
      clock: () => new Date(this.#clock),
      run,
      act: 'do',
    });
    return { ran, told };
  }

  /** A run that must come to its end; how much it did is for the caller to see. */
  async cleanRun(about: Partial<UpgradeOrder> = {}): Promise<{ readonly done: UpgradesDone; readonly told: Told }> {
    const { ran, told } = await this.run({}, about);
    if (!ran.ok) throw new Error(`${ran.why}: ${ran.detail}`);
    if (told?.ok !== true || told.value === undefined) throw new Error(told?.ok === false ? told.detail : 'nobody');
    return { done: ran.value, told: told.value };
  }

  /** A person commits these files onto a branch; null removes one. Gives the commit. */
  commit(branch: string, files: Readonly<Record<string, string | null>>, from: string = branch): CommitId {
    const ref = `refs/heads/${branch}`;
    const parent = must(this.bare.resolve(`refs/heads/${from}`), `there is no branch ${from}`);
    const author = { name: 'maria', mail: 'maria@example.org', seconds: Math.floor(this.#clock / 1000) };
    const made = this.bare.makeCommits([
      { parents: [parent], edits: new Map(Object.entries(files)), message: 'mine\n', author },
    ]);
    const [commit] = made.ok ? made.value : [];
    const id = must(commit, 'no commit was made');
    this.move(ref, this.bare.resolve(ref), id);
    return id;
  }

  /** A person moves a ref, or removes it. */
  move(ref: string, from: string | undefined, to: string | undefined): void {
    const moved = this.bare.moveRefs([{ ref, from, to }]);
    if (!moved.ok) throw new Error(moved.detail);
    this.forge.pushed();
  }

  publish(tag: string): void {
    gitIn(this.origin, 'tag', '-a', '-m', tag, tag, 'main');
    this.forge.pushed();
  }

  snapshot(): Snapshot {
    const folder = newFolder();
    for (const repository of [this.origin, join(this.clone, '.git')]) {
      gitIn(repository, 'repack', '-adq');
      gitIn(repository, 'pack-refs', '--all');
      gitIn(repository, 'prune', '--expire=now');
    }
    cpSync(this.folder, folder, { recursive: true });
    return { folder, logs: this.forge.logs(), clock: this.#clock };
  }

  /** A test that makes hundreds of worlds removes each. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A fleet at a forge, nothing offered yet. */
export function newSnapshot(files: Files, tags: readonly string[]): Snapshot {
  const folder = newFolder();
  const clone = join(folder, 'clone');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }
  gitIn(clone, 'init', '-q', '-b', 'main');
  gitIn(folder, 'init', '-q', '--bare', '-b', 'main', 'forge.git');
  gitIn(clone, 'add', '-A');
  gitIn(clone, 'commit', '-q', '-m', 'the fleet');
  for (const tag of tags) gitIn(clone, 'tag', '-a', '-m', tag, tag);
  // Relative, so that a copy finds its own.
  gitIn(clone, 'remote', 'add', 'origin', '../forge.git');
  gitIn(clone, 'push', '-q', 'origin', 'main', '--tags');
  // A run reads the forge's branch; the files beside it would only be copied.
  for (const name of readdirSync(clone)) if (name !== '.git') rmSync(join(clone, name), { recursive: true });
  for (const repository of [join(folder, 'forge.git'), join(clone, '.git')]) {
    for (const name of ['hooks', 'logs', 'index', 'description', 'COMMIT_EDITMSG'])
      rmSync(join(repository, name), { recursive: true, force: true });
    gitIn(repository, 'config', 'gc.auto', '0');
  }
  const world = new SweepWorld({ folder, logs: noLogs, clock: morning });
  const snapshot = world.snapshot();
  world.remove();
  rmSync(folder, { recursive: true, force: true });
  return snapshot;
}

const made: string[] = [];

/** Removes what is left of every world and snapshot of this process. */
export function removeWorlds(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** In memory where there is such a place: thousands of small files are copied. */
function newFolder(): string {
  const place = existsSync('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir());
  const folder = mkdtempSync(join(place, 'tidemark-deep-'));
  made.push(folder);
  return folder;
}

function repositoryAt(folder: string): Repository {
  return must(openRepository(folder), `${folder} is no repository`);
}

function must<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}

function gitIn(folder: string, ...args: readonly string[]): string {
  const settings = [
    'user.name=a',
    'user.email=a@example.org',
    'commit.gpgSign=false',
    'tag.gpgSign=false',
    'gc.auto=0',
  ].flatMap((setting) => ['-c', setting]);
  const dated = { GIT_AUTHOR_DATE: '1773129600 +0000', GIT_COMMITTER_DATE: '1773129600 +0000' };
  const ran = spawnSync('git', [...settings, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...dated },
  });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
