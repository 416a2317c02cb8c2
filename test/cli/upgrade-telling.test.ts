/** Ten clusters of several owners fail for one bad template: who is told, how often, and what happens when it is mended. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { expect, test } from 'vitest';
import { mailServer, reached } from '../notify/mail-server.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { upgradeWorld, type UpgradeWorld } from '../support/upgrade-world.ts';
import { expectRun, issues, requests } from './upgrade/session.ts';

const owners = ['maria', 'tomas', 'ingrid', 'batch-team'];
const old = Array.from({ length: 10 }, (_, index) => `old${String(index).padStart(2, '0')}`);

/** A template that clusters with old hardware include from a new version on; it sets what must be a boolean. */
function badTemplate(): UpgradeWorld {
  const hardware = (name: string): string => `variables: { hardware: ${name} }\n`;
  const ill = old.map((name, index) => [name, { owners: [owners[index % 4] ?? ''], more: hardware('old') }] as const);
  return upgradeWorld(
    {
      clusters: {
        ...Object.fromEntries(ill),
        fine: { owners: ['maria'], more: hardware('new') },
        well: { owners: ['tomas'], more: hardware('new') },
      },
      files: {
        'owners.yaml': `people:
  maria: { name: Maria, mail: maria@example.org }
  tomas: { name: Tomas, mail: tomas@example.org }
  ingrid: { name: Ingrid, mail: ingrid@example.org }
teams:
  batch-team: { title: Batch, members: [maria], mail: batch@example.org }
`,
        'templates/entry.yaml': `include:
  - linux/{{versions.linux}}/default
  - elfms/{{versions.elfms}}/default
  - template: site/old
    when: { variables.hardware: old, versions.linux: { atLeast: 2026_2_minor } }
`,
        'templates/site/old.yaml': badText,
      },
    },
    ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'],
  );
}

const badText = '# What old machines need.\nprofile:\n  swap: maybe\n';
const everybody = ['batch@example.org', 'ingrid@example.org', 'maria@example.org', 'tomas@example.org'];

test('one bad template: each owner gets one mail that names it, there is one issue, and it closes when it is mended', async () => {
  const world = badTemplate();
  const folder = temporaryFolder();
  const env = { TIDEMARK_MAIL_FOLDER: folder };
  const mails = async (): Promise<readonly Email[]> =>
    Promise.all(readdirSync(folder).map((name) => PostalMime.parse(readFileSync(join(folder, name), 'utf8'))));

  const first = await expectRun(world, ['upgrade', 'run'], { exit: 1, env });
  expect(first.stderr).toContain('templates/site/old.yaml:3');
  const sent = await mails();
  expect(sent.map(({ to }) => to?.[0]?.address ?? '').toSorted()).toEqual(everybody);
  for (const { to, text = '', html = '' } of sent) {
    for (const body of [text, html]) expect(body).toContain('templates/site/old.yaml:3');
    const mine = old.filter((_, index) => owners[index % 4] === nameOf(to?.[0]?.address));
    expect([...text.matchAll(/^ +- (\w+) \(/gm)].map(([, name]) => name)).toEqual(mine);
  }
  const [issue, ...others] = await issues(world);
  expect(others).toEqual([]);
  expect(issue?.state).toBe('open');
  expect(issue?.labels.map(({ name }) => name)).toEqual(['tidemark', 'failure']);
  expect(issue?.assignees.map(({ login }) => login)).toEqual(['ingrid', 'maria', 'tomas']);
  for (const words of ['templates/site/old.yaml', ...old]) expect(issue?.body).toContain(words);
  expect((await requests(world)).map(({ title }) => title.split(':')[0])).toEqual(['fine', 'well']);

  const second = await expectRun(world, ['upgrade', 'run'], { exit: 1, env });
  expect(second.stdout).toContain('Nothing to do: 0 writes');
  expect(await mails()).toHaveLength(sent.length);
  expect(await issues(world)).toEqual([issue]);

  world.push({ 'templates/site/old.yaml': badText.replace('maybe', 'true') });
  const mended = await expectRun(world, ['upgrade', 'run'], { env });
  expect(mended.stderr).not.toContain('message');
  expect((await issues(world)).map(({ state }) => state)).toEqual(['closed']);
  expect(await mails()).toHaveLength(sent.length);
  const all = ['fine', 'well', ...old].toSorted();
  expect((await requests(world)).map(({ title }) => title.split(':')[0] ?? '').toSorted()).toEqual(all);
}, 60_000);

test('the same by a mail server, which is given each message once', async () => {
  const world = badTemplate();
  const server = await mailServer();
  const env = {
    TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${server.port}?tls=never`,
    TIDEMARK_MAIL_FROM: 'tidemark@example.org',
  };
  await expectRun(world, ['upgrade', 'run'], { exit: 1, env });
  expect(reached(server)).toEqual(everybody);
  await expectRun(world, ['upgrade', 'run'], { exit: 1, env });
  expect(reached(server)).toEqual(everybody);
  world.push({ 'templates/site/old.yaml': badText.replace('maybe', 'true') });
  await expectRun(world, ['upgrade', 'run'], { env });
  expect(reached(server)).toEqual(everybody);
}, 60_000);

function nameOf(address = ''): string {
  return address === 'batch@example.org' ? 'batch-team' : address.replace('@example.org', '');
}
