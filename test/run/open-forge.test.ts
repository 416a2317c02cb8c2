/** How a run finds its forge and its remote. */

import { describe, expect, it } from 'vitest';
import { githubPlace } from '../../src/run/github-place.ts';
import { openForge, type ForgePlace } from '../../src/run/open-forge.ts';
import { clock, token } from '../forge/github/bench.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { bareCloneOf, repositoryOf, type Repository } from '../support/repository.ts';

const files = { 'fleet.yaml': 'fleet: cc\n' };

function opened(folder: string, more: Partial<ForgePlace> = {}): ReturnType<typeof openForge> {
  return openForge({ folder, env: {}, named: undefined, pace: clock(), say: () => undefined, ...more });
}

function withOrigin(address: string): Repository {
  const repository = repositoryOf(files);
  repository.git('remote', 'add', 'origin', address);
  return repository;
}

describe('the embedded forge', () => {
  it('is the bare repository that origin is', async () => {
    const bare = bareCloneOf(repositoryOf(files));
    const found = opened(withOrigin(bare).root);
    if (!found.ok) throw new Error(found.detail);
    expect(found.value).toMatchObject({ kind: 'local', forge: { name: bare }, remote: { name: bare } });
    expect(await found.value.forge.facts()).toMatchObject({
      ok: true,
      value: { defaultBranch: 'main', webUrl: undefined },
    });
    expect(await found.value.forge.openRequests('tidemark/')).toEqual({ ok: true, value: [] });
  });

  it('tells of no page, because nobody serves one, until it is served', async () => {
    const fleet = withOrigin(bareCloneOf(repositoryOf(files)));
    fleet.git('push', '--quiet', 'origin', 'HEAD:refs/heads/tidemark/x', 'HEAD:refs/tags/linux/1');
    const found = opened(fleet.root);
    if (!found.ok) throw new Error(found.detail);
    const { forge } = found.value;
    fleet.commit({ 'fleet.yaml': 'fleet: cc # changed\n' });
    fleet.git('push', '--quiet', 'origin', 'HEAD:refs/heads/tidemark/x');
    const text = { title: 'a title', body: 'a body' };
    const told = [
      await forge.openRequest({ ...text, branch: 'tidemark/x', base: 'main' }),
      await forge.openIssue({ ...text, marker: 'a body', labels: ['tidemark'], assignees: [] }),
      await forge.edit(1, { title: 'another', labels: ['tidemark'] }),
      await forge.request(1),
      await forge.openRequests('tidemark/'),
      await forge.issues('tidemark', { state: 'open' }),
      await forge.writeRelease({ ...text, tag: 'linux/1' }),
      await forge.release('linux/1'),
      await forge.edit(1, { state: 'closed' }),
      await forge.closedRequests('tidemark/', '2020-01-01T00:00:00Z'),
      await forge.facts(),
    ];
    for (const one of told) {
      expect(one.ok ? '' : one.detail).toBe('');
      expect(JSON.stringify(one)).not.toMatch(/https?:/);
    }
    expect(JSON.stringify(told)).toContain('"url":""');
  });

  it('is the fleet’s own repository where that is bare', () => {
    const bare = bareCloneOf(repositoryOf(files));
    expect(opened(bare)).toMatchObject({ ok: true, value: { kind: 'local', remote: { name: bare } } });
  });

  it('is no checkout, and no address elsewhere', () => {
    const other = repositoryOf(files);
    for (const origin of [other.root, 'https://github.com/cc/fleet.git']) {
      const found = opened(withOrigin(origin).root, { named: 'local' });
      expect(found).toMatchObject({ ok: false, why: 'gone', detail: expect.stringContaining('tidemark forge init') });
    }
    expect(opened(other.root, { named: 'local' })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no remote origin'),
    });
  });

  it('is taken where it is named, whatever Actions has set', () => {
    const bare = bareCloneOf(repositoryOf(files));
    const env = { GITHUB_ACTIONS: 'true', GITHUB_TOKEN: token, GITHUB_REPOSITORY: 'cc/fleet' };
    expect(opened(withOrigin(bare).root, { named: 'local', env })).toMatchObject({
      ok: true,
      value: { kind: 'local' },
    });
  });
});

describe('GitHub', () => {
  it('is found by what Actions sets', () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_TOKEN: token, GITHUB_REPOSITORY: 'cc/fleet' };
    const found = opened(withOrigin('https://github.com/cc/fleet').root, { env });
    expect(found).toMatchObject({ ok: true, value: { kind: 'github', forge: { name: 'github.com/cc/fleet' } } });
  });

  it('is found by origin and a token', () => {
    for (const origin of [
      'git@github.com:cc/fleet.git',
      'https://github.com/cc/fleet/',
      'ssh://git@github.com/cc/fleet',
    ]) {
      const found = opened(withOrigin(origin).root, { env: { GH_TOKEN: token } });
      expect(found).toMatchObject({ ok: true, value: { kind: 'github', forge: { name: 'github.com/cc/fleet' } } });
    }
  });

  it('asks for a token', () => {
    const found = opened(withOrigin('https://github.com/cc/fleet').root, { named: 'github' });
    expect(found).toMatchObject({ ok: false, why: 'denied', detail: expect.stringContaining('set GITHUB_TOKEN') });
  });
});

it('says what to do where nothing fits', () => {
  expect(opened(temporaryFolder())).toMatchObject({ ok: false, detail: expect.stringContaining('git init') });
  const found = opened(withOrigin('https://github.com/cc/fleet').root);
  expect(found).toMatchObject({ ok: false, why: 'gone' });
  expect(found.ok ? '' : found.detail).toMatch(/set GITHUB_TOKEN .* --forge local/);
});

describe('an address', () => {
  const env = { GITHUB_REPOSITORY: 'cc/fleet' };
  const placeFor = (more: Record<string, string>, origin?: string) =>
    githubPlace({ env: { ...env, ...more }, token, origin });

  it.each(['http://api.example', 'ftp://x', 'https://u:p@x', 'https://x/?a=b', 'http://127.0.0.1.evil.example', 'x'])(
    'that a token is not sent to is refused: %s',
    (address) => {
      const found = placeFor({ GITHUB_API_URL: address });
      expect(found).toMatchObject({ ok: false, why: 'denied', detail: expect.stringContaining('GITHUB_API_URL') });
      expect(JSON.stringify(found)).not.toContain('u:p');
    },
  );

  it.each([
    [{ GITHUB_API_URL: 'http://127.0.0.1:4001/' }, 'http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
    [{ GITHUB_API_URL: 'https://git.cern.ch/api/v3' }, 'https://git.cern.ch/api/v3', 'https://git.cern.ch'],
    [{}, 'https://api.github.com', 'https://github.com'],
  ])('of another server is taken: %j', (more, apiUrl, serverUrl) => {
    expect(placeFor(more)).toEqual({ ok: true, value: { apiUrl, serverUrl, owner: 'cc', repo: 'fleet', token } });
  });

  it.each(['cc', 'cc/fleet/x', '../fleet', 'cc/..', 'cc/fl eet', 'cc/fleet?x'])('names no repository: %s', (name) => {
    expect(placeFor({ GITHUB_REPOSITORY: name })).toMatchObject({ ok: false, why: 'gone' });
  });

  it('of another host than the server’s gives no repository', () => {
    for (const origin of [
      'https://evil.example/cc/fleet',
      'git@evil.example:cc/fleet',
      'https://github.com.evil.example/cc/fleet',
      '/srv/cc/fleet',
    ]) {
      expect(placeFor({ GITHUB_REPOSITORY: '' }, origin)).toMatchObject({ ok: false, why: 'gone' });
    }
  });
});

it('quotes no token that is none', () => {
  const found = githubPlace({ env: {}, token: `${token} x`, origin: undefined });
  expect(found).toMatchObject({ ok: false, why: 'denied' });
  expect(JSON.stringify(found)).not.toContain('canary');
});
