/** `tidemark impact`: who depends on a file; `test/cli/impact/` holds what it must print. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/schema/checker.ts';
import { tidemark } from '../support/command.ts';
import { fleetFolder } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';
import { smallFleet } from '../support/small-fleet.ts';
import { schemaOf } from '../schema/support.ts';
import { transcript } from './transcript.ts';

const example = fileURLToPath(new URL('../../', import.meta.url));

test.each([
  ['a template that every cluster includes', ['templates/site/base.yaml'], 'everybody'],
  ['a template that some hosts include', ['templates/hardware/dell.yaml'], 'some-hosts'],
  ['a template that is not there, and is looked for', ['templates/service/tape.yaml'], 'not-there'],
  ['a template that nobody looks for', ['templates/site/never.yaml'], 'nobody'],
  ['a template of a release', ['templates/linux/2026_8_minor/default.yaml'], 'release-template'],
  ['a release', ['templates/linux/2026_8_minor/release.yaml'], 'release'],
  ['a package list', ['package-lists/linux/2026_8.list', 'package-lists/linux/2026_9.list'], 'package-list'],
  ['files that every cluster reads', ['fleet.yaml', 'owners.yaml', 'schemas/profile.schema.json'], 'shared'],
  ['a cluster, and one that is not there', ['clusters/web.yaml', 'clusters/new.yaml'], 'cluster'],
  ['calendars', ['calendars/ch.yaml', 'calendars/fr.yaml'], 'calendar'],
  ['a file that is nothing to the fleet', ['notes.txt'], 'nothing'],
])('impact shows who depends on %s', async (_, args, name) => {
  const { root } = fleetFolder(smallFleet);
  await expect(transcript(['impact', ...args], root)).toMatchFileSnapshot(`impact/${name}.txt`);
});

test('a cluster that cannot be read is not forgotten', async () => {
  const { root } = fleetFolder({ ...smallFleet, 'clusters/bad.yaml': 'owners: [maria]\nhost: {}\n' });
  await expect(transcript(['impact', 'templates/site/base.yaml'], root)).toMatchFileSnapshot('impact/unread.txt');
});

describe('paths', () => {
  test.each([
    ['as seen from a folder of the fleet', 'templates', 'hardware/dell.yaml'],
    ['from the top of the fleet, although called from a folder of it', 'templates', 'templates/hardware/dell.yaml'],
    ['with dots', 'templates/site', '../hardware/./dell.yaml'],
    ['absolute', '.', '/templates/hardware/dell.yaml'],
  ])('are understood %s', (_, folder, path) => {
    const { root } = fleetFolder(smallFleet);
    mkdirSync(join(root, folder), { recursive: true });
    const given = path.startsWith('/') ? join(root, path) : path;
    const { exit, stdout } = tidemark(['impact', given], { cwd: join(root, folder) });
    expect({ exit, head: stdout.split('\n')[0] }).toEqual({ exit: 0, head: 'templates/hardware/dell.yaml' });
  });

  test('as git names them, where the fleet lies in a folder of its repository', () => {
    const inside = Object.fromEntries(Object.entries(smallFleet).map(([path, text]) => [`fleets/demo/${path}`, text]));
    const { root } = repositoryOf(inside);
    const { stdout } = tidemark(['impact', 'fleets/demo/templates/hardware/dell.yaml'], {
      cwd: join(root, 'fleets/demo'),
    });
    expect(stdout).toContain('2 of 4 hosts: web[3-4]');
  });

  test('outside the fleet are refused', () => {
    const { root } = fleetFolder(smallFleet);
    expect(tidemark(['impact', '../other/fleet.yaml'], { cwd: root })).toMatchObject({ exit: 2, stdout: '' });
  });
});

test('impact --format json is what its schema says', () => {
  const compiled = compileSchema(schemaOf('impact'));
  const files = [
    'fleet.yaml',
    'templates/hardware/dell.yaml',
    'clusters/new.yaml',
    'package-lists/linux/2026_8.list',
    'calendars/ch.yaml',
    'x',
  ];
  const { root } = fleetFolder(smallFleet);
  const { exit, stdout } = tidemark(['impact', ...files, '--format', 'json'], { cwd: root });
  expect(exit).toBe(0);
  expect(compiled.ok && compiled.check(JSON.parse(stdout))).toEqual([]);
});

test('impact on the example fleet finds the hosts of a kind of hardware', () => {
  const { exit, stdout } = tidemark(['impact', 'templates/hardware/dell-r640.yaml'], { cwd: example });
  expect(exit).toBe(0);
  expect(stdout).toContain('300 of 480 hosts: lxb[0001-0300]');
});
