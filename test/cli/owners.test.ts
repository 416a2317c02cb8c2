import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidemark } from '../support/command.ts';
import { fleetFolder, leastFleet, temporaryFolder, type Files } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';

const people: Files = {
  ...leastFleet,
  'fleet.yaml':
    'fleet: demo\nentry: entry\nstreams:\n  linux: { title: Linux, owners: [release] }\n  tools: { owners: [jan] }\n',
  'templates/linux/2026_8_minor/default.yaml': 'profile: {}\n',
  'owners.yaml': `people:
  maria: { name: Maria, mail: maria@example.org }
  jan: { name: Jan, mail: jan@example.org, login: Jan-N }
  ruth: { name: Ruth, mail: ruth@example.org }
  henrik: { name: Henrik, mail: henrik@example.org, left: 2026-03-31 }
teams:
  release: { title: Releases, members: [ruth, inner] }
  inner: { title: Inside, members: [maria, henrik] }
`,
  'clusters/web.yaml': 'owners: [jan]\nhosts:\n  web1: {}\n',
  'clusters/a/one.yaml': 'owners: [release]\n',
  'clusters/a/deep/two.yaml': 'owners: [maria, ruth]\n',
  'clusters/b/three.yaml': 'owners: [maria]\n',
  'clusters/b/four.yaml': 'owners: [jan]\n',
  'clusters/c/alone.yaml': 'owners: [henrik]\nversions: { linux: 2026_8_minor }\n',
};

test('each cluster gets a line, and a folder whose clusters have the same people gets one', () => {
  const { root } = fleetFolder(people);
  const { exit, stdout, stderr } = tidemark(['owners'], { cwd: root });
  expect(stdout).toBe(`# >>> tidemark owners >>>
# Made by \`tidemark owners --write\`; lines of your own go above or below.
/fleet.yaml            @maria @ruth
/owners.yaml           @maria @ruth
/templates/linux/      @maria @ruth
/templates/tools/      @Jan-N
/clusters/a/           @maria @ruth
/clusters/b/four.yaml  @Jan-N
/clusters/b/three.yaml @maria
/clusters/c/alone.yaml @maria @ruth
/clusters/web.yaml     @Jan-N
# <<< tidemark owners <<<
`);
  expect(stderr).toBe(`  henrik left on 2026-03-31: alone, team inner
  alone has nobody, so the owners of linux answer: name somebody in clusters/c/alone.yaml
`);
  expect(exit).toBe(1);
});

test('--write puts the lines between lines of people, --check sees when they are old, and both are at rest then', () => {
  const { root, write } = fleetFolder(people);
  const file = join(root, '.github/CODEOWNERS');
  expect(tidemark(['owners', '--check'], { cwd: root })).toMatchObject({ exit: 1, stdout: '' });
  mkdirSync(join(root, '.github'));
  writeFileSync(file, '# everybody\r\n* @org/all');
  expect(tidemark(['owners', '--write'], { cwd: root }).exit).toBe(0);
  const first = readFileSync(file, 'utf8');
  expect(first).toMatch(
    /^# everybody\r\n\* @org\/all\n\n# >>> tidemark owners >>>\n[^]*\n# <<< tidemark owners <<<\n$/,
  );
  writeFileSync(file, `${first}/docs/ @writers\n`);
  expect(tidemark(['owners', '--check'], { cwd: root })).toMatchObject({ exit: 0 });
  write({ 'clusters/web.yaml': 'owners: [maria]\n' });
  expect(tidemark(['owners', '--check'], { cwd: root })).toMatchObject({ exit: 1 });
  expect(tidemark(['owners', '--write'], { cwd: root }).exit).toBe(0);
  const second = readFileSync(file, 'utf8');
  expect(second).toBe(
    `${first.replace('/clusters/web.yaml     @Jan-N', '/clusters/web.yaml     @maria')}/docs/ @writers\n`,
  );
  expect(tidemark(['owners', '--check'], { cwd: root })).toMatchObject({ exit: 0 });
  const { mtimeMs } = lstatSync(file);
  tidemark(['owners', '--write'], { cwd: root });
  expect(lstatSync(file).mtimeMs).toBe(mtimeMs);
});

test('a fleet in a folder of its repository writes at the top, with whole paths', () => {
  const below = Object.fromEntries(Object.entries(people).map(([path, text]) => [`fleets/cern/${path}`, text]));
  const { root } = repositoryOf(below);
  expect(tidemark(['owners', '--write'], { cwd: join(root, 'fleets/cern') }).exit).toBe(0);
  expect(readFileSync(join(root, '.github/CODEOWNERS'), 'utf8')).toContain('\n/fleets/cern/clusters/a/');
});

test('names that are nobody, empty teams and logins that no forge takes are told, each once with everywhere they are named', () => {
  const { root, write } = fleetFolder(people);
  write({
    'owners.yaml':
      'people:\n  maria: { name: M, mail: maria@example.org }\n  odd: { name: O, mail: o@example.org, login: "a..b" }\n  dash: { name: D, mail: d@example.org, login: dash- }\nteams:\n  none: { members: [] }\n',
    'clusters/web.yaml': 'owners: [jan, none, dash, maria]\n',
    'clusters/b/three.yaml': 'owners: [odd, jan]\n',
  });
  const { exit, stdout, stderr } = tidemark(['owners', '--format', 'json'], { cwd: root });
  expect(exit).toBe(1);
  const { findings, rules } = JSON.parse(stdout) as { findings: unknown[]; rules: unknown[] };
  expect(findings).toContainEqual({ found: 'unknown', name: 'jan', where: ['four', 'stream tools', 'three', 'web'] });
  expect(findings).toContainEqual({ found: 'no-login', name: 'odd', login: 'a..b', where: ['three'] });
  expect(rules).toContainEqual({ pattern: '/clusters/web.yaml', logins: ['maria'] });
  expect(JSON.stringify(rules)).not.toMatch(/a\.\.b|dash-/);
  expect(stderr).toContain('three has nobody, so the owners of no stream answer');
});

test('a file whose marker lines are no pair is left alone', () => {
  const { root } = fleetFolder({
    ...people,
    '.github/CODEOWNERS': '# <<< tidemark owners <<<\n# >>> tidemark owners >>>\n',
  });
  const { exit, stderr } = tidemark(['owners', '--write'], { cwd: root });
  expect(exit).toBe(3);
  expect(stderr).toContain('are not there once each, in this order');
});

test('nothing is written while a file of the fleet cannot be read: its owners would be lost', () => {
  const { root } = fleetFolder({ ...people, 'clusters/web.yaml': 'owners: jan\n' });
  expect(tidemark(['owners', '--write'], { cwd: root }).exit).toBe(1);
  expect(existsSync(join(root, '.github'))).toBe(false);
});

test('a link is not followed, neither for the file nor for its folder', () => {
  const { root } = fleetFolder(people);
  const elsewhere = temporaryFolder();
  symlinkSync(elsewhere, join(root, '.github'));
  expect(tidemark(['owners', '--write'], { cwd: root })).toMatchObject({ exit: 3 });
  expect(existsSync(join(elsewhere, 'CODEOWNERS'))).toBe(false);
});

test('a path cannot add an owner, a comment or a pattern', () => {
  const hostile = 'x @evil *[a-z]?#\\!';
  const { root } = fleetFolder({ ...people, [`clusters/${hostile}/z.yaml`]: 'owners: [jan]\n' });
  const { stdout } = tidemark(['owners'], { cwd: root });
  expect(stdout).toContain(String.raw`/clusters/x\ @evil\ \*?a-z?\??\\?/z.yaml @Jan-N`);
});

test('the file of this repository says what its fleet says', () => {
  expect(tidemark(['owners', '--check'], { cwd: new URL('../../', import.meta.url).pathname })).toMatchObject({
    exit: 0,
  });
});
