/** A fleet of small clusters with releases, its clone and its embedded forge: everything a run of upgrades touches. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Faults } from '../../src/forge/local/faults.ts';
import { localForge } from '../../src/forge/local/app.ts';
import { githubForge } from '../../src/forge/github/github.ts';
import { gitHubLimits, noLimits } from '../../src/forge/github/limits.ts';
import type { Pace } from '../../src/forge/forge.ts';
import { openRepository } from '../../src/git/git.ts';
import { openRemote } from '../../src/git/remote.ts';
import type { Done } from '../../src/run/carry-out-upgrades.ts';
import type { OpenedForge } from '../../src/run/open-forge.ts';
import { planUpgradesAt, runUpgrades, type UpgradeOrder, type UpgradesDone } from '../../src/run/run-upgrades.ts';
import { succeeded } from '../../src/core/outcome.ts';
import { temporaryFolder, fleetFolder, type FleetFolder, type Files } from './fleet.ts';

/** What a cluster's file says beside its owners and pins. */
export interface ClusterSketch {
  readonly linux?: string;
  readonly elfms?: string;
  readonly owners?: readonly string[];
  readonly more?: string;
}

export interface FleetSketch {
  readonly clusters: Readonly<Record<string, ClusterSketch>>;
  /** More files, over the others. */
  readonly files?: Files;
  /** Of `fleet.yaml`. */
  readonly upgrade?: string;
}

const people = ['maria', 'tomas', 'ingrid'];

/** The files of a fleet with two streams and three releases of each. */
export function fleetFiles({ clusters, files = {}, upgrade = '{}' }: FleetSketch): Files {
  const releases = ['2026_1_minor', '2026_2_minor', '2026_3_major'];
  return {
    '.gitignore': '.tidemark/\nprofiles/\n',
    'fleet.yaml': `fleet: demo
entry: entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [ingrid] }
  elfms: { title: Tools, owners: [ingrid] }
packages: { at: /packages, order: rpm }
upgrade: ${upgrade}
notify: [{ channel: mail, to: owners }, { channel: issue }]
`,
    'owners.yaml': `people:\n${people.map((name) => `  ${name}: { name: ${name}, mail: ${name}@example.org }\n`).join('')}`,
    'schemas/profile.schema.json': JSON.stringify({
      type: 'object',
      properties: {
        packages: { type: 'object', additionalProperties: { type: 'object' } },
        swap: { type: 'boolean' },
      },
      additionalProperties: false,
    }),
    'templates/entry.yaml': `include:
  - linux/{{versions.linux}}/default
  - elfms/{{versions.elfms}}/default
`,
    ...Object.fromEntries(
      ['linux', 'elfms'].flatMap((stream) =>
        releases.flatMap((version, index) => [
          [
            `templates/${stream}/${version}/release.yaml`,
            `stream: ${stream}\nversion: ${version}\ndate: 2026-0${index + 1}-28\n`,
          ],
          [
            `templates/${stream}/${version}/default.yaml`,
            `profile:\n  packages:\n    ${stream}-tool: { version: "1.${index}-1", arch: x86_64 }\n`,
          ],
        ]),
      ),
    ),
    ...Object.fromEntries(
      Object.entries(clusters).map(([name, sketch]) => [
        `clusters/${name}.yaml`,
        `# ${name}, kept by hand
owners: [${(sketch.owners ?? ['maria']).join(', ')}]
versions:
  linux: ${sketch.linux ?? '2026_1_minor'}   # the operating system
  elfms: ${sketch.elfms ?? '2026_1_minor'}
${sketch.more ?? ''}hosts:
  ${name}[1-2]: {}
`,
      ]),
    ),
    ...files,
  };
}

/** Publishes every release that has a folder. */
function tagReleases(folder: FleetFolder, tags: readonly string[]): void {
  for (const tag of tags) gitIn(folder.root, 'tag', '-a', '-m', tag, tag);
}

export interface UpgradeWorld {
  readonly clone: FleetFolder;
  /** The bare repository. */
  readonly forge: string;
  readonly faults: Faults;
  /** What a fake clock has been made to wait, in milliseconds. */
  readonly waited: () => number;
  readonly open: (limits?: 'github' | 'none') => OpenedForge;
  readonly order: (about?: Partial<UpgradeOrder>) => UpgradeOrder;
  readonly run: (about?: Partial<UpgradeOrder>) => Promise<UpgradesDone>;
  readonly plan: (about?: Partial<UpgradeOrder>) => ReturnType<typeof planUpgradesAt>;
  /** Commits what lies in the clone on main, and pushes it. */
  readonly push: (files: Files, message?: string) => string;
  readonly git: (...args: readonly string[]) => string;
  /** Git in the bare repository. */
  readonly bare: (...args: readonly string[]) => string;
}

export const published: readonly string[] = ['linux', 'elfms'].flatMap((stream) => [
  `${stream}/2026_1_minor`,
  `${stream}/2026_2_minor`,
]);

/** A clone with a forge behind it; `tags` are what is published. */
export function upgradeWorld(sketch: FleetSketch, tags: readonly string[] = published): UpgradeWorld {
  const clone = fleetFolder(fleetFiles(sketch));
  const forge = join(temporaryFolder(), 'forge.git');
  gitIn(clone.root, 'init', '-q', '-b', 'main');
  gitIn(clone.root, 'init', '-q', '--bare', '-b', 'main', forge);
  commitAll(clone.root, 'the fleet');
  tagReleases(clone, tags);
  gitIn(clone.root, 'remote', 'add', 'origin', forge);
  gitIn(clone.root, 'push', '-q', 'origin', 'main', '--tags');
  const faults = new Faults();
  let clock = Date.parse('2026-03-10T08:00:00Z');
  const start = clock;
  const pace: Pace = {
    now: () => clock,
    wait: async (milliseconds) => {
      clock += milliseconds;
    },
  };
  const bare = openRepository(forge);
  if (bare === undefined) throw new Error('the forge has no repository');
  const fetch = localForge({ repository: bare, now: () => pace.now(), owner: 'local', name: 'forge', faults });
  const open = (limits: 'github' | 'none' = 'none'): OpenedForge => {
    const repository = openRepository(clone.root);
    if (repository === undefined) throw new Error('the clone has no repository');
    const remote = openRemote({ repository, named: 'origin', credentials: undefined });
    if (!remote.ok) throw new Error(remote.detail);
    const adapter = githubForge({
      fetch,
      apiUrl: 'http://localhost',
      owner: 'local',
      repo: 'forge',
      token: 'token',
      pace,
      limits: limits === 'none' ? noLimits : gitHubLimits,
    });
    return { kind: 'local', forge: adapter, remote: remote.value, repository };
  };
  const order = (about: Partial<UpgradeOrder> = {}): UpgradeOrder => ({
    opened: open(),
    branch: undefined,
    selection: { streams: undefined, clusters: undefined, limit: undefined },
    now: new Date(clock),
    progress: () => undefined,
    ...about,
  });
  return {
    clone,
    forge,
    faults,
    waited: () => clock - start,
    open,
    order,
    run: async (about) => {
      const ran = await runUpgrades(order(about), () => succeeded(undefined));
      if (!ran.ok) throw new Error(`${ran.why}: ${ran.detail}`);
      return ran.value;
    },
    plan: (about) => planUpgradesAt(order(about)),
    push: (files, message = 'a change') => {
      gitIn(clone.root, 'fetch', '-q', 'origin', 'main');
      gitIn(clone.root, 'reset', '-q', '--hard', 'FETCH_HEAD');
      clone.write(files);
      commitAll(clone.root, message);
      gitIn(clone.root, 'push', '-q', 'origin', 'main');
      return gitIn(clone.root, 'rev-parse', 'HEAD');
    },
    git: (...args) => gitIn(clone.root, ...args),
    bare: (...args) => gitIn(forge, ...args),
  };
}

/** Each thing that was done: `opened tidemark/a/linux`; and each that was not, with its reason. */
export function didWhat(done: readonly Done[]): readonly string[] {
  return done.map(({ step, result }) => {
    const name = 'offer' in step ? step.offer.branch : step.do === 'prune' ? step.name : step.request.branch;
    return result.ok ? `${result.value.what} ${name}` : `${result.why} ${name}: ${result.detail}`;
  });
}

function commitAll(folder: string, message: string): void {
  gitIn(folder, 'add', '-A');
  gitIn(folder, 'commit', '-q', '--allow-empty', '-m', message);
}

function gitIn(folder: string, ...args: readonly string[]): string {
  const person = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.org',
    '-c',
    'commit.gpgSign=false',
    '-c',
    'tag.gpgSign=false',
  ];
  const ran = spawnSync('git', [...person, ...args], { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
