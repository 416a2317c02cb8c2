/** Checks a whole fleet in memory: every file, every cluster, also what no cluster uses yet. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { checkHolds } from '../compile/holds.ts';
import { outputsOf } from '../compile/emit.ts';
import type { Tree } from '../core/tree.ts';
import { parseJson } from '../yaml/json.ts';
import { emitSite, readEmitPlans } from './emit-plans.ts';
import { OutputPaths } from './output-paths.ts';
import { readYaml } from './fleet-files.ts';
import { checkHostsOnce, checkWithdrawn, definesOfAll, openFleet, readAllClusters, workshopOf, type OpenFleet } from './open-fleet.ts';
import type { FileKind } from '../schema/files.ts';
import { parseVersion } from '../core/version.ts';

export interface CheckReport {
  readonly clusters: number;
  readonly hosts: number;
  readonly failed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function checkFleet(tree: Tree, today: string, progress: (done: number, all: number) => void): Promise<CheckReport> {
  const out = new Diagnostics();
  const open = openFleet(tree, out);
  if (open === undefined) return { clusters: 0, hosts: 0, failed: [], diagnostics: out.sorted() };
  const plans = await readEmitPlans(open, out);
  const clusters = readAllClusters(open);
  const doubles = new Diagnostics();
  checkHostsOnce([...clusters.values()].flatMap(({ cluster }) => cluster ?? []), doubles);
  out.addAll(doubles.sorted());
  const shared = new Set(doubles.sorted().flatMap(({ victims }) => [...victims.keys()]));
  const { compiler, templates } = workshopOf(open, definesOfAll(clusters.values()));
  const emitted = new OutputPaths();
  const failed: string[] = [];
  let hosts = 0;
  let done = 0;
  for (const [name, { cluster, diagnostics }] of clusters) {
    progress((done += 1), clusters.size);
    out.addAll(diagnostics);
    if (cluster === undefined || shared.has(name)) {
      failed.push(name);
      continue;
    }
    checkWithdrawn(open, cluster, out);
    checkHolds(cluster, today, out);
    const profiles = compiler.profilesOf(cluster);
    out.addAll(profiles.diagnostics);
    if (!profiles.sound) failed.push(name);
    else hosts += cluster.hosts.size;
    for (const output of profiles.sound ? outputsOf(profiles, compiler.contextOf(cluster), plans) : []) {
      const victims = [{ cluster: name, ...(output.host === undefined ? {} : { host: output.host }) }];
      const site = emitSite(open, output);
      if (output.is === 'fault') out.add(output.code, site, output.facts, { victims });
      else if (emitted.meets(output.path)) out.add('emit-collision', site, { path: output.path }, { victims });
      else emitted.add(output.path);
    }
  }
  for (const name of templates.names()) for (const { code, site, facts, related } of templates.template(name)?.complaints ?? []) out.add(code, site, facts, { related });
  checkOtherFiles(open, out);
  return { clusters: clusters.size, hosts, failed, diagnostics: out.sorted() };
}

/** Files that compiling does not read: releases, rollouts, calendars, the schedule, schemas. */
function checkOtherFiles(open: OpenFleet, out: Diagnostics): void {
  const { tree } = open;
  for (const file of tree.list('templates')) {
    const [, stream = '', version = '', name, more] = file.split('/');
    if (name === 'release.yaml' && more === undefined) checkRelease(open, { file, stream, version }, out);
  }
  for (const [folder, pattern, kind] of others) {
    for (const file of tree.list(folder)) if (pattern.test(file)) readYaml(tree, file, kind, out);
  }
  for (const file of tree.list('schemas')) {
    const found = file.endsWith('.json') ? tree.read(file) : undefined;
    if (found !== undefined && !('unreadable' in found)) parseJson(file, found.text, out);
  }
}

const others: readonly (readonly [string, RegExp, FileKind])[] = [
  ['calendars', /^calendars\/[^/]+\.yaml$/, 'calendar'],
  ['rollouts', /^rollouts\/[^/]+\/[^/]+\/rollout\.yaml$/, 'rollout'],
  ['schedule.yaml', /^schedule\.yaml$/, 'schedule'],
];

interface ReleaseFile {
  readonly file: string;
  readonly stream: string;
  readonly version: string;
}

/** A release says which stream and version it is, and its folder says the same. */
function checkRelease(open: OpenFleet, { file, stream, version }: ReleaseFile, out: Diagnostics): void {
  const read = readYaml(open.tree, file, 'release', out);
  if (read?.plain === undefined) return;
  const release = read.plain as unknown as { readonly stream: string; readonly version: string };
  if (release.stream !== stream) out.add('release-mismatch', { file, route: ['stream'] }, { key: 'stream', says: release.stream, folder: stream });
  if (release.version !== version) out.add('release-mismatch', { file, route: ['version'] }, { key: 'version', says: release.version, folder: version });
  if (open.fleet.streams.has(stream) && parseVersion(version) === undefined) out.add('version-malformed', { file, route: ['version'] }, { text: version });
}

