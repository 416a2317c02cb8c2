/** The machine that a workflow runs on in tests: folders of its own, a repository on disk instead of GitHub's, loopback alone. */

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../support/fleet.ts';
import type { Table, Texts } from './expression.ts';

/** What started the run. */
export interface Event {
  readonly name: 'push' | 'pull_request' | 'schedule' | 'workflow_dispatch';
  /** Full: `refs/heads/main`, `refs/tags/linux/2026_8_minor`, `refs/pull/7/merge`. */
  readonly ref: string;
  readonly sha: string;
  readonly payload: Table;
}

export interface HostOptions {
  /** The bare repository that stands for the one at GitHub, and its name there. */
  readonly remote: string;
  readonly repository: string;
  /** Where tidemark lies, built; and the repository that it comes from, by whose name workflows call it. */
  readonly tool: string;
  readonly toolRepository: string;
  readonly secrets?: Texts;
  /** A server on loopback; without one, whatever asks the forge fails. */
  readonly apiUrl?: string;
  /** Beside the environment that GitHub gives. */
  readonly env?: Texts;
}

export interface Host extends HostOptions {
  /** For everything that the run makes; removed when the test ends. */
  readonly folder: string;
  readonly artifacts: Map<string, string>;
  /** The token of a workflow; it is never to be seen in a log. */
  readonly token: string;
  /** The token that an App gives. */
  readonly appToken: string;
  readonly server: string;
}

export const workflowToken = 'ghs_canaryOfTheWorkflow';

export function makeHost(options: HostOptions): Host {
  return {
    ...options,
    folder: temporaryFolder(),
    artifacts: new Map(),
    token: workflowToken,
    appToken: 'ghs_canaryOfTheApp',
    server: 'https://github.example',
  };
}

/** A new folder of the run. */
export function folderIn(host: Host, ...parts: readonly string[]): string {
  const folder = join(host.folder, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A workflow that is named from another: `./.github/workflows/x.yml`, or one of the tool's repository at a commit. */
export function calledWorkflow(host: Host, named: string): string {
  const [, local] = /^\.\/(\.github\/workflows\/[\w.-]+)$/.exec(named) ?? [];
  const [, repository, remote] = /^([\w.-]+\/[\w.-]+)\/(\.github\/workflows\/[\w.-]+)@[0-9a-f]{40}$/.exec(named) ?? [];
  const path = local ?? (repository === host.toolRepository ? remote : undefined);
  if (path === undefined) throw new Error(`${named} is no workflow that this host knows`);
  return readFileSync(join(host.tool, path), 'utf8');
}

/** What every process is given of this machine, and no more. */
export function machineEnv(host: Host): Texts {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: folderIn(host, 'home'),
    LANG: 'C.UTF-8',
    CI: 'true',
    GIT_CONFIG_NOSYSTEM: '1',
    ...host.env,
  };
}
