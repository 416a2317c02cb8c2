/** `tidemark explain`: whose word each value is; `test/cli/explain/` holds what it must print. */

import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/schema/checker.ts';
import { tidemark } from '../support/command.ts';
import { fleetFolder } from '../support/fleet.ts';
import { smallFleet } from '../support/small-fleet.ts';
import { schemaOf } from '../schema/support.ts';
import { transcript } from './transcript.ts';

const example = fileURLToPath(new URL('../../', import.meta.url));

test.each([
  ['a package: the release, and what each other layer said', ['web1', '/software/packages/openssl'], 'package'],
  ['a removed package: who removed it, and who had set it', ['web1', '/software/packages/telnet'], 'removed'],
  ['packages side by side', ['web1', '/software/packages/kernel'], 'side-by-side'],
  ['an overridden value', ['web4', '/system/console'], 'overridden'],
  ['a layer that repeats what is there', ['web4', '/network/mtu'], 'repeated'],
  ['a lock', ['web1', '/security/sshd/permitRootLogin'], 'locked'],
  ['a lock below', ['web1', '/security'], 'locked-below'],
  ['a list merged by a key', ['web1', '/system/users'], 'merged-by'],
  ['a list merged as a union', ['web1', '/system/groups'], 'merged-union'],
  ['a list merged by appending', ['web1', '/rules'], 'merged-append'],
  ['a part of an item of a merged list', ['web1', '/system/users/0/shell'], 'merged-item'],
  ['an expression, and what it read', ['web3', '/network/hostname'], 'expression'],
  ['parameters', ['web1', '/web'], 'parameters'],
  ['what is left to each host', ['web', '/network'], 'common'],
  ['an expression that is left to each host', ['web', '/network/hostname'], 'common-expression'],
  ['a whole profile', ['old1'], 'whole'],
  ['the nearest keys, where a pointer leads nowhere', ['web1', '/netwrok/mtu'], 'nowhere'],
])('explain shows %s', async (_, args, name) => {
  const { root } = fleetFolder(smallFleet);
  await expect(transcript(['explain', ...args], root)).toMatchFileSnapshot(`explain/${name}.txt`);
});

test('explain names release, template and line of a package of the example fleet', async () => {
  await expect(transcript(['explain', 'lxb0007', '/software/packages/openssl'], example)).toMatchFileSnapshot(
    'explain/example-package.txt',
  );
});

test('what cannot be compiled is explained as far as it goes: a broken lock', async () => {
  const { root } = fleetFolder({
    ...smallFleet,
    'clusters/bold.yaml':
      'owners: [maria]\nservice: tape\nprofile:\n  security: { sshd: { permitRootLogin: true } }\nhosts:\n  bold: {}\n',
  });
  await expect(transcript(['explain', 'bold', '/security/sshd/permitRootLogin'], root)).toMatchFileSnapshot(
    'explain/broken-lock.txt',
  );
});

describe('explain --format json', () => {
  const compiled = compileSchema(schemaOf('explanation'));

  test.each([
    ['web1', ''],
    ['web4', '/system/console'],
    ['web', '/network'],
    ['web1', '/software/packages/telnet'],
    ['old1', ''],
  ])('of %s at "%s" is what its schema says', (name, pointer) => {
    const { root } = fleetFolder(smallFleet);
    const { exit, stdout } = tidemark(['explain', name, pointer, '--format', 'json'], { cwd: root });
    expect(exit).toBe(0);
    expect(compiled.ok && compiled.check(JSON.parse(stdout))).toEqual([]);
  });

  test('shows long values whole', () => {
    const long = 'x'.repeat(500);
    const { root } = fleetFolder({ ...smallFleet, 'templates/site/base.yaml': `profile:\n  long: ${long}\n` });
    const text = tidemark(['explain', 'web1', '/long'], { cwd: root }).stdout;
    expect(text).not.toContain(long);
    expect(text).toContain('--format json shows them whole');
    expect(JSON.parse(tidemark(['explain', 'web1', '/long', '--format', 'json'], { cwd: root }).stdout)).toMatchObject({
      value: long,
    });
  });
});

test('nothing from a file reaches the terminal as a control character', () => {
  const evil = '\\e[31m\\u202e\\u0007';
  const { root } = fleetFolder({
    ...smallFleet,
    'templates/site/base.yaml': `profile:\n  "${evil}": "${evil}{{cluster.description}}"\n`,
    'clusters/web.yaml': `owners: [maria]\nservice: web\nversions: { linux: 2026_8_minor }\ndescription: "${evil}"\nlabels: { tier: "${evil}" }\nhosts:\n  web1: { variables: { hardware: dell } }\n`,
  });
  const { exit, stdout } = tidemark(['explain', 'web1'], { cwd: root });
  expect(exit).toBe(0);
  expect(stdout).toContain('\\u{1b}');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('colours mark the winner, and only colours', () => {
  const { root } = fleetFolder(smallFleet);
  const args = ['explain', 'web4', '/system/console'];
  const plain = tidemark(args, { cwd: root }).stdout;
  const coloured = tidemark([...args, '--color', 'always'], { cwd: root }).stdout;
  expect(coloured).toContain('\u001b[32m● hosts web4');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});
