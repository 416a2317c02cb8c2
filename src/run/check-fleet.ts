/** Checks a whole fleet in memory: every file, every cluster, also what no cluster uses yet. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { checkExceptionEnds } from '../compile/exceptions.ts';
import { checkHolds } from '../compile/holds.ts';
import { outputsOf } from '../compile/emit.ts';
import { byteOrder } from '../core/order.ts';
import { parseJson } from '../yaml/json.ts';
import { checkOutputs } from './check-outputs.ts';
import { readEmitPlans } from './emit-plans.ts';
import { OutputPaths } from './output-paths.ts';
import { readYaml } from './fleet-files.ts';
import { checkTags, type TaggedTree } from './release-tags.ts';
import {
  checkHostsOnce,
  checkWithdrawn,
  definesOfAll,
  errorsByVictim,
  openFleet,
  readAllClusters,
  workshopOf,
  type OpenFleet,
} from './open-fleet.ts';
import type { FileKind } from '../schema/files.ts';
import { parseVersion } from '../core/version.ts';

export interface CheckReport {
  readonly clusters: number;
  readonly hosts: number;
  readonly failed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Of a tree with tags it is also checked that what is published is as it was. */
export async function checkFleet(
  tree: TaggedTree,
  today: string,
  progress: (done: number, all: number) => void,
): Promise<CheckReport> {
  const out = new Diagnostics();
  const open = openFleet(tree, out);
  if (open === undefined) return { clusters: 0, hosts: 0, failed: [], diagnostics: out.sorted() };
  const plans = await readEmitPlans(open, out);
  const clusters = readAllClusters(open);
  const doubles = new Diagnostics();
  checkHostsOnce(
    [...clusters.values()].flatMap(({ cluster }) => cluster ?? []),
    doubles,
  );
  out.addAll(doubles.sorted());
  const broken = errorsByVictim(out.sorted());
  const blocked = open.fleet.profileSchema !== undefined && open.schema.schema === undefined;
  const { compiler, templates } = workshopOf(open, definesOfAll(clusters.values()));
  const emitted = new OutputPaths();
  const failed: string[] = [];
  let hosts = 0;
  for (const [index, name] of [...clusters.keys()].toSorted(byteOrder).entries()) {
    progress(index + 1, clusters.size);
    const { cluster, diagnostics } = clusters.get(name) ?? nothingRead;
    const own = new Diagnostics([{ cluster: name }]);
    own.addAll(diagnostics);
    if (cluster !== undefined && !broken.has(name)) {
      checkWithdrawn(open, cluster, own);
      const profiles = compiler.profilesOf(cluster);
      own.addAll(profiles.diagnostics);
      const outputs = profiles.sound ? outputsOf(profiles, compiler.contextOf(cluster), plans) : [];
      const paths = checkOutputs(outputs, name, { open, emitted, out: own });
      if (own.errors === 0) for (const path of paths) emitted.add(path);
    }
    if (cluster !== undefined) checkHolds(cluster, today, own);
    if (cluster === undefined || broken.has(name) || blocked || own.errors > 0) failed.push(name);
    else hosts += cluster.hosts.size;
    out.addAll(own.sorted());
  }
  for (const name of templates.names())
    for (const { code, site, facts, related } of templates.template(name)?.complaints ?? [])
      out.add(code, site, facts, { related });
  checkOtherFiles(open, out);
  checkExceptionEnds(open.fleet, today, out);
  checkTags(tree, out);
  return { clusters: clusters.size, hosts, failed, diagnostics: out.sorted() };
}

const nothingRead = { cluster: undefined, diagnostics: [] };

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

/** The file of a release, and what its folder says. */
export interface ReleaseFile {
  readonly file: string;
  readonly stream: string;
  readonly version: string;
}

/** A release says which stream and version it is, and its folder says the same. */
export function checkRelease(open: OpenFleet, { file, stream, version }: ReleaseFile, out: Diagnostics): void {
  const read = readYaml(open.tree, file, 'release', out);
  if (read?.plain === undefined) return;
  const release = read.plain as unknown as { readonly stream: string; readonly version: string };
  if (release.stream !== stream)
    out.add('release-mismatch', { file, route: ['stream'] }, { key: 'stream', says: release.stream, folder: stream });
  if (release.version !== version)
    out.add(
      'release-mismatch',
      { file, route: ['version'] },
      { key: 'version', says: release.version, folder: version },
    );
  if (open.fleet.streams.has(stream) && parseVersion(version) === undefined)
    out.add('version-malformed', { file, route: ['version'] }, { text: version });
}
