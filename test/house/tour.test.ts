/** The five minutes of the README, done as they are written, in a copy of the example fleet. */

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtCommand, output, root, text } from './repository.ts';

const fleet = [
  'fleet.yaml',
  'owners.yaml',
  'schedule.yaml',
  'clusters',
  'templates',
  'rollouts',
  'calendars',
  'schemas',
];
const readme = text('README.md');
const tour = readme.slice(readme.indexOf('## Five minutes'), readme.indexOf('Then start your own'));

interface Done {
  readonly exit: number;
  readonly shown: string;
}

const done = new Map<string, Done>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-tour-'));
  for (const path of fleet) await cp(join(root, path), join(folder, path), { recursive: true });
  await output('git', ['init', '--quiet', '--initial-branch=main'], folder);
  await output('git', ['add', '.'], folder);
  const person = ['-c', 'user.name=Reader', '-c', 'user.email=reader@example.org', '-c', 'commit.gpgsign=false'];
  await output('git', [...person, 'commit', '--quiet', '--message', 'The example fleet'], folder);
  for (const [index, line] of commands(tour).entries()) done.set(`${index + 1} ${line}`, await type(line));
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the five minutes of the README', () => {
  const step = (words: string): readonly Done[] =>
    [...done].filter(([line]) => line.includes(words)).map(([, result]) => result);

  test('only the fleet that was broken on purpose is found to be broken', () => {
    const exits = [...done].map(([line, { exit }]) => [line, exit] as const).filter(([, exit]) => exit !== 0);
    expect(exits).toEqual([['3 npx tidemark check', 1]]);
  });

  test('the broken pin is reported once, at its line, with a version that would do', () => {
    const { shown = '' } = step('3 npx tidemark check')[0] ?? {};
    expect(shown.match(/version-unpublished/g)).toHaveLength(1);
    expect(shown).toMatch(/clusters\/geneva\/lxplus\.yaml:7:\d+/);
    expect(shown).toContain('2026_7_minor');
  });

  test('every command shows something', () => {
    const silent = [...done].filter(([line, { shown }]) => line.includes('npx tidemark') && shown.trim() === '');
    expect(silent.map(([line]) => line)).toEqual([]);
  });

  test('a value names the release, the template and the line that set it', () => {
    expect(step('tidemark explain')[0]?.shown).toMatch(/templates\/linux\/2026_\d+_m\w+\/default\.yaml:\d+/);
  });

  test('a change of a pin shows its packages and the advisories it closes', () => {
    expect(step('tidemark diff')[0]?.shown).toMatch(/CVE-\d{4}-\d+[\s\S]*upgraded NetworkManager /);
  });

  test('a template names the clusters that depend on it', () => {
    expect(step('tidemark impact')[0]?.shown).toContain('lxbatch');
  });
});

test('the README says how large the example is', async () => {
  await type('npx tidemark compile');
  const index = JSON.parse(await readFile(join(folder, 'profiles', 'index.json'), 'utf8')) as {
    readonly clusters: Readonly<Record<string, { readonly hostCount: number }>>;
  };
  const clusters = Object.values(index.clusters);
  const hosts = clusters.reduce((sum, cluster) => sum + cluster.hostCount, 0);
  expect(readme).toContain(`${clusters.length} clusters, ${hosts.toLocaleString('en')} hosts`);
});

/** The lines of the fenced blocks. */
function commands(page: string): readonly string[] {
  return [...page.matchAll(/^```\n([\s\S]*?)^```/gm)].flatMap((block) => (block[1] ?? '').trim().split('\n'));
}

/** Types a line into a shell that finds this build under the name that the README uses. */
function type(line: string): Promise<Done> {
  const typed = line.replace(/^npx tidemark/, `node "${builtCommand()}"`);
  return new Promise((resolve) => {
    const outside = Object.entries(process.env).filter(([name]) => !/^(?:CI|GITHUB_.*|FORCE_COLOR)$/.test(name));
    const env = { ...Object.fromEntries(outside), NO_COLOR: '1' };
    execFile('sh', ['-c', typed], { cwd: folder, env, maxBuffer: 1 << 26 }, (error, out, err) => {
      resolve({ exit: error === null ? 0 : Number(error.code), shown: out + err });
    });
  });
}
