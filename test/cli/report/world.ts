/** A fleet of which a cluster is in every standing, for the tests of `tidemark report …`. */

import { vi } from 'vitest';
import type { Report, StaleRow } from '../../../src/report/report.ts';
import { fleetFiles, upgradeWorld, type FleetSketch, type UpgradeWorld } from '../../support/upgrade-world.ts';
import { expectRun } from '../upgrade/session.ts';

export const tags: readonly string[] = ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'];

/** 62 days after the release of linux 2026_2_minor. */
export const late: readonly string[] = ['--now', '2026-05-01T08:00:00Z'];

export const fleet: FleetSketch = {
  clusters: {
    asked: { owners: ['maria'] },
    broken: { owners: ['ingrid'], more: 'profile: { swap: { was: here } }\n' },
    current: { linux: '2026_2_minor' },
    declined: { owners: ['tomas'] },
    excused: { owners: ['tomas'] },
    held: { more: 'upgrade:\n  linux: { mode: hold, until: 2026-06-01, reason: a run }\n' },
    lapsed: { more: 'upgrade:\n  linux: { mode: hold, until: 2026-04-01, reason: a run }\n' },
  },
  files: {
    'templates/linux/2026_1_minor/default.yaml': packagesText('1.0-1'),
    'templates/linux/2026_2_minor/default.yaml': `${packagesText('1.1-1')}  swap: true\n`,
    'templates/linux/2026_2_minor/release.yaml': `stream: linux
version: 2026_2_minor
date: 2026-02-28
advisories:
  - { id: "RHSA-2026:1", severity: Critical, published: 2026-02-20, title: a hole, cves: [CVE-2026-1001, CVE-2026-1002], packages: {} }
`,
  },
};

function packagesText(version: string): string {
  return `profile:\n  packages:\n    linux-tool: { version: "${version}", arch: x86_64 }\n`;
}

export const exceptions: string = `exceptions:
  - { clusters: [excused], owner: tomas, reason: it is being replaced, until: 2026-05-31 }
`;

/** A fleet with an exception; its first commit is of a day in January. */
export function reportWorld(more: string = exceptions): UpgradeWorld {
  vi.stubEnv('GIT_AUTHOR_DATE', '2026-01-10T12:00:00Z');
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-01-10T12:00:00Z');
  const files = fleetFiles(fleet);
  return upgradeWorld(
    { ...fleet, files: { ...fleet.files, 'fleet.yaml': `${String(files['fleet.yaml'])}${more}` } },
    tags,
  );
}

export async function reported(world: UpgradeWorld, args: readonly string[] = []): Promise<Report> {
  const { stdout } = await expectRun(world, ['report', 'all', ...late, '--format', 'json', ...args]);
  return JSON.parse(stdout) as Report;
}

export function rowOf({ stale }: Report, cluster: string): StaleRow {
  const row = stale?.rows.find((each) => each.cluster === cluster && each.stream === 'linux');
  if (row === undefined) throw new Error(`no row of ${cluster}`);
  return row;
}
