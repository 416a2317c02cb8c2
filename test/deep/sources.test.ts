/**
 * Releases from what distributors publish, all the way to a merged request: a repository that `createrepo_c` makes here,
 * and the index that `apt-get update` left on this machine. A case is skipped where its source cannot be had.
 */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRun, numberOf, requests } from '../cli/upgrade/session.ts';
import { upgradeWorld, type UpgradeWorld } from '../support/upgrade-world.ts';
import { makesRepositories, packs, rpmRepository, type Packing } from './support/rpm-repository.ts';

const tags = ['2026_1_minor', '2026_2_minor', '2026_3_major'].flatMap((name) => [`linux/${name}`, `elfms/${name}`]);
const newest = { linux: '2026_3_major', elfms: '2026_3_major' };

/** A fleet of two clusters on the newest version there is. */
function fleetOf(order: 'rpm' | 'deb'): UpgradeWorld {
  const world = upgradeWorld({ clusters: { batch: newest, web: newest } }, tags);
  if (order === 'deb')
    world.push({ 'fleet.yaml': world.git('show', 'HEAD:fleet.yaml').replace('order: rpm', 'order: deb') });
  return world;
}

interface Reached {
  readonly version: string;
  /** The texts of the requests. */
  readonly bodies: readonly string[];
  /** Of a host of the cluster that merged, by the command. */
  readonly packageOn: (host: string, name: string) => Promise<unknown>;
}

/** From sources to a version that a cluster has merged, by the commands that the release team and a manager type. */
async function reach(world: UpgradeWorld, from: readonly string[]): Promise<Reached> {
  const made = await expectRun(world, ['template', 'next', 'linux', '--format', 'json', '--from', ...from]);
  const { version } = JSON.parse(made.stdout) as { readonly version: string };
  const tag = `linux/${version}`;
  const checked = await expectRun(world, ['release', 'check', tag]);
  expect(checked.stdout).toContain('no cluster would fail');
  world.git('add', '-A');
  world.git('commit', '-qm', `Release ${tag}`);
  world.git('tag', '-a', '-m', tag, tag);
  world.git('push', '-q', 'origin', 'main', tag);
  await expectRun(world, ['release', 'publish', tag, '--forge', 'local']);
  await expectRun(world, ['upgrade', 'run']);
  const opened = await requests(world);
  expect(opened.map(({ title }) => title.replace(/ \(m.*/, ''))).toEqual(
    ['batch', 'web'].map((name) => `${name}: linux 2026_3_major → ${version}`),
  );
  await expectRun(world, ['forge', 'merge', await numberOf(world, 'web'), '--as', 'maria']);
  expect(world.bare('show', 'main:clusters/web.yaml')).toContain(`linux: ${version}   # the operating system`);
  expect(world.bare('show', 'main:clusters/batch.yaml')).toContain('linux: 2026_3_major');
  expect((await expectRun(world, ['upgrade', 'run'])).stdout).toContain('0 not: 0 writes');
  world.git('pull', '-q', '--ff-only', 'origin', 'main');
  await expectRun(world, ['check']);
  await expectRun(world, ['compile']);
  return {
    version,
    bodies: opened.map(({ body }) => body ?? ''),
    packageOn: async (host, name) =>
      JSON.parse((await expectRun(world, ['profile', host, `/packages/${name}`])).stdout) as unknown,
  };
}

const updateinfo = `<?xml version="1.0" encoding="UTF-8"?>
<updates><update from="security@example.org" status="final" type="security" version="1">
  <id>DEMO-2026:0001</id><title>Important: linux-tool</title><severity>Important</severity>
  <issued date="2026-03-01 00:00:00"/><description>It overflows.</description>
  <references><reference href="https://example.org/CVE-2026-0001" id="CVE-2026-0001" type="cve" title="CVE-2026-0001"/></references>
  <pkglist><collection short="demo"><name>demo</name>
    <package name="linux-tool" version="1.3" release="1.el9" epoch="0" arch="x86_64" src="all-1-1.src.rpm"><filename>linux-tool-1.3-1.el9.x86_64.rpm</filename></package>
  </collection></pkglist>
</update></updates>
`;

const packages = { 'linux-tool': '1.3-1.el9', 'tiny-lib': '1:2.1-4.el9', 'tiny-pre': '3.0~rc1-1.el9' };

async function reachFrom(packing: Packing): Promise<void> {
  const repository = rpmRepository(packages, packing, updateinfo);
  const { version, bodies, packageOn } = await reach(fleetOf('rpm'), [repository]);
  expect(version).toBe('2026_4_minor');
  expect(await packageOn('web1', 'tiny-lib')).toEqual({ version: '1:2.1-4.el9', arch: 'x86_64' });
  expect(await packageOn('web2', 'tiny-pre')).toEqual({ version: '3.0~rc1-1.el9', arch: 'x86_64' });
  expect(await packageOn('batch1', 'linux-tool')).toEqual({ version: '1.2-1', arch: 'x86_64' });
  for (const body of bodies) {
    expect(body).toContain('`1:2.1-4.el9`');
    expect(body).toContain('DEMO-2026:0001');
  }
}

describe.skipIf(!makesRepositories)('a repository of createrepo_c (where it and rpmbuild are installed)', () => {
  test('packed by gzip reaches a merged request', () => reachFrom('gz'));

  test.skipIf(!packs('zstd'))('packed by zstd reaches one (where createrepo_c or zstd packs so)', () =>
    reachFrom('zstd'),
  );

  test('packed by xz is refused, with what to do', async () => {
    const world = fleetOf('rpm');
    const from = rpmRepository(packages, 'xz', updateinfo);
    const { stderr } = await expectRun(world, ['template', 'next', 'linux', '--from', from], { exit: 1 });
    expect(stderr).toContain('packed by xz, which is not read here: unpack it first, or pack it by gzip or zstd');
  });
});

/** The largest index of a distribution's own packages here: some forty megabytes, or packed. */
function debianIndex(): string | undefined {
  const folder = '/var/lib/apt/lists';
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const [largest] = names
    .filter((name) => /_binary-[a-z0-9]+_Packages(?:\.lz4)?$/.test(name))
    .map((name) => ({ file: join(folder, name), size: statSync(join(folder, name)).size }))
    .toSorted((a, b) => b.size - a.size);
  return largest === undefined || largest.size < 1_000_000 ? undefined : largest.file;
}

const index = debianIndex();

test.skipIf(index === undefined)(
  'the index that apt-get update left on this machine reaches a merged request',
  async () => {
    const started = performance.now();
    const { bodies, packageOn } = await reach(fleetOf('deb'), [index ?? '']);
    const bash = (await packageOn('web1', 'bash')) as { readonly version: string };
    expect(bash.version).toMatch(/^\d/);
    expect(bodies.every((body) => body.length <= 65_536 && body.includes('`bash`'))).toBe(true);
    console.info(`${index}: ${Math.round((performance.now() - started) / 1000)} s`);
  },
);
