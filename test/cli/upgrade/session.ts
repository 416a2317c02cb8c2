/** Runs `tidemark` in this process, on a fleet whose origin is an embedded forge, and shows it as a person would see it. */

import { expect } from 'vitest';
import { runCommand } from '../../../src/cli/run-command.ts';
import { expectDescribed } from '../../support/output-schemas.ts';
import type { UpgradeWorld } from '../../support/upgrade-world.ts';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A request or an issue, as `forge list --format json` writes it. */
export interface Listed {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
  readonly assignees: readonly { readonly login: string }[];
  readonly pull_request?: { readonly merged_at: string | null };
}

/** Two days later, say, is `'2026-03-12'`. */
const morning = '2026-03-10T08:00:00Z';

/** Nothing of the machine's environment is seen. */
export async function ran(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said): { write(text: string): void } => ({
    write: (text) => {
      said[name] += text;
    },
  });
  const exit = await runCommand(args, {
    env: { NO_COLOR: '1', ...env },
    cwd,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock: () => new Date(morning),
    interruption: () => new AbortController().signal,
  });
  expectDescribed(args, said.stdout);
  return { exit, ...said };
}

/** Calls as text, to be compared with a file; `vitest -u` rewrites the file. Ids of commits and folders differ from run to run. */
export async function session(world: UpgradeWorld, calls: readonly (readonly string[])[]): Promise<string> {
  const shown: string[] = [];
  for (const args of calls) {
    const { exit, stdout, stderr } = await ran(world.clone.root, args);
    const beside = stderr === '' ? '' : `--- standard error\n${stderr}`;
    shown.push(`$ tidemark ${args.join(' ')}\n${stdout}${beside}--- exit ${exit}\n`);
  }
  return shown
    .join('\n')
    .replaceAll(world.forge, 'FORGE')
    .replaceAll(world.clone.root, 'FLEET')
    .replaceAll(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replaceAll(/\b[0-9a-f]{16}\b/g, 'DIGEST')
    .replaceAll(/\b[0-9a-f]{12}\b/g, 'COMMIT');
}

/** Runs a command that has to end like this. */
export async function expectRun(
  world: UpgradeWorld,
  args: readonly string[],
  { exit = 0, env = {} }: { readonly exit?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const done = await ran(world.clone.root, args, env);
  expect(done.exit, `tidemark ${args.join(' ')}: ${done.stderr}`).toBe(exit);
  return done;
}

/** Everything at the forge. */
async function listed(world: UpgradeWorld): Promise<readonly Listed[]> {
  const { stdout } = await expectRun(world, ['forge', 'list', '--state', 'all', '--format', 'json']);
  return JSON.parse(stdout) as readonly Listed[];
}

export async function requests(world: UpgradeWorld): Promise<readonly Listed[]> {
  return (await listed(world)).filter(({ pull_request: pull }) => pull !== undefined).toSorted(byNumber);
}

export async function issues(world: UpgradeWorld): Promise<readonly Listed[]> {
  return (await listed(world)).filter(({ pull_request: pull }) => pull === undefined).toSorted(byNumber);
}

/** The number of the request with a title that begins so. */
export async function numberOf(world: UpgradeWorld, title: string): Promise<string> {
  const found = (await requests(world)).find((request) => request.state === 'open' && request.title.startsWith(title));
  if (found === undefined) throw new Error(`no request ${title}`);
  return String(found.number);
}

/** Everything that is written at the forge, by its refs: branches, requests, issues. */
export function written(world: UpgradeWorld): string {
  return world.bare('for-each-ref', '--format=%(refname) %(objectname)');
}

function byNumber(a: Listed, b: Listed): number {
  return a.number - b.number;
}
