import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { fleetFolder, temporaryFolder } from '../support/fleet.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';
import { expectDescribed } from '../support/output-schemas.ts';
import { worldOf } from '../release/publish-world.ts';

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, with nothing of the machine's environment. */
async function tidemark(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said): { write(text: string): void } => ({
    write: (text) => {
      said[name] += text;
    },
  });
  const exit = await runCommand(argv, {
    env,
    cwd,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock: () => new Date('2026-11-21T00:00:00Z'),
    interruption: () => new AbortController().signal,
  });
  expectDescribed(argv, said.stdout);
  return { exit, ...said };
}

const folder = 'templates/linux/2026_8_minor';

describe('tidemark release check', () => {
  test('ends with 0 where no cluster would fail, in each format', async () => {
    const { root } = fleetFolder(diffFleet(['db', 'web']));
    const text = await tidemark(root, ['release', 'check', 'linux', '2026_8_minor']);
    expect(text).toEqual({
      exit: 0,
      stdout: `linux 2026_8_minor: minor, 2026-08-15, not published
  2 clusters with 6 hosts pin an older version (2 on 2026_7_minor)
  packages since 2026_7_minor: 1 upgraded, 1 added
  closes for them: 1 advisory (1 Important; 2 CVEs)
  no cluster would fail
`,
      stderr: '',
    });
    const json = await tidemark(root, ['release', 'check', 'linux/2026_8_minor', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      releases: [{ stream: 'linux', broken: [], previous: '2026_7_minor' }],
    });
    const md = await tidemark(root, ['release', 'check', 'all', '--format', 'md']);
    expect(md.stdout.match(/^## .*$/gm)).toEqual([
      String.raw`## linux 2026\_7\_minor`,
      String.raw`## linux 2026\_8\_minor`,
    ]);
  });

  test('ends with 1 where a cluster that works today would fail, and says why and whose it is', async () => {
    const text = String(diffFleet([])[`${folder}/default.yaml`]);
    const { root } = fleetFolder({
      ...diffFleet(['db', 'web']),
      [`${folder}/default.yaml`]: `include:\n  - template: only/{{cluster.name}}\n    optional: true\n${text}`,
      'templates/only/web.yaml': 'profile:\n  port: none\n',
    });
    const { exit, stdout, stderr } = await tidemark(root, ['release', 'check']);
    expect(exit).toBe(1);
    expect(stdout).toContain(`  1 cluster would fail
    templates/only/web.yaml:2: /port should be a whole number, and is the text "none" [profile-type]
      web (3 hosts, on 2026_7_minor): maria
`);
    expect(stderr).toContain('error[profile-type]');
  });

  test('refuses what names no release', async () => {
    const { root } = fleetFolder(diffFleet([]));
    for (const argv of [['linux'], ['linux', '2026_9_minor'], ['nope/2026_8_minor'], ['--at', 'HEAD']])
      expect((await tidemark(root, ['release', 'check', ...argv])).exit).toBeGreaterThanOrEqual(2);
  });
});

describe('tidemark release withdraw', () => {
  test('writes one block into release.yaml, and says who is on it and what is next', async () => {
    const { root } = fleetFolder({ ...diffFleet(['web']), 'clusters/new.yaml': clusterText('new', '2026_8_minor') });
    const file = join(root, folder, 'release.yaml');
    const before = readFileSync(file, 'utf8');
    const order = ['release', 'withdraw', 'linux/2026_8_minor', '--reason', 'a "bad" kernel'];
    expect((await tidemark(root, [...order, '--dry-run'])).exit).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const done = await tidemark(root, order);
    expect(done).toMatchObject({ exit: 0, stdout: '1 cluster pins it:\n  new (3 hosts): maria\n' });
    expect(done.stderr).toContain('tidemark upgrade run');
    expect(readFileSync(file, 'utf8')).toBe(
      `${before}withdrawn:\n  reason: "a \\"bad\\" kernel"\n  date: "2026-11-21"\n`,
    );
    const again = await tidemark(root, order);
    expect(again.exit).toBe(1);
    expect(again.stderr).toContain('was withdrawn on 2026-11-21 already: a "bad" kernel');
    expect((await tidemark(root, order.slice(0, 3))).exit).toBe(2);
    expect((await tidemark(root, ['release', 'withdraw', 'linux/2026_9_minor', '--reason', 'x'])).exit).toBe(2);
  });
});

describe('tidemark release schedule', () => {
  test('is a table, and files that are the same on every run', async () => {
    const { root } = fleetFolder({
      ...diffFleet(['web']),
      'schedule.yaml': 'releases:\n  - { date: 2026-11-30, stream: linux, kind: minor, freeze: 2026-11-23 }\n',
    });
    expect((await tidemark(root, ['release', 'schedule'])).stdout).toBe(
      'date        due        stream  kind   freeze                  note\n2026-11-30  in 9 days  linux   minor  2026-11-23 (in 2 days)\n',
    );
    const out = join(temporaryFolder(), 'public', 'releases.ics');
    for (const now of ['2026-11-21', '2027-01-01']) {
      const ran = await tidemark(root, ['release', 'schedule', '--format', 'ical', '--out', out, '--now', now]);
      expect(ran).toMatchObject({ exit: 0, stdout: '' });
      expect(readFileSync(out, 'utf8')).toBe(
        (await tidemark(root, ['release', 'schedule', '--format', 'ical'])).stdout.replace(/\n$/, '\n'),
      );
    }
    writeFileSync(join(root, 'schedule.yaml'), 'releases:\n  - { date: 2026-11-30, stream: linx, kind: minor }\n');
    const wrong = await tidemark(root, ['release', 'schedule']);
    expect(wrong.exit).toBe(1);
    expect(wrong.stderr).toContain('error[stream-unknown]');
  });
});

describe('tidemark release publish', () => {
  test('takes the tag that started the run, writes the release and mails the people, once', async () => {
    const world = worldOf({
      'fleet.yaml': `${String(diffFleet([])['fleet.yaml'])}notify: [{ channel: mail, to: owners }]\n`,
    });
    world.tag();
    world.push('main', 'linux/2026_8_minor');
    const mails = temporaryFolder();
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: 'linux/2026_8_minor',
      TIDEMARK_MAIL_FOLDER: mails,
    };
    const order = ['release', 'publish', '--forge', 'local'];
    const first = await tidemark(world.repository.root, order, env);
    expect(first.stderr).toContain('The tag linux/2026_8_minor is good');
    expect(first.stderr).toContain('Wrote the release');
    expect(first.stderr).toContain('Letters: 1 sent.');
    expect(first.exit).toBe(0);
    expect(await world.opened.forge.release('linux/2026_8_minor')).toMatchObject({ ok: true });
    const second = await tidemark(world.repository.root, order, env);
    expect(second.stderr).toContain('The release says this already');
    expect(second.stderr).not.toContain('Letters:');
    const announced = await tidemark(
      world.repository.root,
      ['release', 'announce', 'linux/2026_8_minor', '--forge', 'local', '--dry-run'],
      env,
    );
    expect(announced.stdout).toContain('To 1 addressee: maria');
  });

  test('ends with 1 where the tag is refused, and with 2 where nobody says which', async () => {
    const world = worldOf();
    world.repository.git('tag', 'linux/2026_8_minor');
    world.push('main', 'linux/2026_8_minor');
    const refused = await tidemark(world.repository.root, [
      'release',
      'publish',
      'linux/2026_8_minor',
      '--forge',
      'local',
    ]);
    expect(refused.exit).toBe(1);
    expect(refused.stderr).toContain('is not annotated');
    expect((await tidemark(world.repository.root, ['release', 'publish', '--forge', 'local'])).exit).toBe(2);
    expect((await tidemark(world.repository.root, ['release', 'publish', '../x', '--forge', 'local'])).exit).toBe(2);
  });
});
