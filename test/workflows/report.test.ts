import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLocalForge } from '../../src/run/local-forge.ts';
import { serveForge } from '../../src/run/local-forge-serve.ts';
import { temporaryFolder, type Files } from '../support/fleet.ts';
import { hostOf, pushOf, smallFleet, workflowOfThePage, type Hosted } from './fleet-at-github.ts';
import { workflowToken, type HostOptions } from './runner/host.ts';
import { runWorkflow, type Finished } from './runner/run.ts';

/** All that a fleet elsewhere writes. */
const caller = workflowOfThePage('tidemark-report');

function release(version: string, date: string): Files {
  const folder = `templates/linux/${version}`;
  return {
    [`${folder}/default.yaml`]: `profile:\n  release: ${version}\n`,
    [`${folder}/release.yaml`]: `stream: linux\nversion: ${version}\ndate: "${date}"\nowners: [tomas]\nnotes: What Linux is made of.\n`,
  };
}

const web = (version: string): string =>
  `owners: [maria]\nversions: { linux: ${version} }\nhosts:\n  web1: {}\n  web2: {}\n`;

const fleetYaml =
  'fleet: demo\nentry: entry\nstreams: { linux: { title: Linux, owners: [tomas] } }\nnotify: [{ channel: mail, to: owners }, { channel: issue }]\n';
const ownersYaml =
  'people:\n  maria: { name: Maria, mail: maria@example.org }\n  tomas: { name: Tomas, mail: tomas@example.org }\nteams:\n  security-team: { title: Security, members: [], mail: security@example.org }\n';

const fleetFiles: Files = {
  'fleet.yaml': fleetYaml,
  'owners.yaml': ownersYaml,
  'templates/entry.yaml': 'include: ["linux/{{versions.linux}}/default"]\nprofile:\n  port: 22\n',
  ...release('2026_7_minor', '2026-07-15'),
  ...release('2026_8_minor', '2026-08-15'),
  'clusters/web.yaml': web('2026_7_minor'),
  'clusters/db.yaml': 'owners: [tomas]\nversions: { linux: 2026_8_minor }\nhosts:\n  db1: {}\n',
};

// A run starts a dozen processes, one after the other.
vi.setConfig({ testTimeout: 120_000 });

const morning = Date.parse('2026-11-23T05:47:00Z');

interface World {
  readonly fleet: Hosted;
  readonly host: HostOptions;
  /** Who was reached since it was asked last. */
  readonly mailed: () => readonly string[];
  readonly issues: () => Promise<readonly { readonly state: string; readonly title: string; readonly body: string }[]>;
  readonly run: (workflow?: string) => Promise<Finished>;
}

async function world(more: Files = {}): Promise<World> {
  const fleet = smallFleet({ ...fleetFiles, ...more });
  fleet.git('tag', '-a', 'linux/2026_7_minor', '-m', 'July');
  fleet.git('tag', '-a', 'linux/2026_8_minor', '-m', 'August');
  fleet.push('main', 'refs/tags/linux/2026_7_minor', 'refs/tags/linux/2026_8_minor');
  const now = (): number => morning;
  const opened = openLocalForge({ folder: fleet.remote, now });
  if (!opened.ok) throw new Error(opened.detail);
  const { owner, name, fetch } = opened.value;
  const served = await serveForge({
    port: 0,
    forgeAt: (page) => {
      const forge = openLocalForge({ folder: fleet.remote, now, web: page });
      return forge.ok ? { ok: true, value: forge.value.fetch } : forge;
    },
  });
  if (!served.ok) throw new Error(served.detail);
  onTestFinished(() => served.value.close());
  const mails = temporaryFolder();
  const seen = new Set<string>();
  const env = { TIDEMARK_MAIL_FOLDER: mails, SOURCE_DATE_EPOCH: String(morning / 1000) };
  const host = hostOf(fleet, { apiUrl: `http://127.0.0.1:${served.value.port}`, repository: `${owner}/${name}`, env });
  return {
    fleet,
    host,
    mailed: () => {
      const fresh = readdirSync(mails).filter((file) => !seen.has(file));
      for (const file of fresh) seen.add(file);
      const heads = fresh.map((file) => readFileSync(join(mails, file), 'utf8'));
      return heads.map((text) => /^To: .*?([\w-]+)@/m.exec(text)?.[1] ?? text).toSorted();
    },
    issues: async () => {
      const answer = await fetch(
        new Request(`http://localhost/repos/${owner}/${name}/issues?state=all&labels=security-report`),
      );
      return (await answer.json()) as Awaited<ReturnType<World['issues']>>;
    },
    run: async (workflow = caller) => {
      const event = { ...pushOf(fleet, 'refs/heads/main'), name: 'schedule' as const };
      const done = await runWorkflow(workflow, event, host);
      expect(done.log).not.toContain(workflowToken);
      return done;
    },
  };
}

test('every morning: a summary, an artifact of everything, alerts, one issue, and each owner told once', async () => {
  const { fleet, run, mailed, issues } = await world();
  const first = await run();
  expect(first.conclusion, first.log).toBe('success');
  expect(Object.fromEntries(Object.entries(first.jobs).map(([name, job]) => [name, job.rights]))).toEqual({
    'report / report': { contents: 'read', issues: 'read', 'pull-requests': 'read' },
    'report / code-scanning': { actions: 'read', contents: 'read', 'security-events': 'write' },
    'report / tell': { contents: 'write', issues: 'write', 'pull-requests': 'read' },
  });
  expect(first.jobs['report / report']?.summary).toContain('web');
  const kept = readdirSync(first.artifacts.get('tidemark-report') ?? '');
  expect(kept).toEqual(expect.arrayContaining(['report.json', 'report.md', 'stale.csv', 'stale.sarif', 'logbook.csv']));
  const sarif = readFileSync(join(first.artifacts.get('code-scanning tidemark-report') ?? '', 'stale.sarif'), 'utf8');
  expect(sarif).toContain('clusters/web.yaml');
  expect(mailed()).toEqual(['maria', 'security']);
  expect((await issues()).map(({ state, title }) => [state, title])).toEqual([
    ['open', '[demo] security report: 1 cluster is late: 1 overdue'],
  ]);

  const second = await run();
  expect(second.conclusion, second.log).toBe('success');
  expect(mailed()).toEqual([]);

  fleet.commit({ 'clusters/web.yaml': web('2026_8_minor') });
  fleet.push('main');
  const third = await run();
  expect(third.conclusion, third.log).toBe('success');
  expect(mailed()).toEqual(['security']);
  expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
});

test('red where somebody asked for it, with the report kept and everybody told all the same', async () => {
  const { run, mailed } = await world();
  const done = await run(caller.replace('fail-on: ""', 'fail-on: overdue, without-code-scanning: true'));
  expect(done.conclusion).toBe('failure');
  expect(Object.fromEntries(Object.entries(done.jobs).map(([name, { result }]) => [name, result]))).toEqual({
    'report / report': 'failure',
    'report / tell': 'success',
  });
  expect(done.artifacts.has('tidemark-report')).toBe(true);
  expect(mailed()).toEqual(['maria', 'security']);
});

const pwned = '/tmp/tidemark-pwned-report';
const attack = `"; touch ${pwned}; $(touch ${pwned}) \`touch ${pwned}\` \${{ github.token }} ::stop-commands::x`;

test('inputs, reasons, titles and commits that look like scripts, commands and expressions do nothing', async () => {
  rmSync(pwned, { force: true });
  const { fleet, run, issues } = await world({
    'fleet.yaml': `${fleetYaml}exceptions:\n  - { clusters: [web], owner: tomas, reason: ${JSON.stringify(attack)}, until: 2026-11-01 }\n`,
    'owners.yaml': ownersYaml.replace('name: Maria', `name: ${JSON.stringify(`::error::${attack}`)}`),
  });
  fleet.git(
    'commit',
    '-q',
    '--allow-empty',
    `--author=::set-output name=x::y <::add-mask::a@example.org>`,
    '-m',
    `::error::${attack}`,
  );
  fleet.push('main');
  const done = await run();
  expect(done.conclusion, done.log).toBe('success');
  const [issue] = await issues();
  expect(issue?.body.match(/<!--/g)).toHaveLength(1);
  expect(issue?.body).toContain('Exceptions past their end');
  const names = Object.values(done.jobs).flatMap(({ commands }) => commands.map(({ name }) => name));
  expect(names.filter((name) => !['error', 'warning', 'notice'].includes(name))).toEqual([]);
  const bad = await run(caller.replace('fail-on: ""', `fail-on: ${JSON.stringify(attack.replaceAll('${{', '{{'))}`));
  expect(bad.conclusion).toBe('failure');
  expect(Object.keys(bad.jobs)).toEqual(['report / report']);
  expect(existsSync(pwned)).toBe(false);
});
