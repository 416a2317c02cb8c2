/** The fleets and folders that the jobs of one size work on, and the jobs. */

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';
import type { JobName } from './rows.ts';
import type { Scratch } from './scratch.ts';
import { type Layout, workload, writeWorkload } from './workload.ts';
import { hostsPerCluster } from './workload/clusters.ts';
import { lastDay } from './workload/history.ts';
import { importHistory } from './workload/import-history.ts';
import { versions } from './workload/packages.ts';

export interface Job {
  /** Makes things ready for a round, outside of the timing. */
  readonly before: (round: number) => void;
  /** What node is given. */
  readonly args: readonly string[];
  /** How its output is compared with the unclever merge, where it has one. */
  readonly check?: readonly string[];
}

export const command: string = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const seed = 'tidemark';
const changedPins = 10;

/** Makes what the jobs need: fleets in git, prepared data for the bare writers, a compiled fleet to change. */
export async function setStage(
  scratch: Scratch,
  hosts: number,
  jobs: readonly JobName[],
): Promise<ReadonlyMap<JobName, Job>> {
  const cluster = fleetFolder(scratch, hosts, 'cluster', 'fleet');
  movePins(cluster, hosts);
  const makers: Readonly<Record<JobName, () => Job | Promise<Job>>> = {
    'write-differences': () => bareWriter(scratch, cluster, 'cluster'),
    'write-profiles': () => bareWriter(scratch, cluster, 'host'),
    unclever: () => floorJob(scratch, 'unclever', cluster),
    'cluster-cold': () => coldCompile(scratch, cluster, 'cluster'),
    'host-cold': () => coldCompile(scratch, fleetFolder(scratch, hosts, 'host', 'fleet-host'), 'host'),
    'nothing-changed': () => warmCompile(scratch, hosts, 'nothing-changed', () => {}),
    'cluster-changed': () => warmCompile(scratch, hosts, 'cluster-changed', changeCluster),
    'template-changed': () => warmCompile(scratch, hosts, 'template-changed', changeTemplate),
    diff: () => ({
      before: () => forget(cluster),
      args: [command, 'diff', 'HEAD~1', 'HEAD', '--fleet', cluster],
    }),
    'upgrade-plan': () => planAtForge(scratch, hosts, 'upgrade-plan'),
    'upgrade-again': async () => {
      const job = planAtForge(scratch, hosts, 'upgrade-again');
      await measure([command, 'upgrade', 'run', ...job.args.slice(3), '--no-tell']);
      return job;
    },
    report: async () => {
      const fleet = await fleetWithPast(scratch, hosts, 'fleet-report');
      return { before: () => forget(fleet), args: reportArgs(fleet) };
    },
    'report-again': async () => {
      const fleet = await fleetWithPast(scratch, hosts, 'fleet-report-again');
      const args = reportArgs(fleet);
      await measure(args);
      return { before: () => {}, args };
    },
  };
  const made = new Map<JobName, Job>();
  for (const name of jobs) made.set(name, await makers[name]());
  return made;
}

function fleetFolder(scratch: Scratch, hosts: number, layout: Layout, name: string): string {
  const folder = scratch.fresh(name);
  writeWorkload(folder, { seed, hosts, layout });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit(folder, 'The fleet');
  return folder;
}

/** A fleet with five years of history; its files as they are at the end lie in the folder. */
async function fleetWithPast(scratch: Scratch, hosts: number, name: string): Promise<string> {
  const folder = scratch.fresh(name);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  await importHistory(folder, { seed, clusters: hosts / hostsPerCluster });
  git(folder, 'reset', '--quiet', '--hard');
  return folder;
}

function reportArgs(fleet: string): readonly string[] {
  return [command, 'report', 'all', '--fleet', fleet, '--now', `${lastDay}T00:00:00Z`];
}

/** A commit that moves the pin of the first ten clusters that are behind. */
function movePins(fleet: string, hosts: number): void {
  const newest = versions.at(-1) ?? '';
  const behind = clusterFiles(hosts).filter(({ text }) => !text.includes(`linux: ${newest}`));
  for (const { path, text } of behind.slice(0, changedPins)) {
    writeFileSync(join(fleet, path), text.replace(/^ {2}linux: \w+$/m, `  linux: ${newest}`));
  }
  commit(fleet, 'Move ten clusters');
}

function clusterFiles(hosts: number): readonly { readonly path: string; readonly text: string }[] {
  return [...workload({ seed, hosts: Math.min(hosts, 500), layout: 'cluster' })].filter(({ path }) =>
    path.startsWith('clusters/'),
  );
}

async function bareWriter(scratch: Scratch, fleet: string, layout: Layout): Promise<Job> {
  const prepared = scratch.fresh(`prepared-${layout}`);
  await measure([floorFile('prepare'), fleet, prepared, layout]);
  const name = layout === 'cluster' ? 'write-differences' : 'write-profiles';
  return {
    ...floorJob(scratch, name, prepared),
    check: [floorFile('check'), fleet, scratch.fresh(`out/${name}`), layout],
  };
}

/** A plan against an embedded forge: everything of it but the network. Every version of the fleet is published. */
function planAtForge(scratch: Scratch, hosts: number, name: JobName): Job {
  const fleet = fleetFolder(scratch, hosts, 'cluster', `fleet-${name}`);
  edit(join(fleet, 'fleet.yaml'), /maxOpen: 200/, 'maxOpen: 1000');
  commit(fleet, 'Open as many as may be');
  for (const stream of ['linux', 'elfms'])
    for (const version of versions) git(fleet, 'tag', '--annotate', '--message', version, `${stream}/${version}`);
  const forge = scratch.fresh(`forge-${name}`);
  git(forge, 'init', '--quiet', '--bare', '--initial-branch=main');
  git(fleet, 'remote', 'add', 'origin', forge);
  git(fleet, 'push', '--quiet', 'origin', 'main', '--tags');
  return {
    before: () => {},
    args: [
      command,
      'upgrade',
      'plan',
      '--fleet',
      fleet,
      '--forge',
      'local',
      '--stream',
      'linux',
      '--now',
      '2026-12-01',
    ],
  };
}

function floorJob(scratch: Scratch, name: JobName, input: string): Job {
  const out = scratch.fresh(`out/${name}`);
  return { before: () => void scratch.fresh(`out/${name}`), args: [floorFile(name), input, out] };
}

/** Cold: neither cache nor output is there, and the cache is written. */
function coldCompile(scratch: Scratch, fleet: string, layout: Layout): Job {
  const name = `${layout}-cold`;
  const out = scratch.fresh(`out/${name}`);
  const before = (): void => {
    forget(fleet);
    scratch.fresh(`out/${name}`);
  };
  return { before, args: compileArgs(fleet, out), check: [floorFile('check'), fleet, out, layout] };
}

/** Warm: everything was compiled, then something changes. */
async function warmCompile(
  scratch: Scratch,
  hosts: number,
  name: JobName,
  change: (fleet: string, round: number) => void,
): Promise<Job> {
  const fleet = fleetFolder(scratch, hosts, 'cluster', `fleet-${name}`);
  const args = compileArgs(fleet, scratch.fresh(`out/${name}`));
  await measure(args);
  return {
    before: (round) => change(fleet, round),
    args,
    check: [floorFile('check'), fleet, args.at(-1) ?? '', 'cluster'],
  };
}

function changeCluster(fleet: string, round: number): void {
  const path = clusterFiles(10)[0]?.path ?? '';
  edit(join(fleet, path), /vm\.swappiness: \d+/, `vm.swappiness: ${100 + round}`);
}

function changeTemplate(fleet: string, round: number): void {
  edit(
    join(fleet, 'templates/linux', versions[4] ?? '', 'default.yaml'),
    /version: "[^"]*"/,
    `version: "9.9.${round}-1.el9"`,
  );
}

function edit(file: string, from: RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(file, changed);
}

function compileArgs(fleet: string, out: string): readonly string[] {
  return [command, 'compile', '--fleet', fleet, '--out', out];
}

function forget(fleet: string): void {
  rmSync(join(fleet, '.tidemark'), { recursive: true, force: true });
}

function floorFile(name: string): string {
  return fileURLToPath(new URL(`floors/${name}.mjs`, import.meta.url));
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
}

function git(folder: string, ...args: readonly string[]): void {
  const person = { NAME: 'Bench', EMAIL: 'bench@example.org', DATE: '2026-01-01T00:00:00Z' };
  const people = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
  );
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...Object.fromEntries(people),
  };
  execFileSync('git', ['-C', folder, '-c', 'gc.auto=0', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
