import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Remote } from '../../src/core/refs.ts';
import { openRemote } from '../../src/git/remote.ts';
import { type Door, type ForgeServer, forgeServer } from './forge-server.ts';
import { draft, git, made, originOf, resolved, temporaryFolder, valueOf, type World, worldOf } from './world.ts';

const canary = 'ghs_Canary+/=%Token';
const login = Buffer.from(`x-access-token:${canary}`).toString('base64');
const shapes = [canary, login, encodeURIComponent(canary), Buffer.from(canary).toString('base64')];

interface Forge {
  readonly here: World;
  readonly there: World;
  readonly server: ForgeServer;
  /** What other users of the machine could see of its programs while it was served. */
  readonly seen: string[];
}

async function forge(door: Door = () => 'through'): Promise<Forge> {
  const here = worldOf({ a: '1' });
  const there = originOf(here);
  const seen: string[] = [];
  const server = await forgeServer(dirname(there.root), (request, response) => {
    seen.push(commandLines());
    return door(request, response);
  });
  git(here.root, 'config', 'remote.origin.url', `${server.url}/origin.git`);
  return { here, there, server, seen };
}

function commandLines(): string {
  if (!existsSync('/proc')) return '';
  const lines = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(join('/proc', name, 'cmdline'), 'utf8');
      } catch {
        return '';
      }
    });
  return lines.join('\n');
}

function remoteOf({ here, server }: Forge, serverUrl = server.url): Remote {
  return valueOf(
    openRemote({ repository: here.repository, named: undefined, credentials: { serverUrl, token: canary } }),
  );
}

describe('a token', () => {
  it('opens the door, and is seen nowhere but there', async () => {
    const world = await forge();
    const { here, there, server, seen } = world;
    const base = resolved(here.repository, 'main');
    const one = made(here.repository, draft([base], { a: '2' }));
    const remote = remoteOf(world);
    expect(valueOf(await remote.listRefs(['refs/heads/']))).toMatchObject({ head: 'refs/heads/main' });
    expect(valueOf(await remote.push([{ ref: 'refs/heads/x', from: undefined, to: one }]))).toEqual(new Map());
    valueOf(await remote.fetch(['+refs/heads/*:refs/tidemark/*']));
    expect([resolved(there.repository, 'x'), resolved(here.repository, 'refs/tidemark/x')]).toEqual([one, one]);
    expect(new Set(server.knocks.map(({ authorization }) => authorization))).toEqual(new Set([`basic ${login}`]));
    for (const shape of shapes) {
      expect(remote.name).not.toContain(shape);
      for (const text of [...seen, ...server.knocks.map(({ url }) => url)]) expect(text).not.toContain(shape);
      for (const file of ['config', 'packed-refs', 'HEAD'].filter((name) =>
        readdirSync(join(here.root, '.git')).includes(name),
      ))
        expect(readFileSync(join(here.root, '.git', file), 'utf8')).not.toContain(shape);
    }
    if (existsSync('/proc')) expect(seen.join('\n')).toContain('ls-remote');
  });

  it('is not in what is said of a failure, even where the other side repeats it', async () => {
    for (const status of [401, 403, 404, 500]) {
      const world = await forge((request, response) => {
        response.statusCode = status;
        response.setHeader('content-type', 'text/plain');
        response.end(`refused: ${String(request.headers.authorization)} ${shapes.join(' ')}\n`);
        return 'here';
      });
      const asked = await remoteOf(world).listRefs(['refs/']);
      expect([status, asked.ok ? '' : asked.why]).toEqual([
        status,
        { 401: 'denied', 403: 'denied', 404: 'gone', 500: 'unreachable' }[status],
      ]);
      for (const shape of shapes) expect(JSON.stringify(asked)).not.toContain(shape);
    }
  });

  it('goes to its own server alone: no other host, port, folder, and not where a redirect leads', async () => {
    const world = await forge();
    const { server } = world;
    const others = [
      'https://github.com',
      `${server.url}1`,
      server.url.replace('127.0.0.1', '127.0.0.2'),
      `${server.url}/or`,
      'nonsense',
      '',
    ];
    for (const serverUrl of others) expect((await remoteOf(world, serverUrl).listRefs(['refs/'])).ok).toBe(true);
    expect(new Set(server.knocks.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
    const away = await forge((request, response) => {
      response.writeHead(302, { location: `${server.url}${request.url ?? ''}` }).end();
      return 'here';
    });
    expect(await remoteOf(away).listRefs(['refs/'])).toMatchObject({ ok: false, why: 'unreachable' });
    expect(server.knocks.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('counts more than what the repository has configured, and what its address holds comes second', async () => {
    const world = await forge();
    const { here, server } = world;
    git(here.root, 'config', `http.${server.url}/.extraheader`, 'AUTHORIZATION: basic other');
    git(here.root, 'config', `http.${server.url}/origin.git.extraheader`, 'AUTHORIZATION: basic another');
    git(here.root, 'config', 'http.proxy', 'http://127.0.0.1:1');
    git(here.root, 'config', 'remote.origin.url', `${server.url.replace('//', '//maria:secret@')}/origin.git`);
    valueOf(await remoteOf(world).listRefs(['refs/']));
    expect(new Set(server.knocks.map(({ authorization }) => authorization))).toEqual(new Set([`basic ${login}`]));
    const plain = valueOf(openRemote({ repository: here.repository, named: 'origin', credentials: undefined }));
    expect(plain.name).toBe(`${server.url}/origin.git`);
    valueOf(await plain.listRefs(['refs/']));
    expect(server.knocks.at(-1)?.authorization).toBe(`basic ${Buffer.from('maria:secret').toString('base64')}`);
  });

  it('is not asked for at a terminal, nor of a helper', async () => {
    const world = await forge((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return 'here';
    });
    const folder = temporaryFolder();
    git(world.here.root, 'config', 'credential.helper', `!touch ${folder}/asked; echo username=x; echo password=y`);
    const plain = valueOf(openRemote({ repository: world.here.repository, named: undefined, credentials: undefined }));
    expect(await plain.listRefs(['refs/'])).toMatchObject({ ok: false, why: 'denied' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
