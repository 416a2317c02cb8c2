import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openLocalForge } from '../../src/run/local-forge.ts';
import { serveForge } from '../../src/run/local-forge-serve.ts';
import { tidemark } from '../support/command.ts';
import type { Files } from '../support/fleet.ts';
import { hostOf, pushOf, smallFleet, workflowOfThePage, type Hosted } from './fleet-at-github.ts';
import { workflowToken, type Event, type HostOptions } from './runner/host.ts';
import { runWorkflow, type Finished } from './runner/run.ts';

function release(version: string, date: string): Files {
  const folder = `templates/linux/${version}`;
  return {
    [`${folder}/default.yaml`]: `profile:\n  release: ${version}\n`,
    [`${folder}/release.yaml`]: `stream: linux\nversion: ${version}\ndate: "${date}"\nowners: [maria]\nnotes: What Linux is made of.\n`,
  };
}

const fleetFiles: Files = {
  'fleet.yaml':
    'fleet: demo\nentry: entry\nstreams: { linux: { title: Linux, owners: [maria] } }\nnotify: [{ channel: issue }]\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'templates/entry.yaml': 'include: ["linux/{{versions.linux}}/default"]\nprofile:\n  port: 22\n',
  ...release('2026_7_minor', '2026-07-15'),
  ...release('2026_8_minor', '2026-08-15'),
  'clusters/web.yaml': 'owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts:\n  web1: {}\n',
  'clusters/db.yaml': 'owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts:\n  db1: {}\n',
};

const onTag = workflowOfThePage('tidemark-release');
const byHand = workflowOfThePage('tidemark-upgrades');

// A run starts a dozen processes, one after the other.
vi.setConfig({ testTimeout: 120_000 });

/** A fleet whose bare repository is an embedded forge, answering on loopback. */
async function fleetWithForge(): Promise<{ readonly fleet: Hosted; readonly host: HostOptions }> {
  const fleet = smallFleet(fleetFiles);
  fleet.git('tag', '-a', 'linux/2026_7_minor', '-m', 'July');
  fleet.git('tag', '-a', 'linux/2026_8_minor', '-m', 'August');
  fleet.push('main', 'refs/tags/linux/2026_7_minor');
  const now = (): number => Date.parse('2026-11-21T09:00:00Z');
  const opened = openLocalForge({ folder: fleet.remote, now });
  if (!opened.ok) throw new Error(opened.detail);
  const served = await serveForge({
    port: 0,
    forgeAt: (web) => {
      const forge = openLocalForge({ folder: fleet.remote, now, web });
      return forge.ok ? { ok: true, value: forge.value.fetch } : forge;
    },
  });
  if (!served.ok) throw new Error(served.detail);
  onTestFinished(() => served.value.close());
  const { owner, name } = opened.value;
  const apiUrl = `http://127.0.0.1:${served.value.port}`;
  return { fleet, host: hostOf(fleet, { apiUrl, repository: `${owner}/${name}` }) };
}

async function run(workflow: string, event: Event, host: HostOptions): Promise<Finished> {
  const done = await runWorkflow(workflow, event, host);
  expect(done.log).not.toContain(workflowToken);
  return done;
}

function requestsOf({ remote }: Hosted): readonly string[] {
  const { stdout } = tidemark(['forge', 'list', '--at', remote, '--format', 'json']);
  const list = JSON.parse(stdout) as readonly { readonly title: string; readonly pull_request?: unknown }[];
  return list.filter((entry) => 'pull_request' in entry || 'head' in entry).map(({ title }) => title);
}

describe('a tag that is pushed', () => {
  test('publishes its release, and each cluster that is behind gets a request', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.push('refs/tags/linux/2026_8_minor');
    const done = await run(onTag, pushOf(fleet, 'refs/tags/linux/2026_8_minor'), host);
    expect(done.conclusion, done.log).toBe('success');
    expect(Object.keys(done.jobs)).toEqual(['release / publish', 'release / upgrades / upgrades']);
    expect(done.jobs['release / publish']?.rights).toEqual({ contents: 'write', issues: 'write' });
    const branches = fleet.git('-C', fleet.remote, 'for-each-ref', '--format=%(refname)', 'refs/heads/tidemark');
    expect(branches.split('\n')).toEqual(['refs/heads/tidemark/db/linux', 'refs/heads/tidemark/web/linux']);
    expect(requestsOf(fleet)).toHaveLength(2);
    expect(done.jobs['release / upgrades / upgrades']?.log).toContain('start no checks until somebody approves them');
  });

  test('with an App, its token opens the requests, and asks for no more than they need', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.push('refs/tags/linux/2026_8_minor');
    const secrets = { TIDEMARK_APP_ID: '12345', TIDEMARK_APP_KEY: 'a canary key' };
    const done = await run(onTag, pushOf(fleet, 'refs/tags/linux/2026_8_minor'), { ...host, secrets });
    expect(done.conclusion, done.log).toBe('success');
    expect(done.jobs['release / upgrades / upgrades']?.log).toContain('a token of an App');
    expect(JSON.parse(readFileSync(join(done.folder, 'app-permissions.json'), 'utf8'))).toEqual({
      'permission-contents': 'write',
      'permission-issues': 'write',
      'permission-pull-requests': 'write',
    });
    expect(done.log).not.toContain('canary key');
  });

  test('that is not annotated is refused, and nothing is offered', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.git('tag', '-f', 'linux/2026_8_minor', 'main');
    fleet.push('refs/tags/linux/2026_8_minor');
    const done = await run(onTag, pushOf(fleet, 'refs/tags/linux/2026_8_minor'), host);
    expect(done.conclusion).toBe('failure');
    expect(Object.keys(done.jobs)).toEqual(['release / publish']);
    expect(requestsOf(fleet)).toEqual([]);
  });

  test('of another shape starts nothing', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.git('tag', 'v1.2.3');
    fleet.push('refs/tags/v1.2.3');
    expect((await run(onTag, pushOf(fleet, 'refs/tags/v1.2.3'), host)).conclusion).toBe('skipped');
  });
});

function dispatched(fleet: Hosted, inputs: Readonly<Record<string, string | boolean>>): Event {
  const main = pushOf(fleet, 'refs/heads/main');
  return { ...main, name: 'workflow_dispatch', payload: { ...main.payload, inputs } };
}

describe('upgrades by hand', () => {
  test('and on their schedule, without any input', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.push('refs/tags/linux/2026_8_minor');
    const done = await run(byHand, { ...pushOf(fleet, 'refs/heads/main'), name: 'schedule' }, host);
    expect(done.conclusion, done.log).toBe('success');
    expect(requestsOf(fleet)).toHaveLength(2);
  });

  test('offer what was asked for and no more', async () => {
    const { fleet, host } = await fleetWithForge();
    fleet.push('refs/tags/linux/2026_8_minor');
    const dry = await run(byHand, dispatched(fleet, { 'dry-run': true, stream: '', limit: '', only: '' }), host);
    expect(dry.conclusion, dry.log).toBe('success');
    expect(requestsOf(fleet)).toEqual([]);
    const one = await run(
      byHand,
      dispatched(fleet, { 'dry-run': false, stream: 'linux', limit: '5', only: 'web' }),
      host,
    );
    expect(one.conclusion, one.log).toBe('success');
    expect(requestsOf(fleet)).toHaveLength(1);
  });

  test('inputs that look like scripts and options are names that nobody has', async () => {
    const pwned = '/tmp/tidemark-pwned-input';
    rmSync(pwned, { force: true });
    const { fleet, host } = await fleetWithForge();
    fleet.push('refs/tags/linux/2026_8_minor');
    const attack = `"; touch ${pwned}; $(touch ${pwned}) \`touch ${pwned}\` --upload-pack=x`;
    const inputs = { 'dry-run': false, stream: attack, limit: '', only: `${attack}\n::set-output name=x::y` };
    await run(byHand, dispatched(fleet, inputs), host);
    expect(existsSync(pwned)).toBe(false);
    expect(requestsOf(fleet)).toEqual([]);
  });
});
