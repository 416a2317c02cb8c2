/** Small stand-ins for GitHub's own actions, faithful in what a workflow sees of them. */

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Texts } from './expression.ts';
import { folderIn, machineEnv, type Event, type Host } from './host.ts';
import { mustRun } from './process.ts';

export interface Asked {
  readonly host: Host;
  readonly event: Event;
  readonly workspace: string;
  readonly with: Texts;
}

/** Gives the outputs of the step, or throws what the log would say. */
export type StandIn = (asked: Asked) => Promise<Texts>;

export const standIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/setup-node': async () => ({}),
  'actions/upload-artifact': upload,
  'actions/download-artifact': download,
  'actions/create-github-app-token': appToken,
  'github/codeql-action/upload-sarif': uploadSarif,
};

/** Tidemark is not cloned but linked, built as it is here; any other repository is the one on disk, cloned as GitHub's action does it. */
async function checkout(asked: Asked): Promise<Texts> {
  const { host, workspace, with: given } = asked;
  const folder = resolve(workspace, given['path'] ?? '.');
  rmSync(folder, { recursive: true, force: true });
  const repository = given['repository'] || host.repository;
  if (repository === host.toolRepository) {
    if (!/^[0-9a-f]{40}$/.test(given['ref'] ?? '')) throw new Error(`tidemark is asked for at ${given['ref']}`);
    symlinkSync(host.tool, folder);
    return {};
  }
  if (repository !== host.repository) throw new Error(`there is no repository ${repository}`);
  mkdirSync(folder, { recursive: true });
  await clone(asked, folder);
  return {};
}

async function clone({ host, event, with: given }: Asked, folder: string): Promise<void> {
  const git = async (...args: readonly string[]): Promise<string> =>
    await mustRun('git', args, { cwd: folder, env: machineEnv(host) });
  await git('init', '-q', '-b', 'main');
  await git('remote', 'add', 'origin', `file://${host.remote}`);
  const isWhole = given['fetch-depth'] === '0';
  const fetch = async (spec: string): Promise<string> =>
    await git('fetch', '-q', ...(isWhole ? [] : ['--depth=1', '--no-tags']), 'origin', spec);
  if (isWhole) await git('fetch', '-q', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
  const branch = given['ref'] ?? '';
  if (branch !== '') {
    await fetch(`+refs/heads/${branch}:refs/remotes/origin/${branch}`);
    await git('checkout', '-q', '-B', branch, `refs/remotes/origin/${branch}`);
  } else if (event.ref.startsWith('refs/heads/')) {
    const name = event.ref.slice('refs/heads/'.length);
    await fetch(`+${event.sha}:refs/remotes/origin/${name}`);
    await git('checkout', '-q', '-B', name, event.sha);
  } else {
    // For a tag this puts the commit in the place of the tag object, as the real one does.
    await fetch(`+${event.sha}:${event.ref.replace(/^refs\/pull\//, 'refs/remotes/pull/')}`);
    await git('checkout', '-q', '--detach', event.sha);
  }
  if (given['persist-credentials'] !== 'false')
    await git('config', 'http.extraheader', `AUTHORIZATION: basic ${host.token}`);
}

async function upload({ host, workspace, with: given }: Asked): Promise<Texts> {
  const { name = 'artifact' } = given;
  const path = resolve(workspace, given['path'] ?? '');
  if (host.artifacts.has(name)) throw new Error(`an artifact ${name} is there already`);
  if (!existsSync(path)) {
    if (given['if-no-files-found'] === 'error') throw new Error(`no files at ${path}`);
    return {};
  }
  const kept = folderIn(host, 'artifacts', name);
  cpSync(path, statSync(path).isDirectory() ? kept : join(kept, basename(path)), { recursive: true });
  host.artifacts.set(name, kept);
  return { 'artifact-id': String(host.artifacts.size) };
}

async function download({ host, workspace, with: given }: Asked): Promise<Texts> {
  const kept = host.artifacts.get(given['name'] ?? '');
  if (kept === undefined) throw new Error(`there is no artifact ${given['name']}`);
  const path = resolve(workspace, given['path'] ?? '.');
  cpSync(kept, path, { recursive: true });
  return { 'download-path': path };
}

/** What is given to code scanning is kept as if it were an artifact, by its category. */
async function uploadSarif({ host, workspace, with: given }: Asked): Promise<Texts> {
  const { sarif_file: file = '', category = '' } = given;
  const path = resolve(workspace, file);
  const { version, runs } = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown; runs?: unknown };
  if (version !== '2.1.0' || !Array.isArray(runs)) throw new Error(`${file} is no SARIF 2.1.0`);
  const kept = folderIn(host, 'code-scanning', category);
  cpSync(path, join(kept, basename(path)));
  host.artifacts.set(`code-scanning ${category}`, kept);
  return { 'sarif-id': category };
}

async function appToken({ host, with: given }: Asked): Promise<Texts> {
  if (!/^\d+$/.test(given['app-id'] ?? '') || (given['private-key'] ?? '') === '')
    throw new Error('an App needs its id and its key');
  const asked = Object.entries(given).filter(([name]) => name.startsWith('permission-'));
  writeFileSync(join(host.folder, 'app-permissions.json'), JSON.stringify(Object.fromEntries(asked)));
  return { token: host.appToken };
}
