/** `tidemark upgrade plan | run | status`, as a person calls them, on a fleet whose origin is an embedded forge. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { checkFile } from '../../src/schema/files.ts';
import { parseJson } from '../../src/yaml/json.ts';
import { fleetFolder, leastFleet } from '../support/fleet.ts';
import { upgradeWorld, type UpgradeWorld } from '../support/upgrade-world.ts';
import { expectRun, numberOf, ran, requests, session, written } from './upgrade/session.ts';

/** A cluster of each kind: behind, on hold, up to date, of every mode, and one that would not compile. */
function mixedFleet(): UpgradeWorld {
  const mode = (text: string): string => `upgrade:\n  linux: { ${text} }\n`;
  return upgradeWorld(
    {
      clusters: {
        auto: { more: mode('mode: auto') },
        batch: { owners: ['tomas'] },
        broken: { owners: ['ingrid'], more: 'profile: { swap: { was: here } }\n' },
        commit: { more: mode('mode: commit') },
        current: { linux: '2026_2_minor' },
        held: { more: mode('mode: hold, until: 2026-04-01, reason: "a run, [click](http://evil)"') },
        web: {},
      },
      files: {
        // What this cluster sets stops to fit when its template does.
        'templates/entry.yaml': `include:
  - linux/{{versions.linux}}/default
  - elfms/{{versions.elfms}}/default
`,
        'templates/linux/2026_1_minor/default.yaml': packagesText('1.0-1'),
        'templates/linux/2026_2_minor/default.yaml': `${packagesText('1.1-1')}  swap: true\n`,
      },
    },
    ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'],
  );
}

function packagesText(version: string): string {
  return `profile:\n  packages:\n    linux-tool: { version: "${version}", arch: x86_64 }\n`;
}

const two = { clusters: { web: {}, batch: { owners: ['tomas'] } } };
const linuxOnly = ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'];

describe('upgrade plan', () => {
  test.each(['text', 'json', 'md'])('shows a mixed fleet as %s, and writes nothing', async (format) => {
    const world = mixedFleet();
    const before = written(world);
    const shown = await session(world, [['upgrade', 'plan', '--format', format]]);
    await expect(shown).toMatchFileSnapshot(`upgrade/plan-${format}.txt`);
    expect(written(world)).toBe(before);
  });

  test('as JSON is what its schema says', async () => {
    const world = mixedFleet();
    await ran(world.clone.root, ['upgrade', 'run', '--only', 'web']);
    for (const more of [[], ['--offline'], ['--limit', '1', '--stream', 'linux', '--only', 'web', 'batch']]) {
      const { stdout } = await ran(world.clone.root, ['upgrade', 'plan', '--format', 'json', ...more]);
      const out = new Diagnostics();
      expect(checkFile('plan', 'plan.json', parseJson('plan.json', stdout, out) ?? null, out)).toBe(true);
      expect(out.sorted()).toEqual([]);
    }
  });

  test('without a forge plans from what is here, as if nothing had been offered', async () => {
    const world = upgradeWorld(two, linuxOnly);
    await expectRun(world, ['upgrade', 'run']);
    const offline = await session(world, [
      ['upgrade', 'plan', '--offline'],
      ['upgrade', 'plan', '--offline', '--only', 'web', '--quiet'],
    ]);
    await expect(offline).toMatchFileSnapshot('upgrade/plan-offline.txt');
    world.git('remote', 'remove', 'origin');
    const found = await expectRun(world, ['upgrade', 'plan', '--format', 'json']);
    const asked = await expectRun(world, ['upgrade', 'plan', '--offline', '--format', 'json']);
    expect(found.stdout).toBe(asked.stdout);
    await expectRun(world, ['upgrade', 'plan', '--forge', 'local'], { exit: 3 });
  });
});

describe('upgrade run FILE', () => {
  const plan = ['upgrade', 'plan', '--out', 'plan.json'];

  test('does exactly what the plan says, once', async () => {
    const world = upgradeWorld(two, linuxOnly);
    await expectRun(world, [...plan, '--only', 'web']);
    await expectRun(world, ['upgrade', 'run', 'plan.json']);
    expect((await requests(world)).map(({ title }) => title)).toEqual([
      'web: linux 2026_1_minor → 2026_2_minor (minor)',
    ]);
    const before = written(world);
    const again = await expectRun(world, ['upgrade', 'run', 'plan.json'], { exit: 1 });
    expect(again.stderr).toContain('a request is opened in the plan; now request #1 is open and left as it is');
    expect(written(world)).toBe(before);
  });

  test('does nothing where something moved, and says what', async () => {
    const world = upgradeWorld(two, linuxOnly);
    await expectRun(world, plan);
    await expectRun(world, ['upgrade', 'run', '--only', 'batch']);
    const clone = world.clone.root;
    const text = readFileSync(join(clone, 'plan.json'));
    world.push({ 'README.md': 'news\n', 'plan.json': text });
    const before = written(world);
    const said = await session(world, [
      ['upgrade', 'run', 'plan.json'],
      ['upgrade', 'run', 'plan.json', '--dry-run'],
    ]);
    await expect(said).toMatchFileSnapshot('upgrade/run-moved.txt');
    expect(written(world)).toBe(before);
  });

  test('takes a plan alone, and no other file', async () => {
    const world = upgradeWorld(two, linuxOnly);
    await expectRun(world, plan);
    writeFileSync(join(world.clone.root, 'other.json'), '{"steps": "::error::all of them"}');
    const before = written(world);
    const said = await session(world, [
      ['upgrade', 'run', 'plan.json', '--only', 'web'],
      ['upgrade', 'run', 'nothing.json'],
      ['upgrade', 'run', 'other.json'],
    ]);
    await expect(said).toMatchFileSnapshot('upgrade/run-no-plan.txt');
    expect(written(world)).toBe(before);
  });
});

describe('upgrade run', () => {
  test('tells what it did, what it did not, and what that cost; then it has nothing to do', async () => {
    const world = mixedFleet();
    const said = await session(world, [
      ['upgrade', 'run'],
      ['upgrade', 'run'],
    ]);
    await expect(said).toMatchFileSnapshot('upgrade/run.txt');
    expect(said).toContain('Nothing to do: 0 writes');
    expect(world.bare('show', 'main:clusters/commit.yaml')).toContain('linux: 2026_2_minor');
  });

  test('--dry-run prints every request that it would send, and sends none', async () => {
    const auto = { more: 'upgrade:\n  linux: { mode: auto }\n' };
    const upgrade = '{ reviewers: request, automerge: major }';
    const world = upgradeWorld({ clusters: { ...two.clusters, auto }, upgrade }, linuxOnly);
    await expectRun(world, ['upgrade', 'run', '--only', 'batch']);
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', 'linux/2026_3_major');
    const before = written(world);
    const said = await session(world, [['upgrade', 'run', '--dry-run']]);
    await expect(said).toMatchFileSnapshot('upgrade/run-dry.txt');
    expect(written(world)).toBe(before);
  });
});

test('upgrade status says of every cluster where it stands, and whose move it is', async () => {
  const world = mixedFleet();
  await ran(world.clone.root, ['upgrade', 'run', '--only', 'web', 'batch']);
  await expectRun(world, ['forge', 'close', await numberOf(world, 'batch'), '--as', 'tomas']);
  const calls = ['text', 'md', 'json'].map((format) => ['upgrade', 'status', '--format', format]);
  const said = await session(world, [...calls, ['upgrade', 'status', '--only', 'web', '--stream', 'linux']]);
  const timeless = said.replaceAll(/"since": "[^"]*"/g, '"since": "INSTANT"');
  await expect(timeless).toMatchFileSnapshot('upgrade/status.txt');
});

test('what is named and is not there is wrong usage, with the nearest name', async () => {
  const world = upgradeWorld(two, linuxOnly);
  const before = written(world);
  const said = await session(world, [
    ['upgrade', 'plan', '--only', 'bach'],
    ['upgrade', 'plan', '--offline', '--stream', 'linxu'],
    ['upgrade', 'run', '--only', 'web', 'wbe', '--stream', 'elfsm'],
    ['upgrade', 'run', '--dry-run', '--only', 'web,batch'],
    ['upgrade', 'status', '--only', 'nobody-is-called-so'],
    ['upgrade', 'run', '--limit', 'all'],
  ]);
  await expect(said).toMatchFileSnapshot('upgrade/wrong-usage.txt');
  expect(written(world)).toBe(before);
});

test('the exit code says what is wrong', async () => {
  const fine = upgradeWorld(two, linuxOnly);
  await expectRun(fine, ['upgrade', 'plan']);
  await expectRun(fine, ['upgrade', 'run']);
  await expectRun(fine, ['upgrade', 'status']);
  const broken = mixedFleet();
  await expectRun(broken, ['upgrade', 'plan'], { exit: 1 });
  await expectRun(broken, ['upgrade', 'plan', '--only', 'web']);
  await expectRun(broken, ['upgrade', 'run', '--no-tell'], { exit: 1 });
  const { root } = fleetFolder(leastFleet);
  for (const command of ['plan', 'run', 'status']) expect((await ran(root, ['upgrade', command])).exit).toBe(3);
  const gone = upgradeWorld(two, linuxOnly);
  gone.git('remote', 'set-url', 'origin', `${gone.forge}.gone`);
  await expectRun(gone, ['upgrade', 'run'], { exit: 3 });
  await expectRun(gone, ['upgrade', 'run', '--branch', 'nowhere'], { exit: 3 });
});
