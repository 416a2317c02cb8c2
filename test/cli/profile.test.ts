/** `tidemark profile`: whole and in part, of hosts and clusters; `test/cli/profile/` holds what it must print. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tidemark } from '../support/command.ts';
import { compileFolder, filesIn, fleetFolder } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';
import { smallFleet } from '../support/small-fleet.ts';
import { transcript } from './transcript.ts';

const example = fileURLToPath(new URL('../../', import.meta.url));

test.each([
  ['a whole profile', ['web1'], 'host'],
  ['the common profile of a cluster, without what its hosts decide', ['old'], 'cluster'],
  ['a part', ['web4', '/system'], 'part'],
  ['a list of packages', ['web1', '/software/packages/kernel'], 'kernel'],
  ['an item of a list', ['web1', '/system/users/0/shell'], 'item'],
  ['a part on one line', ['web1', '/software/packages', '--format', 'json'], 'json'],
  ['a cluster rather than a host of the same name', ['web', '/web'], 'cluster-wins'],
  ['a host, when --host says so', ['web', '/web', '--host'], 'host-wins'],
  ['the nearest keys, where a pointer leads nowhere', ['web1', '/software/packages/opensll'], 'nowhere'],
  ['the keys that are there, where none is near', ['web1', '/system/x'], 'nowhere-near'],
  ['that hosts have it, where the common profile has not', ['web', '/network/hostname'], 'host-decides'],
  ['the nearest names, where nobody has this one', ['web5'], 'unknown'],
  ['what a pointer looks like, where it is none', ['web1', 'system'], 'no-pointer'],
])('profile prints %s', async (_, args, name) => {
  const { root } = fleetFolder(smallFleet);
  await expect(transcript(['profile', ...args], root)).toMatchFileSnapshot(`profile/${name}.txt`);
});

test('a cluster with an error is not shown, and its errors are', async () => {
  const { root } = fleetFolder({
    ...smallFleet,
    'clusters/bad.yaml': 'owners: [maria]\ninclude: [site/entri]\nhosts:\n  bad1: {}\n',
    'clusters/worse.yaml': 'owners: [maria]\nhost: {}\n',
  });
  await expect(transcript(['profile', 'bad1'], root)).toMatchFileSnapshot('profile/broken.txt');
  await expect(transcript(['profile', 'worse'], root)).toMatchFileSnapshot('profile/unreadable.txt');
  await expect(transcript(['profile', 'worse1'], root)).toMatchFileSnapshot('profile/perhaps-unreadable.txt');
  expect(tidemark(['profile', 'web1'], { cwd: root })).toMatchObject({ exit: 0, stderr: '' });
});

test('a host that stands in two clusters is told', async () => {
  const { root } = fleetFolder({
    ...smallFleet,
    'clusters/twin.yaml': 'owners: [maria]\nhosts:\n  "w\\x65b[2,7]": {}\n',
  });
  const { exit, stdout, stderr } = tidemark(['profile', 'web1'], { cwd: root });
  expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
  expect(stderr).toContain('error[host-duplicate]: "web2" is also in cluster');
  expect(tidemark(['profile', 'web7', '/security'], { cwd: root }).stderr).toContain('host-duplicate');
});

describe('what other clusters define', () => {
  const others = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`clusters/other${n}.yaml`, `owners: [maria]\nhosts:\n  other${n}: {}\n`]),
  );
  const reader =
    'profile:\n  rack: "{{default variables.rack 1}}"\ninclude:\n  - { template: site/base, when: { variables.rack: present } }\n';

  test('is not complained of, however far away it stands', () => {
    const { root } = fleetFolder({
      ...smallFleet,
      ...others,
      'templates/site/entry.yaml': reader,
      'clusters/zzz.yaml': 'owners: [maria]\nvariables: { rack: 7 }\nhosts:\n  zzz: {}\n',
    });
    expect(tidemark(['profile', 'web1', '/rack'], { cwd: root })).toEqual({ exit: 0, stdout: '1\n', stderr: '' });
  });

  test('is missed, where no cluster defines it', () => {
    const { root } = fleetFolder({ ...smallFleet, ...others, 'templates/site/entry.yaml': reader });
    const { exit, stderr } = tidemark(['profile', 'web1'], { cwd: root });
    expect(exit).toBe(1);
    expect(stderr).toContain('error[condition-path-unknown]');
  });
});

test('an earlier revision is shown without a checkout', () => {
  const repository = repositoryOf(smallFleet);
  repository.commit({ 'templates/site/base.yaml': 'profile: {}\n' });
  const at = (revision: string): string =>
    tidemark(['profile', 'web1', '/network/mtu', '--at', revision], { cwd: repository.root }).stdout;
  expect([at('HEAD~1'), at('HEAD')]).toEqual(['1500\n', '']);
});

test('a profile is what compile writes, whole hosts of the small fleet and of the example', async () => {
  const fleet = fleetFolder(smallFleet);
  const { root } = fleet;
  fleet.write({
    'fleet.yaml': `${String(smallFleet['fleet.yaml'])}emit:\n  - { layout: host, path: "{{host.name}}.json" }\n`,
  });
  await compileFolder(root);
  const written = filesIn(join(root, 'profiles'));
  for (const host of ['web1', 'web3', 'web4', 'old1']) {
    expect(tidemark(['profile', host, '--format', 'json', '--host'], { cwd: root }).stdout).toBe(
      written.get(`${host}.json`),
    );
  }
  expect(JSON.parse(tidemark(['profile', 'lxb0007'], { cwd: example }).stdout)).toMatchObject({
    system: { console: 'ttyS1' },
  });
});

test('what cannot be seen in a value is shown as an escape', () => {
  const { root } = fleetFolder({
    ...smallFleet,
    'templates/site/base.yaml': 'profile:\n  bad: "\\e[31mred\\u202e"\n  "\\e[2J": 1\n',
  });
  const { stdout } = tidemark(['profile', 'web1'], { cwd: root });
  expect(stdout).toContain('\\u001b[31mred\\u202e');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const { stderr } = tidemark(['profile', 'web1', '/\u001b[31m'], { cwd: root });
  expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
