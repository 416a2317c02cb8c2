/** Fleets made to harm: each is told what is wrong with it, in little time and memory, and never breaks the command. */

import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { severityOf } from '../../src/core/catalogue.ts';
import type { Code } from '../../src/core/diagnostic.ts';
import { tidemark } from '../support/command.ts';
import { filesIn, fleetFolder, leastFleet, type Files } from '../support/fleet.ts';

/** Far below what a machine has, so that what grows out of bounds is noticed. */
const memory = { NODE_OPTIONS: '--max-old-space-size=700' };
/** Milliseconds; a small fleet takes a fraction of one second. */
const patience = 20_000;

const times = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join('');
const fleetWith = (more: string): string => `${String(leastFleet['fleet.yaml'])}${more}`;
const schemaOf = (schema: object): Files => ({
  'fleet.yaml': fleetWith('profileSchema: schemas/p.schema.json\n'),
  'schemas/p.schema.json': JSON.stringify(schema),
});
const chain = (count: number, each: (next: string) => string): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`templates/t${index}.yaml`, each(`t${index + 1}`)]));
const doubling = (count: number): object =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `d${index}`,
      { anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ]),
  );

interface Attack {
  readonly what: string;
  readonly files: Files;
  /** A code that is told; left out where the fleet is merely large. */
  readonly code?: Code;
}

const attacks: readonly Attack[] = [
  {
    what: 'parameters that double in every template',
    files: {
      'templates/entry.yaml': 'include: [ { template: t0, with: { x: [a] } } ]\n',
      ...chain(
        60,
        (next) =>
          `parameters: {}\nprofile: { last: "{{params.x}}" }\ninclude:\n  - { template: ${next}, with: { x: ["{{params.x}}", "{{params.x}}"] } }\n`,
      ),
      'templates/t60.yaml': 'parameters: {}\nprofile: { x: "{{params.x}}" }\n',
    },
    code: 'parameters-invalid',
  },
  {
    what: 'a text that doubles in every template',
    files: {
      'templates/entry.yaml': 'include: [ { template: t0, with: { x: aaaaaaaaaa } } ]\n',
      ...chain(
        60,
        (next) => `parameters: {}\ninclude:\n  - { template: ${next}, with: { x: "{{params.x}}{{params.x}}" } }\n`,
      ),
      'templates/t60.yaml': 'parameters: {}\nprofile: { x: "{{params.x}}" }\n',
    },
    code: 'parameters-invalid',
  },
  {
    what: 'templates that include the next one twice, forty deep',
    files: {
      'templates/entry.yaml': 'include: [t0, t0]\n',
      ...chain(40, (next) => `include: [${next}, ${next}]\n`),
      'templates/t40.yaml': '{}\n',
    },
  },
  {
    what: 'a template taken with a thousand parameters that appends a long list',
    files: {
      ...schemaOf({ properties: { list: { 'x-merge': 'append' } } }),
      'templates/entry.yaml': `include:\n${times(999, (index) => `  - { template: long, with: { n: ${index} } }\n`)}`,
      'templates/long.yaml': `parameters: { properties: { n: {} } }\nprofile:\n  list: [${times(30_000, () => '1,')}]\n`,
    },
    code: 'profile-too-large',
  },
  {
    what: 'a large value taken in many times',
    files: {
      'clusters/web.yaml': `owners: [maria]\nvariables:\n  big: [${times(90_000, () => 'abc,')}]\nhosts:\n  web1: {}\n`,
      'templates/entry.yaml': `profile:\n${times(30_000, (index) => `  k${index}: "{{variables.big}}"\n`)}`,
    },
    code: 'profile-too-large',
  },
  {
    what: 'ten thousand includes of templates that are not there, among many that are',
    files: {
      'templates/entry.yaml': `include:\n${times(10_000, (index) => `  - site/bas${index}\n`)}`,
      ...Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`templates/site/base${index}.yaml`, '{}\n'])),
    },
    code: 'template-missing',
  },
  {
    what: 'eight thousand packages removed that are not there, among as many that are',
    files: {
      'fleet.yaml': fleetWith('packages: { at: /packages, order: rpm }\n'),
      'templates/entry.yaml': `profile:\n  packages:\n${times(8_000, (index) => `    package-${index}: { version: a }\n`)}`,
      'clusters/web.yaml': `owners: [maria]\nprofile:\n  packages:\n${times(8_000, (index) => `    packagee-${index}: null\n`)}hosts:\n  web1: {}\n`,
    },
    code: 'package-absent',
  },
  {
    what: 'eight thousand owners whom nobody knows',
    files: {
      'owners.yaml': `people:\n${times(10_000, (index) => `  person-${index}: { name: n, mail: a@b.ch }\n`)}`,
      'clusters/web.yaml': `owners:\n${times(8_000, (index) => `  - persson-${index}\n`)}hosts:\n  web1: {}\n`,
    },
    code: 'owner-unknown',
  },
  {
    what: 'ranges of hosts over and over',
    files: {
      'clusters/web.yaml': `owners: [maria]\nhosts:\n${times(10_000, (index) => `  "web[${index}-90000]": {}\n`)}`,
    },
    code: 'hosts-too-many',
  },
  {
    what: 'a pattern that takes other engines for ever',
    files: {
      ...schemaOf({ properties: { a: { type: 'string', pattern: '^(a+)+$' } } }),
      'templates/entry.yaml': `profile: { a: "${'a'.repeat(9_000)}b" }\n`,
    },
    code: 'profile-value',
  },
  {
    what: 'a schema that asks the same in 2^40 ways',
    files: {
      ...schemaOf({ $ref: '#/$defs/d0', $defs: { ...doubling(40), d40: { type: 'string' } } }),
      'templates/entry.yaml': 'profile: { a: 1 }\n',
    },
    code: 'profile-value',
  },
  { what: 'a schema that is only a reference to itself', files: schemaOf({ $ref: '#' }), code: 'profile-value' },
  {
    what: 'a profile with thirty thousand faults',
    files: {
      ...schemaOf({ properties: { a: { items: { type: 'string' } } } }),
      'templates/entry.yaml': `profile:\n  a: [${times(30_000, () => '1,')}]\n`,
    },
    code: 'profile-type',
  },
  {
    what: 'a glob made to be slow',
    files: {
      'templates/entry.yaml': `include:\n  - template: other\n    when: { cluster.description: { matches: "*${'a'.repeat(300_000)}b" } }\n`,
      'templates/other.yaml': '{}\n',
      'clusters/web.yaml': `owners: [maria]\ndescription: ${'a'.repeat(900_000)}\nhosts:\n  web1: {}\n`,
    },
    code: 'value-refused',
  },
  {
    what: 'a condition with a hundred thousand branches',
    files: {
      'templates/entry.yaml': `include:\n  - template: other\n    when: { any: [${times(30_000, () => '{ cluster.name: x },')}] }\n`,
      'templates/other.yaml': '{}\n',
    },
  },
  {
    what: 'an output template with loops in loops',
    files: {
      'fleet.yaml': fleetWith('emit: [ { template: x.hbs, path: "{{cluster.name}}.txt" } ]\n'),
      'templates/x.hbs': `${times(10, () => '{{#each @root.profile.list}}')}${times(10, () => '{{/each}}')}`,
      'templates/entry.yaml': `profile:\n  list: [${times(100, () => '1,')}]\n`,
    },
    code: 'emit-template',
  },
  {
    what: 'an output template with parts that call each other',
    files: {
      'fleet.yaml': fleetWith('emit: [ { template: x.hbs, path: "{{cluster.name}}.txt" } ]\n'),
      'templates/x.hbs': `${times(40, (index) => `{{#*inline "p${index + 1}"}}{{> p${index}}}{{> p${index}}}{{/inline}}`)}{{#*inline "p0"}}x{{/inline}}{{> p40}}`,
    },
    code: 'emit-template',
  },
  {
    what: 'an output template that repeats a large value',
    files: {
      'fleet.yaml': fleetWith('emit: [ { template: x.hbs, path: "{{cluster.name}}.txt" } ]\n'),
      'templates/x.hbs': `{{#each profile.list}}${times(200, () => '{{@root.profile.big}}')}{{/each}}`,
      'templates/entry.yaml': `profile:\n  big: ${'a'.repeat(500_000)}\n  list: [${times(90_000, () => '1,')}]\n`,
    },
    code: 'emit-template',
  },
  {
    what: 'aliases that expand to millions of nodes',
    files: {
      'clusters/web.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${times(9, (index) => `${'bcdefghij'[index]}: &${'bcdefghij'[index]} [${times(9, () => `*${'abcdefghi'[index]},`)}]\n`)}`,
    },
    code: 'yaml-alias',
  },
  {
    what: 'a hundred thousand brackets',
    files: { 'clusters/web.yaml': '['.repeat(500_000), 'templates/entry.yaml': '{a: '.repeat(200_000) },
    code: 'yaml-too-deep',
  },
  {
    what: 'a file of a megabyte and more',
    files: { 'templates/entry.yaml': `# ${'x'.repeat(1_100_000)}\n` },
    code: 'file-too-large',
  },
  {
    what: 'locks by the ten thousand',
    files: {
      'templates/entry.yaml': `include: [a, b, c]\nprofile:\n  x: 1\nfinal:\n${times(20_000, () => '  - /x\n')}`,
      ...Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [
          `templates/${name}.yaml`,
          `profile: { x: 1 }\nfinal:\n${times(20_000, () => '  - /x\n')}`,
        ]),
      ),
      'clusters/web.yaml': `owners: [maria]\nhosts:\n${times(300, (index) => `  web${index}: { profile: { x: 1 } }\n`)}`,
    },
  },
];

describe.each(attacks)('$what', ({ files, code }) => {
  test('is answered with diagnostics, soon', { timeout: 2 * patience }, () => {
    const { root } = fleetFolder({ ...leastFleet, ...files });
    const ran = tidemark(['compile', '--no-cache'], { cwd: root, env: memory, timeout: patience });
    expect(ran.stderr).not.toMatch(/\n {4}at |heap out of memory|RangeError/);
    expect(ran.exit).toBe(code !== undefined && severityOf(code) === 'error' ? 1 : 0);
    if (code !== undefined) expect(ran.stderr).toContain(`[${code}]`);
    expect(ran.stderr.length).toBeLessThan(2_000_000);
  });
});

describe('what is no plain file', () => {
  const places = [
    'fleet.yaml',
    'owners.yaml',
    'clusters/web.yaml',
    'templates/entry.yaml',
    'schemas/p.schema.json',
    'templates/x.hbs',
  ];
  const emitting: Files = {
    ...leastFleet,
    'fleet.yaml': fleetWith(
      'profileSchema: schemas/p.schema.json\nemit: [ { template: x.hbs, path: "{{cluster.name}}.txt" } ]\n',
    ),
    'schemas/p.schema.json': '{}',
    'templates/x.hbs': 'x\n',
  };

  const targets = ['/proc/self/environ', '/dev/zero', '../../../../etc/passwd'];

  test.each(places.map((path, index) => [path, targets[index % targets.length] ?? ''] as const))(
    '%s as a link to %s is refused and not followed',
    (path, target) => {
      const { root } = fleetFolder(emitting);
      rmSync(join(root, path));
      symlinkSync(target, join(root, path));
      const env = { SECRET: 'canary-in-the-environment', ...memory };
      const ran = tidemark(['compile', '--no-cache'], { cwd: root, env, timeout: patience });
      expect(ran.exit).toBe(1);
      expect(ran.stderr).toContain('[file-link]');
      const written = [...filesIn(join(root, 'profiles')).values()].join('');
      expect(`${ran.stderr}${ran.stdout}${written}`).not.toMatch(/canary|root:x:0/);
    },
  );

  test.each(places)('%s as a FIFO does not make it wait', (path) => {
    const { root } = fleetFolder(emitting);
    rmSync(join(root, path));
    spawnSync('mkfifo', [join(root, path)]);
    const ran = tidemark(['check'], { cwd: root, timeout: patience });
    expect(ran.exit).toBe(1);
    expect(ran.stderr + ran.stdout).toContain('[file-special]');
  });

  test('a folder that is a link leads nowhere', () => {
    const elsewhere = fleetFolder({ 'secret.yaml': 'profile: { secret: canary }\n' });
    const { root } = fleetFolder({ ...leastFleet, 'templates/entry.yaml': 'include: [linked/secret]\n' });
    symlinkSync(elsewhere.root, join(root, 'templates/linked'));
    const ran = tidemark(['compile'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect([...filesIn(join(root, 'profiles')).values()].join('')).not.toContain('canary');
  });
});

describe('names that are objects of JavaScript', () => {
  test.each(['__proto__', 'constructor', 'toString', 'then'])('%s as anything pollutes nothing', (name) => {
    const files: Files = {
      ...leastFleet,
      [`clusters/${name}.yaml`]: `owners: [maria]\nvariables: { ${name}: { polluted: yes } }\nlabels: { ${name}: polluted }\nprofile: { ${name}: { polluted: yes } }\nhosts:\n  x1: { variables: { ${name}: 1 } }\n`,
      [`templates/${name}.yaml`]: `profile: { ${name}: { polluted: yes } }\n`,
      'clusters/web.yaml': `owners: [maria]\ninclude: [${name}]\nprofile: { clean: "{{default variables.${name} \\"nothing\\"}}" }\nhosts:\n  web1: {}\n`,
      'clusters/well.yaml': 'owners: [maria]\nhosts:\n  well1: {}\n',
    };
    const { root } = fleetFolder(files);
    const ran = tidemark(['compile'], { cwd: root, timeout: patience });
    expect([0, 1]).toContain(ran.exit);
    expect(filesIn(join(root, 'profiles')).get('well.json')).toBe(
      '{"cluster":"well","common":{"site":"here"},"hosts":{"well1":{}}}\n',
    );
  });
});

test('text of a fleet cannot speak to GitHub Actions', () => {
  const evil = '::add-mask::x\\n::error file=a::b\\r::set-output name=a::b';
  const files: Files = {
    ...leastFleet,
    'clusters/web.yaml': `owners: ["${evil}"]\n"${evil}": 1\nhosts:\n  "${evil}": {}\n`,
    'clusters/b.yaml': `owners: ["${evil}"]\nhosts:\n  b1: {}\n`,
    'templates/entry.yaml': `include: ["${evil}"]\n`,
  };
  const { root } = fleetFolder(files);
  for (const args of [['check'], ['compile'], ['check', '--format', 'github']]) {
    const ran = tidemark(args, { cwd: root, env: { GITHUB_ACTIONS: 'true' } });
    expect(ran.exit).toBe(1);
    const commands = `${ran.stdout}\n${ran.stderr}`.split(/[\r\n]/).filter((line) => line.startsWith('::'));
    for (const line of commands) expect(line).toMatch(/^::(?:error|warning|notice) (?:file=[\w./-]+,|title=)/);
  }
});
