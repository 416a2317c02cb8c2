import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { succeeded, failed } from '../../src/core/outcome.ts';
import type { ForgeFacts } from '../../src/forge/forge.ts';
import { doctorFacts, type DoctorOrder, type Outside } from '../../src/run/doctor.ts';
import type { DoctorFinding } from '../../src/run/doctor-finding.ts';
import { doctorFindings } from '../../src/run/doctor-findings.ts';
import { tidemark } from '../support/command.ts';
import { fleetFolder, leastFleet, type Files } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';

const files: Files = {
  ...leastFleet,
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams:\n  linux: { title: Linux, owners: [maria] }\n',
  'templates/linux/2026_7_minor/default.yaml': 'profile: {}\n',
  'templates/linux/2026_7_minor/release.yaml':
    'stream: linux\nversion: 2026_7_minor\ndate: "2026-07-15"\nowners: [maria]\nnotes: Linux.\n',
  'templates/linux/2026_8_minor/default.yaml': 'profile: {}\n',
  'templates/linux/2026_8_minor/release.yaml':
    'stream: linux\nversion: 2026_8_minor\ndate: "2026-08-15"\nowners: [maria]\nnotes: Linux.\n',
  'clusters/web.yaml': 'owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts:\n  web1: {}\n',
};

const now = new Date('2026-11-21T09:00:00Z');

const good: ForgeFacts = {
  defaultBranch: 'main',
  mayPush: true,
  allowsAutoMerge: true,
  deletesMergedBranches: true,
  isArchived: false,
  hasIssues: true,
  webUrl: undefined,
};

const tags = ['refs/tags/linux/2026_7_minor', 'refs/tags/linux/2026_8_minor', 'refs/tags/v1'];

function outsideWith(facts: Partial<ForgeFacts> = {}, refs: readonly string[] = tags): Outside {
  return {
    forge: succeeded({ name: 'github.example/cc/fleet', facts: async () => succeeded({ ...good, ...facts }) }),
    remote: succeeded({
      name: 'https://github.example/cc/fleet',
      listRefs: async () =>
        succeeded({ head: 'refs/heads/main', refs: refs.map((ref) => ({ ref, id: '0'.repeat(40) })) }),
    }),
  };
}

async function examined(more: Files = {}, order: Partial<DoctorOrder> = {}): Promise<readonly DoctorFinding[]> {
  const { root } = repositoryOf({ ...files, ...more });
  const folder = order.folder ?? root;
  return doctorFindings(await doctorFacts({ now, env: {}, outside: outsideWith(), ...order, folder }));
}

function lines(findings: readonly DoctorFinding[], check: string): readonly string[] {
  return findings.filter((finding) => finding.check === check).map(({ is, says }) => `${is}: ${says}`);
}

describe('what it looks at', () => {
  test('a repository where all is well has nothing bad, and says what a first run costs', async () => {
    const findings = await examined(
      {},
      { env: { GITHUB_TOKEN: 'ghs_x', TIDEMARK_TOKEN: 'app' }, now: new Date(Date.now()) },
    );
    expect(findings.filter(({ is }) => is === 'bad')).toEqual([]);
    expect(lines(findings, 'fleet')).toEqual(['ok: demo, 1 cluster']);
    expect(lines(findings, 'releases')).toEqual(['ok: linux: 2 versions published']);
    expect(lines(findings, 'limits')).toEqual(['ok: from nothing: 1 request, 2 writes, 1 minute']);
    expect(lines(findings, 'token')).toEqual(['ok: a token of an App']);
    expect(findings.every(({ is, advice }) => (is === 'ok') === (advice === ''))).toBe(true);
  });

  test('a stream without a tag is told the tag to push', async () => {
    const [finding] = (await examined({}, { outside: outsideWith({}, []) })).filter(
      ({ check }) => check === 'releases',
    );
    expect(finding).toMatchObject({ is: 'warn', says: 'no version of linux is published, so nothing is offered' });
    expect(finding?.advice).toContain('git push origin linux/2026_8_minor');
  });

  test.each<[Partial<ForgeFacts>, string, string]>([
    [{ isArchived: true }, 'rights', 'bad: the repository is archived: nobody can write'],
    [{ mayPush: false }, 'rights', 'bad: the token may not push'],
    [{ mayPush: undefined }, 'rights', 'warn: the forge does not say whether the token may push'],
    [{ deletesMergedBranches: false }, 'branches', 'warn: merged branches stay'],
    [{ defaultBranch: 'trunk' }, 'remote', 'bad: the forge’s default branch is trunk, and the remote starts from main'],
    [{ hasIssues: false }, 'issues', 'bad: failures are to be told by issues, and issues are off'],
    [
      { allowsAutoMerge: false },
      'auto-merge',
      'warn: requests of 1 cluster are to merge themselves, and the repository does not allow it',
    ],
  ])('of the forge: %j', async (facts, check, line) => {
    const more = {
      'fleet.yaml': `${String(files['fleet.yaml'])}notify: [{ channel: issue }]\n`,
      'clusters/web.yaml': `${String(files['clusters/web.yaml'])}upgrade: { linux: { mode: auto } }\n`,
    };
    expect(lines(await examined(more, { outside: outsideWith(facts) }), check)).toContain(line);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['none', {}, 'warn: there is no token'],
    ['a person’s', { GITHUB_TOKEN: 'ghp_x' }, 'warn: the token is a person’s, and ends with their account'],
    [
      'a workflow’s',
      { GITHUB_TOKEN: 'ghs_x', TIDEMARK_TOKEN: 'workflow' },
      'warn: the token is the workflow’s own: requests that it opens start no checks until somebody approves them',
    ],
  ])('whose token it is: %s', async (_, env, line) => {
    const findings = await examined({}, { env });
    expect(lines(findings, 'token')).toEqual([line]);
    expect(JSON.stringify(findings)).not.toMatch(/gh[ps]_x/);
  });

  test('owners who are nobody, have left or are missing, and a CODEOWNERS that is not there', async () => {
    const findings = await examined({
      'owners.yaml':
        'people:\n  maria: { name: M, mail: m@example.org }\n  henrik: { name: H, mail: h@example.org, left: 2026-01-01 }\n',
      'clusters/a.yaml': 'owners: [henrik]\n',
      'clusters/b.yaml': 'owners: [mario]\n',
    });
    expect(lines(findings, 'owners')).toEqual([
      'warn: nobody in owners.yaml: mario',
      'warn: has left: henrik',
      'warn: a cluster that nobody answers for: a, b',
    ]);
    expect(lines(findings, 'codeowners')).toEqual(['warn: there is no CODEOWNERS, so nobody is asked for reviews']);
  });

  test('channels: a mail server that is not set, is wrong, is away, is there; a webhook’s variable', async () => {
    const more = {
      'fleet.yaml': `${String(files['fleet.yaml'])}notify: [{ channel: mail, to: owners }, { channel: webhook, url: env:HOOK }]\n`,
    };
    const mails = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      lines(await examined(more, { env: { TIDEMARK_MAIL_FROM: 't@example.org', ...env } }), 'mail');
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // it listens on a port
    expect(await mails({})).toEqual(['warn: mail is wanted and no server is set']);
    expect((await mails({ TIDEMARK_SMTP_URL: 'http://secret@x' }))[0]).toMatch(/^bad: TIDEMARK_SMTP_URL is no address/);
    expect(await mails({ TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${port}` })).toEqual(['ok: 127.0.0.1 answers']);
    expect(await mails({ TIDEMARK_SMTP_URL: 'smtp://127.0.0.1:1' })).toEqual([
      'bad: the mail server cannot be reached: 127.0.0.1: ECONNREFUSED',
    ]);
    expect(lines(await examined(more), 'webhook')).toEqual(['warn: HOOK is not set']);
    expect(lines(await examined(more, { env: { HOOK: 'http://chat.example.org/secret' } }), 'webhook')).toEqual([
      'bad: HOOK is no address over https',
    ]);
  });

  test('more requests than may be open, and a folder that a forge does not show whole', async () => {
    const clusters = Array.from({ length: 12 }, (_, index) => [
      `clusters/c${index}.yaml`,
      `owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts:\n  c${index}: {}\n`,
    ]);
    const findings = await examined({
      ...Object.fromEntries(clusters),
      'fleet.yaml': `${String(files['fleet.yaml'])}upgrade: { maxOpen: 10 }\n`,
    });
    expect(lines(findings, 'limits')[0]).toMatch(/^warn: 13 requests are wanted and 10 may be open/);
  });

  test.each([
    [Date.parse('1970-01-01T00:00:00Z'), undefined, 'bad: the clock says 1970-01-01 00:00 UTC, which has been already'],
    [now.getTime(), now.getTime() + 48 * 3_600_000, 'bad: the clock says 2026-11-21 09:00 UTC, which has been already'],
    [now.getTime(), now.getTime() + 600_000, 'warn: the newest commit is 10 minutes ahead of it'],
    [now.getTime(), now.getTime() - 600_000, 'ok: 2026-11-21 09:00 UTC'],
  ])(
    'a clock that is behind the newest commit, or shows a year that is over: %i, %s',
    async (clock, newestCommit, line) => {
      const { root } = repositoryOf(files);
      const facts = await doctorFacts({ folder: root, now, env: {}, outside: undefined });
      expect(lines(doctorFindings({ ...facts, now: clock, newestCommit }), 'clock')).toEqual([line]);
    },
  );

  test('no forge, no remote, no repository: each is said with what to do, and the rest is looked at', async () => {
    const outside = {
      forge: failed('gone', 'nobody named one'),
      remote: failed('gone', 'the repository has no remote origin'),
    };
    const findings = await examined({}, { outside });
    expect(lines(findings, 'forge')).toEqual(['bad: there is no forge: nobody named one']);
    expect(lines(findings, 'remote')).toEqual([
      'bad: the remote cannot be reached: the repository has no remote origin',
    ]);
    const { root } = fleetFolder(files);
    expect(lines(await examined({}, { folder: root, outside: undefined }), 'repository')).toEqual([
      'bad: the fleet is in no git repository',
    ]);
  });
});

describe('the command', () => {
  test('--offline asks nobody, and exits 0 where nothing is bad', () => {
    const { root } = repositoryOf(files);
    const { exit, stdout } = tidemark(['doctor', '--offline'], {
      cwd: root,
      env: { SOURCE_DATE_EPOCH: String(Date.now()).slice(0, 10) },
    });
    expect(stdout).toMatch(/^ok {4}clock .*\nok {4}fleet +demo, 1 cluster\nok {4}repository +a git repository\n/);
    expect(stdout).toMatch(/\n0 bad, \d+ to look at, \d+ well\.\n$/);
    expect(exit).toBe(0);
  });

  test('--format json, and exit 1 where something is bad', () => {
    const { root } = fleetFolder({ 'fleet.yaml': 'fleet: [\n' });
    const { exit, stdout } = tidemark(['doctor', '--offline', '--format', 'json'], { cwd: root });
    expect(exit).toBe(1);
    const said = JSON.parse(stdout) as { readonly worst: string; readonly findings: readonly DoctorFinding[] };
    expect(said.worst).toBe('bad');
    expect(said.findings.find(({ check }) => check === 'fleet')?.says).toBe('fleet.yaml or owners.yaml cannot be read');
  });

  test('a remote on this disk without a forge behind it is told apart', () => {
    const repository = repositoryOf(files);
    const { root } = repository;
    repository.git('remote', 'add', 'origin', join(root, 'nowhere'));
    const { exit, stdout } = tidemark(['doctor'], { cwd: root });
    expect(exit).toBe(1);
    expect(stdout).toMatch(/bad {3}(?:remote|forge) /);
  });
});
