import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Files } from '../support/fleet.ts';
import { hostOf, pushOf, smallFleet, workflowOfThePage, type Hosted } from './fleet-at-github.ts';
import { workflowToken } from './runner/host.ts';
import { runWorkflow, type Finished } from './runner/run.ts';

/** All that a fleet elsewhere writes. */
const caller = workflowOfThePage('tidemark-compile');

const fleetFiles: Files = {
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: {}\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'templates/entry.yaml': 'profile:\n  port: 22\n',
  'clusters/web.yaml': 'owners: [maria]\nhosts:\n  web1: {}\n',
  'clusters/db.yaml': 'owners: [maria]\nhosts:\n  db1: {}\n',
};

// A run starts a dozen processes, one after the other.
vi.setConfig({ testTimeout: 120_000 });

async function compiled(fleet: Hosted): Promise<Finished> {
  fleet.push('main');
  const done = await runWorkflow(caller, pushOf(fleet, 'refs/heads/main'), hostOf(fleet));
  expect(done.log).not.toContain(workflowToken);
  return done;
}

function onBranch(fleet: Hosted, path: string): string {
  return fleet.git('-C', fleet.remote, 'show', `refs/heads/profiles:${path}`);
}

test('what was merged is compiled, kept as an artifact, and pushed to a branch of its own; a failed cluster keeps what it had', async () => {
  const fleet = smallFleet(fleetFiles);
  const first = await compiled(fleet);
  expect(first.jobs['compile / compile']?.result, first.log).toBe('success');
  expect(first.jobs['compile / publish']?.result).toBe('success');
  expect(existsSync(join(first.artifacts.get('tidemark-profiles') ?? '', 'index.json'))).toBe(true);
  expect(onBranch(fleet, 'web.json')).toContain('"port":22');
  expect(first.jobs['compile / compile']?.rights).toEqual({ contents: 'read' });
  expect(first.jobs['compile / publish']?.rights).toEqual({ contents: 'write' });
  expect(first.jobs['compile / tell']?.rights).toEqual({ contents: 'write', issues: 'write' });

  fleet.commit({
    'templates/entry.yaml': 'profile:\n  port: 23\n',
    'clusters/db.yaml': 'owners: [mario]\nhosts:\n  db1: {}\n',
  });
  const second = await compiled(fleet);
  expect(second.conclusion).toBe('failure');
  expect(second.jobs['compile / compile']?.result).toBe('failure');
  expect(second.jobs['compile / publish']?.result).toBe('success');
  expect(onBranch(fleet, 'web.json')).toContain('"port":23');
  expect(onBranch(fleet, 'db.json')).toContain('"port":22');
  expect(fleet.git('-C', fleet.remote, 'rev-list', '--count', 'refs/heads/profiles')).toBe('2');

  await compiled(fleet);
  expect(fleet.git('-C', fleet.remote, 'rev-list', '--count', 'refs/heads/profiles')).toBe('2');
});

test('the run of an older commit leaves the branch to the newer one', async () => {
  const fleet = smallFleet(fleetFiles);
  const event = pushOf(fleet, 'refs/heads/main');
  fleet.commit({ 'templates/entry.yaml': 'profile:\n  port: 23\n' });
  fleet.push('main');
  const late = await runWorkflow(caller, event, hostOf(fleet));
  expect(late.jobs['compile / publish']?.log, late.log).toContain('has moved on');
  expect(fleet.git('-C', fleet.remote, 'branch', '--list', 'profiles')).toBe('');
});
