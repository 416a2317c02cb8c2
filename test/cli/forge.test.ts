/** `tidemark forge …`: a person without GitHub, on a fleet whose origin is a bare repository of this machine. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askForge, openLocalForge, type OpenedForge } from '../../src/run/local-forge.ts';
import { main, tidemark } from '../support/command.ts';
import { leastFleet, temporaryFolder } from '../support/fleet.ts';
import { repositoryOf, type Repository } from '../support/repository.ts';
import { transcript } from './transcript.ts';

interface Laptop {
  readonly fleet: Repository;
  readonly folder: string;
  readonly forge: OpenedForge;
}

/** A fleet, its embedded forge, and one request that changes a cluster. */
async function laptop(title: string, body: string): Promise<Laptop> {
  const fleet = repositoryOf(leastFleet);
  const folder = join(temporaryFolder(), 'fleet.git');
  expect(tidemark(['forge', 'init', folder], { cwd: fleet.root }).exit).toBe(0);
  fleet.git('remote', 'add', 'origin', folder);
  fleet.git('checkout', '-q', '-b', 'tidemark/web/linux');
  fleet.commit({ 'clusters/web.yaml': 'owners: [maria]\nhosts:\n  web1: {}\n  web2: {}\n' });
  fleet.git('push', '-q', 'origin', 'tidemark/web/linux');
  fleet.git('checkout', '-q', 'main');
  const opened = openLocalForge({ folder, now: () => Date.parse('2026-11-21T00:00:00Z') });
  if (!opened.ok) throw new Error(opened.detail);
  const draft = { title, body, head: 'tidemark/web/linux', base: 'main' };
  await askForge(opened.value, { method: 'POST', path: '/pulls', body: draft });
  await askForge(opened.value, {
    method: 'PATCH',
    path: '/issues/1',
    body: { labels: ['tidemark'], assignees: ['maria'] },
  });
  return { fleet, folder, forge: opened.value };
}

/** What a person sees of these calls; ids of commits differ from run to run. */
function session(lines: readonly (readonly string[])[], cwd: string): string {
  return lines.map((args) => transcript(args, cwd).replaceAll(/\b[0-9a-f]{10}\b/g, 'COMMIT')).join('\n');
}

test('a person reads, discusses, checks and merges a request', async () => {
  const { fleet } = await laptop('web: linux 2026_8_minor', 'Two packages change.\n\nMerge it when it suits you.');
  const lines = [
    ['forge', 'list'],
    ['forge', 'show', '1'],
    ['forge', 'diff', '1'],
    ['forge', 'comment', '1', 'Fine with us.', '--as', 'jan'],
    ['forge', 'status', '1', 'success', '--as', 'ci'],
    ['forge', 'merge', '1', '--as', 'maria'],
    ['forge', 'show', '1'],
    ['forge', 'list', '--state', 'all'],
  ];
  await expect(session(lines, fleet.root)).toMatchFileSnapshot('forge/story.txt');
  fleet.git('pull', '-q', 'origin', 'main');
  expect(fleet.git('show', 'HEAD:clusters/web.yaml')).toContain('web2');
});

test('a request is declined with a reason, or squashed', async () => {
  const { fleet, folder } = await laptop('web: linux 2026_8_minor', '');
  const lines = [
    ['forge', 'close', '1', '--as', 'maria', '--comment', 'After the run.'],
    ['forge', 'show', '#1'],
    ['forge', 'merge', '1', '--squash', '--as', 'maria'],
  ];
  await expect(session(lines, fleet.root)).toMatchFileSnapshot('forge/declined.txt');
  expect(tidemark(['forge', 'list', '--state', 'closed', '--format', 'json', '--at', folder]).stdout).toContain(
    '"number": 1',
  );
});

test('what others wrote reaches a terminal without its escapes', async () => {
  const nasty = '\u001b[2J\u202e<!-- hidden -->\u0007';
  const { fleet, forge } = await laptop(`evil ${nasty}`, `body ${nasty}\r\n::error::x`);
  await askForge(forge, { method: 'POST', path: '/issues/1/comments', body: { body: `said ${nasty}` } });
  for (const args of [
    ['forge', 'list'],
    ['forge', 'show', '1'],
  ]) {
    const { stdout, exit } = tidemark(args, { cwd: fleet.root });
    expect(exit).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout).toContain(String.raw`\u{1b}[2J\u{202e}`);
  }
});

test('a call that makes no sense is told so', async () => {
  const { fleet } = await laptop('t', '');
  const lines = [
    ['forge', 'show', 'one'],
    ['forge', 'show', '7'],
    ['forge', 'status', '1', 'green'],
    ['forge', 'merge', '1', '--as', 'not a login'],
    ['forge', 'close', '7'],
  ];
  await expect(session(lines, fleet.root)).toMatchFileSnapshot('forge/wrong.txt');
});

test('where there is no embedded forge, the command says how to name or make one', () => {
  const fleet = repositoryOf(leastFleet);
  const alone = tidemark(['forge', 'list'], { cwd: fleet.root });
  expect(alone).toMatchObject({
    exit: 3,
    stdout: '',
    stderr: 'error: the repository has no remote origin; --at DIR names the forge\n',
  });
  const checkout = tidemark(['forge', 'list', '--at', '.'], { cwd: fleet.root });
  expect(checkout.exit).toBe(3);
  expect(checkout.stderr).toContain('is no bare git repository; tidemark forge init makes one');
  const full = tidemark(['forge', 'init', '.'], { cwd: fleet.root });
  expect(full.exit).toBe(3);
  expect(full.stderr).toContain('is not empty');
});

test('forge serve answers on loopback until it is interrupted', async () => {
  const { folder } = await laptop('t', '');
  const child = spawn(process.execPath, [main, 'forge', 'serve', '--at', folder]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const first = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(text.toString())),
  );
  const [, url = ''] =
    /^GITHUB_API_URL=(http:\/\/127\.0\.0\.1:\d+)\nGITHUB_REPOSITORY=local\/fleet\n$/.exec(first) ?? [];
  const said = await fetch(`${url}/repos/local/fleet/pulls`);
  expect(await said.json()).toMatchObject([{ number: 1, html_url: `${url}/local/fleet/pull/1` }]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
