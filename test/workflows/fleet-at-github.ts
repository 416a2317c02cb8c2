/** A repository at GitHub for tests: the example fleet in a bare repository on disk, with a pull request, and comments on loopback. */

import { cpSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root, text } from '../house/repository.ts';
import { temporaryFolder, type Files } from '../support/fleet.ts';
import { repositoryOf, type Repository } from '../support/repository.ts';
import type { Table } from './runner/expression.ts';
import type { Event, HostOptions } from './runner/host.ts';

const repositoryName = 'cc/fleet';
const toolName = 'example/tidemark';

/** A repository with this fleet, and the bare one that it is pushed to. */
export interface Hosted extends Repository {
  readonly remote: string;
  push(...refs: readonly string[]): void;
}

/** What the example fleet is made of. */
const parts = 'fleet.yaml owners.yaml schedule.yaml clusters templates schemas calendars rollouts package-lists'.split(
  ' ',
);

export function exampleFleet(more: Files = {}): Hosted {
  const repository = repositoryOf({});
  for (const part of parts) cpSync(join(root, part), join(repository.root, part), { recursive: true });
  return hosted(repository, more);
}

/** What docs/github.md tells a fleet elsewhere to write, with its blanks filled in. */
export function workflowOfThePage(name: string): string {
  const page = text('docs/github.md');
  const head = `\`\`\`yaml\n# .github/workflows/${name}.yml\n`;
  const start = page.indexOf(head);
  if (start === -1) throw new Error(`docs/github.md has no ${name}.yml`);
  const block = page.slice(start + head.length, page.indexOf('```', start + head.length));
  return block.replaceAll('OWNER/tidemark', toolName).replaceAll('COMMIT', 'a'.repeat(40));
}

export function smallFleet(files: Files): Hosted {
  return hosted(repositoryOf(files), {});
}

function hosted(repository: Repository, more: Files): Hosted {
  repository.commit(more);
  const remote = join(temporaryFolder(), 'fleet.git');
  repository.git('clone', '-q', '--bare', repository.root, remote);
  repository.git('-C', remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  repository.git('remote', 'add', 'origin', remote);
  return { ...repository, remote, push: (...refs) => repository.git('push', '-q', 'origin', ...refs) };
}

export interface RequestOptions {
  readonly branch?: string;
  readonly title?: string;
  /** The repository that the branch lies in, where it is a fork. */
  readonly from?: string;
}

/** A pull request with these changes, as GitHub offers it to a workflow: with the commit that merging would make. */
export function pullRequest(fleet: Hosted, files: Files, options: RequestOptions = {}): Event {
  const { branch = 'change', title = 'A change', from = repositoryName } = options;
  const base = fleet.git('rev-parse', 'main');
  fleet.git('checkout', '-q', '-b', branch);
  const head = fleet.commit(files);
  fleet.git('checkout', '-q', '--detach', base);
  fleet.git('merge', '-q', '--no-ff', '-m', 'a merge', head);
  const sha = fleet.git('rev-parse', 'HEAD');
  fleet.push(`+${head}:refs/pull/7/head`, `+${sha}:refs/pull/7/merge`);
  fleet.git('checkout', '-q', 'main');
  const payload: Table = {
    action: 'opened',
    number: 7,
    pull_request: {
      number: 7,
      title,
      body: title,
      base: { ref: 'main', sha: base, repo: { full_name: repositoryName } },
      head: { ref: branch, sha: head, repo: { full_name: from } },
      user: { login: 'maria' },
    },
    repository: { full_name: repositoryName, default_branch: 'main' },
  };
  return { name: 'pull_request', ref: 'refs/pull/7/merge', sha, payload };
}

/** A push to main, or of a tag. */
export function pushOf(fleet: Hosted, ref: string): Event {
  const sha = fleet.git('rev-parse', `${ref}^{commit}`);
  return {
    name: 'push',
    ref,
    sha,
    payload: { ref, after: sha, repository: { full_name: repositoryName, default_branch: 'main' } },
  };
}

export function hostOf(fleet: Hosted, more: Partial<HostOptions> = {}): HostOptions {
  return {
    remote: fleet.remote,
    repository: repositoryName,
    tool: root.replace(/\/$/, ''),
    toolRepository: toolName,
    ...more,
  };
}

export interface WrittenComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

export interface CommentServer {
  readonly url: string;
  readonly comments: WrittenComment[];
  /** Every request, as `METHOD path`. */
  readonly asked: string[];
}

/** As much of GitHub's API as comments on a pull request need. `allowed` false answers writes with 403. */
export async function commentServer(allowed: 'writes' | 'reads'): Promise<CommentServer> {
  const comments: WrittenComment[] = [];
  const asked: string[] = [];
  const answer = (method: string, path: string, said: { readonly body?: string }): readonly [number, unknown] => {
    if (method === 'GET') return [200, comments];
    if (allowed === 'reads') return [403, { message: 'Resource not accessible by integration' }];
    const body = said.body ?? '';
    const known = comments.find(({ id }) => path.endsWith(`/comments/${id}`));
    if (known === undefined)
      comments.push({ id: comments.length + 1, body, user: { login: 'github-actions[bot]', type: 'Bot' } });
    else known.body = body;
    return [201, known ?? comments.at(-1)];
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { method = '', url = '' } = request;
      asked.push(`${method} ${url}`);
      const [status, value] = answer(method, url, JSON.parse(text || '{}') as { body?: string });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { url: `http://127.0.0.1:${port}`, comments, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
