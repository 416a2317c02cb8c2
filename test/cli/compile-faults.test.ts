/** What people get wrong most: each gives exit 1 and one report, at its line, with what to do and every cluster it breaks. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tidemark } from '../support/command.ts';
import { filesIn, fleetFolder, temporaryFolder, type Files } from '../support/fleet.ts';

const cluster = (name: string, more = ''): string =>
  `owners: [maria]\nversions: { linux: 2026_1_minor }\n${more}hosts:\n  ${name}[1-3]: {}\n`;

/** Four clusters that are well: two start at the entry template, two at one of their own. */
const healthy: Files = {
  'fleet.yaml': 'fleet: demo\nentry: site/entry\nprofileSchema: schemas/profile.schema.json\nstreams: { linux: {} }\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'schemas/profile.schema.json':
    '{\n  "properties": {\n    "python": { "type": "string" },\n    "count": { "type": "integer" }\n  }\n}\n',
  'templates/site/entry.yaml':
    'include:\n  - linux/{{versions.linux}}/default\n  - site/shared\nprofile: { root: false }\nfinal: [/root]\n',
  'templates/site/shared.yaml': 'profile:\n  python: "3.9"\n  count: 3\n',
  'templates/site/apart.yaml': 'profile: { apart: true }\n',
  'templates/linux/2026_1_minor/default.yaml': 'profile: { kernel: "5.14" }\n',
  'clusters/batch.yaml': cluster('batch'),
  'clusters/login.yaml': cluster('login'),
  'clusters/disk.yaml': cluster('disk', 'include: [site/apart]\n'),
  'clusters/tape.yaml': cluster('tape', 'include: [site/apart]\n'),
};

interface Fault {
  readonly what: string;
  /** The files that bring the fault. */
  readonly files: Files;
  readonly code: string;
  /** File, line and column, as the report shows them. */
  readonly at: string;
  /** A word of the advice. */
  readonly advice: string;
  /** The clusters that it breaks. */
  readonly breaks: readonly string[];
}

const faults: readonly Fault[] = [
  {
    what: 'a pin of an unpublished version',
    files: { 'clusters/batch.yaml': cluster('batch').replace('2026_1', '2026_2') },
    code: 'version-unpublished',
    at: 'clusters/batch.yaml:2:20',
    advice: 'Pin a version that has a folder under templates/linux/.',
    breaks: ['batch'],
  },
  {
    what: 'a misspelt key',
    files: { 'clusters/batch.yaml': cluster('batch', 'profil: { a: 1 }\n') },
    code: 'key-unknown',
    at: 'clusters/batch.yaml:3:1',
    advice: 'Write "profile", or remove it.',
    breaks: ['batch'],
  },
  {
    what: 'an include that does not exist, in a shared template',
    files: { 'templates/site/shared.yaml': 'include:\n  - site/bsae\n', 'templates/site/base.yaml': '{}\n' },
    code: 'template-missing',
    at: 'templates/site/shared.yaml:2:5',
    advice: 'Correct the name, add templates/site/bsae.yaml',
    breaks: ['batch', 'login'],
  },
  {
    what: 'templates that include each other',
    files: {
      'templates/site/shared.yaml': 'include:\n  - site/more\n',
      'templates/site/more.yaml': 'include:\n  - site/shared\n',
    },
    code: 'include-cycle',
    at: 'templates/site/more.yaml:2:5',
    advice: 'Take one include out of the circle',
    breaks: ['batch', 'login'],
  },
  {
    what: 'a wrong type from a shared template',
    files: { 'templates/site/shared.yaml': 'profile:\n  python: "3.9"\n  count: "3"\n' },
    code: 'profile-type',
    at: 'templates/site/shared.yaml:3:10',
    advice: 'Write a whole number here.',
    breaks: ['batch', 'login'],
  },
  {
    what: 'a lock overridden',
    files: { 'clusters/login.yaml': cluster('login', 'profile:\n  root: true\n') },
    code: 'final-overridden',
    at: 'clusters/login.yaml:4:9',
    advice: 'Remove this value, or ask the owner of the lock.',
    breaks: ['login'],
  },
  {
    what: 'an unquoted 1.10',
    files: { 'templates/site/shared.yaml': 'profile:\n  python: 1.10\n' },
    code: 'number-unsafe',
    at: 'templates/site/shared.yaml:2:11',
    advice: 'Quote it if it is text, like a version: "1.10".',
    breaks: ['batch', 'login'],
  },
];

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly advice: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  readonly victims: readonly { readonly cluster: string }[];
}

/** The errors of a fleet, by the command `check`. */
function errorsIn(root: string): readonly Told[] {
  const { stdout } = tidemark(['check', '--format', 'json'], { cwd: root });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Told[] }; // written by the command
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/** The profiles of the clusters where nothing is wrong. */
let expected: ReadonlyMap<string, string> = new Map();

test('where nothing is wrong all clusters are compiled', () => {
  const { root } = fleetFolder(healthy);
  expect(tidemark(['compile'], { cwd: root }).exit).toBe(0);
  expected = filesIn(join(root, 'profiles'));
  expect(expected.size).toBe(5);
});

describe.each(faults)('$what', ({ files, code, at, advice, breaks }) => {
  test('is one report, and every other cluster is compiled as if nothing were wrong', () => {
    const { root } = fleetFolder({ ...healthy, ...files });
    const ran = tidemark(['compile'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect(ran.stderr.match(/^error\[/gm)).toHaveLength(1);
    expect(ran.stderr).toContain(`error[${code}]`);
    expect(ran.stderr).toContain(`─ ${at}\n`);
    expect(ran.stderr).toContain(advice);
    expect(ran.stdout).toContain(`Failed: ${breaks.join(', ')}.`);

    const [told, ...more] = errorsIn(root);
    expect(more).toEqual([]);
    expect(`${told?.place.file}:${told?.place.line}:${told?.place.column}`).toBe(at);
    expect(told?.victims.map((victim) => victim.cluster)).toEqual(breaks);

    const others = Object.keys(healthy)
      .flatMap((path) => /^clusters\/(\w+)\.yaml$/.exec(path)?.[1] ?? [])
      .filter((name) => !breaks.includes(name));
    const compiled = filesIn(join(root, 'profiles'));
    expect([...compiled.keys()]).toEqual([...others.map((name) => `${name}.json`), 'index.json'].toSorted());
    for (const name of others) expect(compiled.get(`${name}.json`)).toBe(expected.get(`${name}.json`));
  });
});

test('a host in two clusters is told at both, and breaks both and no other', () => {
  const { root } = fleetFolder({
    ...healthy,
    'clusters/login.yaml': cluster('login').replace('login[1-3]', '"login[1-3],batch2"'),
  });
  const ran = tidemark(['compile'], { cwd: root });
  expect(ran.exit).toBe(1);
  const told = errorsIn(root);
  expect(
    told.map((each) => [
      each.code,
      `${each.place.file}:${each.place.line}:${each.place.column}`,
      each.victims.map((victim) => victim.cluster),
    ]),
  ).toEqual([
    ['host-duplicate', 'clusters/batch.yaml:4:3', ['batch']],
    ['host-duplicate', 'clusters/login.yaml:4:3', ['login']],
  ]);
  expect(ran.stdout).toContain('Failed: batch, login.');
  expect([...filesIn(join(root, 'profiles')).keys()]).toEqual(['disk.json', 'index.json', 'tape.json']);
});

test('all of them at once are all told, each once', () => {
  const { root } = fleetFolder({
    ...healthy,
    'clusters/batch.yaml': cluster('batch').replace('2026_1', '2026_2'),
    'clusters/login.yaml': cluster('login', 'profile:\n  root: true\n  count: many\n'),
    'clusters/disk.yaml': cluster('disk', 'profil: {}\ninclude: [site/apart]\n'),
  });
  expect(
    errorsIn(root)
      .map(({ code }) => code)
      .toSorted(),
  ).toEqual(['final-overridden', 'key-unknown', 'profile-type', 'version-unpublished']);
  expect(tidemark(['compile', '--out', temporaryFolder()], { cwd: root }).exit).toBe(1);
});
