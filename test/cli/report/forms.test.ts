/** What `tidemark report …` leaves for a workflow: files, the summary of a step, annotations, and nothing that obeys a text. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fleetFolder, temporaryFolder } from '../../support/fleet.ts';
import { upgradeWorld } from '../../support/upgrade-world.ts';
import { expectRun } from '../upgrade/session.ts';
import { late, reportWorld, tags } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What a terminal would obey, and what turns text around. */
const obeyed = ['\u001B', '\u202E'];

describe('--out', () => {
  const names = [
    'advisories.csv',
    'exceptions.csv',
    'logbook.atom',
    'logbook.csv',
    'metrics.txt',
    'report.json',
    'report.md',
    'spread-series.csv',
    'spread.csv',
    'stale.csv',
    'stale.sarif',
  ];

  test('has every form, whatever the command shows, and the same bytes again', async () => {
    const world = reportWorld();
    const out = join(temporaryFolder(), 'a/b');
    const { stderr } = await expectRun(world, ['report', 'spread', ...late, '--out', out]);
    expect(stderr).toContain('Wrote 11 files');
    expect(readdirSync(out).toSorted()).toEqual(names);
    const before = names.map((name) => readFileSync(join(out, name), 'utf8'));
    expect(before.every((text) => text.endsWith('\n'))).toBe(true);
    await expectRun(world, ['report', 'spread', ...late, '--out', out]);
    expect(names.map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(before);
  });

  test('that cannot be written is an error, and leaves what was there', async () => {
    const world = reportWorld();
    const { root } = fleetFolder({ 'out/stale.csv/x': '', 'out/report.json': 'older\n' });
    const { stderr } = await expectRun(world, ['report', 'all', ...late, '--out', join(root, 'out/report.json')], {
      exit: 3,
    });
    expect(stderr).toContain('a file stands where a folder is needed');
    expect(readFileSync(join(root, 'out/report.json'), 'utf8')).toBe('older\n');
    expect(readdirSync(join(root, 'out'))).toEqual(['report.json', 'stale.csv']);
  });
});

test('no form, no mail and no status tells of a page of the embedded forge, which nobody serves', async () => {
  const world = reportWorld();
  await expectRun(world, ['upgrade', 'run', '--no-tell', ...late], { exit: 1 });
  const out = join(temporaryFolder(), 'out');
  const told = [
    await expectRun(world, ['report', 'all', ...late, '--out', out]),
    await expectRun(world, ['report', 'stale', '--all', ...late, '--format', 'md']),
    await expectRun(world, ['upgrade', 'status', ...late]),
    await expectRun(world, ['upgrade', 'status', ...late, '--format', 'md']),
    await expectRun(world, ['upgrade', 'status', ...late, '--format', 'json']),
    await expectRun(world, ['upgrade', 'run', '--no-tell', ...late], { exit: 1 }),
  ].map(({ stdout, stderr }) => `${stdout}${stderr}`);
  const written = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
  expect(written.join('\n')).toContain('request-open');
  expect(told.join('\n')).toContain('(#1)');
  for (const text of [...told, ...written]) expect(text).not.toMatch(/localhost|\/pull\//);
});

test('charts are drawn with blocks where the locale has UTF-8 or says nothing, and with ASCII where it has not', async () => {
  const world = reportWorld();
  const charts = async (env: Readonly<Record<string, string>>): Promise<'blocks' | 'ASCII'> => {
    const { stdout } = await expectRun(world, ['report', 'spread', ...late], { env });
    const hasBlocks = /[\u2500-\u259F]/.test(stdout);
    expect(/#{4}/.test(stdout)).toBe(!hasBlocks);
    return hasBlocks ? 'blocks' : 'ASCII';
  };
  for (const env of [
    {},
    { LANG: '' },
    { CI: 'true' },
    { LANG: 'C.UTF-8' },
    { LANG: 'de_CH.utf8', TERM: 'linux' },
    { LC_ALL: '', LC_CTYPE: 'UTF-8', LANG: 'C' },
    { LC_ALL: 'en_US.UTF-8', LC_CTYPE: 'C', LANG: 'C' },
  ])
    expect([env, await charts(env)]).toEqual([env, 'blocks']);
  for (const env of [
    { LANG: 'C' },
    { LC_ALL: 'POSIX', LANG: 'C.UTF-8' },
    { LC_CTYPE: 'C', LANG: 'C.UTF-8' },
    { LANG: 'fr_CH.ISO-8859-1' },
    { LANG: 'de_DE' },
  ])
    expect([env, await charts(env)]).toEqual([env, 'ASCII']);
});

test('in GitHub Actions the step has a summary, annotations at the pins, and outputs', async () => {
  const world = reportWorld();
  const folder = temporaryFolder();
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_OUTPUT: join(folder, 'outputs'),
  };
  const args = ['report', 'all', '--forge', 'local', ...late, '--fail-on', 'overdue'];
  const { stderr } = await expectRun(world, args, { exit: 1, env });
  expect(stderr).toMatch(/::error file=clusters\/asked\.yaml,line=4,endLine=4,title=advisory-overdue-critical::asked/);
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('asked');
  expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toMatch(/^findings=[1-9]\d*$/m);
});

test('text from files and the forge obeys nobody, in any form', async () => {
  const evil = '=cmd|calc!A1 <script>alert(1)</script> @all [x](javascript:x) | \\u001b[31m ::error::x \\u202e';
  const world = upgradeWorld(
    {
      clusters: {
        web: {
          more: `service: "${evil}"\nvariables: { site: "${evil}" }\nupgrade:\n  linux: { mode: hold, until: 2026-04-01, reason: "${evil}" }\n`,
        },
      },
      files: {
        'owners.yaml': `people:\n  maria: { name: "${evil}", mail: maria@example.org, chat: "${evil}" }\n  tomas: { name: T }\n  ingrid: { name: I }\n`,
      },
    },
    tags,
  );
  const out = join(temporaryFolder(), 'out');
  await expectRun(world, ['report', 'all', ...late, '--out', out]);
  for (const name of readdirSync(out)) {
    const text = readFileSync(join(out, name), 'utf8');
    expect(
      obeyed.some((character) => text.includes(character)),
      name,
    ).toBe(false);
    if (name.endsWith('.csv')) expect(text, name).not.toMatch(/(?:^|[,"\n])=cmd/m);
    if (name.endsWith('.md'))
      expect(text.replaceAll(/(`+)[^\n]*?\1/g, ''), name).not.toMatch(/<script|\]\(javascript:|@all\b/);
    if (name.endsWith('.atom')) expect(text, name).not.toContain('<script');
  }
  for (const format of ['text', 'md', 'sarif', 'openmetrics']) {
    const { stdout } = await expectRun(world, ['report', 'all', ...late, '--format', format], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_TOKEN: '' },
    });
    expect(stdout, format).not.toMatch(/^::/m);
    expect(
      obeyed.some((character) => stdout.includes(character)),
      format,
    ).toBe(false);
  }
});
