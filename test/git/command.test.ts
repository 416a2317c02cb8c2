import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runGit, type Workplace } from '../../src/git/command.ts';

let root: string;
let place: Workplace;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'git-')));
  place = { gitDirectory: join(root, '.git'), directory: root };
  said('init', '-q');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function said(...args: readonly string[]): string {
  const outcome = runGit(place, { arguments: args });
  return outcome.ok ? outcome.value.toString('utf8').trim() : `${outcome.why}: ${outcome.detail}`;
}

/** A script that leaves a mark when it runs. */
function trap(name: string): { readonly script: string; readonly mark: string } {
  const mark = join(root, `${name}.mark`);
  const script = join(root, `${name}.sh`);
  writeFileSync(script, `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });
  return { script, mark };
}

const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];

describe('what a repository configures to be run', () => {
  it('a file system monitor does not run', () => {
    const { script, mark } = trap('monitor');
    said('config', 'core.fsmonitor', script);
    expect(said('status', '--porcelain')).toContain('monitor.sh');
    expect(existsSync(mark)).toBe(false);
  });

  it('hooks do not run, wherever they are', () => {
    const { script, mark } = trap('hook');
    said('config', 'core.hooksPath', root);
    for (const hooks of [root, join(root, '.git/hooks')]) {
      writeFileSync(join(hooks, 'pre-commit'), `#!/bin/sh\n'${script}'\n`, { mode: 0o755 });
      writeFileSync(join(hooks, 'post-commit'), `#!/bin/sh\n'${script}'\n`, { mode: 0o755 });
      writeFileSync(join(hooks, 'reference-transaction'), `#!/bin/sh\n'${script}'\n`, { mode: 0o755 });
    }
    expect(said(...author, 'commit', '-q', '--allow-empty', '-m', 'x')).toBe('');
    expect(existsSync(mark)).toBe(false);
  });

  it('no transport runs: not ext, not one through a configured ssh', () => {
    const { script, mark } = trap('transport');
    said('config', 'protocol.ext.allow', 'always');
    said('config', 'core.sshCommand', script);
    for (const url of [`ext::${script}`, 'ssh://example.org/x', root])
      expect(said('ls-remote', '--', url)).toMatch(/^gone: fatal: transport/);
    expect(existsSync(mark)).toBe(false);
  });

  it('a partial clone does not fetch what it lacks', () => {
    const { script, mark } = trap('lazy');
    said('config', 'core.repositoryFormatVersion', '1');
    said('config', 'extensions.partialClone', 'origin');
    said('config', 'remote.origin.promisor', 'true');
    said('config', 'remote.origin.url', `ext::${script}`);
    said('config', 'protocol.ext.allow', 'always');
    expect(said('cat-file', '-p', 'a'.repeat(40))).toMatch(/^gone/);
    expect(existsSync(mark)).toBe(false);
  });

  it('a pager does not run', () => {
    const { script, mark } = trap('pager');
    said('config', 'core.pager', script);
    said('config', 'pager.branch', script);
    said('branch');
    expect(existsSync(mark)).toBe(false);
  });
});

describe('the surroundings', () => {
  it('variables of git have no effect', () => {
    const { script, mark } = trap('variable');
    const names = [
      'GIT_EXTERNAL_DIFF',
      'GIT_SSH',
      'GIT_SSH_COMMAND',
      'GIT_PROXY_COMMAND',
      'GIT_ASKPASS',
      'GIT_EDITOR',
      'GIT_PAGER',
    ];
    for (const name of names) vi.stubEnv(name, script);
    vi.stubEnv('GIT_DIR', '/nonexistent');
    vi.stubEnv('GIT_OBJECT_DIRECTORY', '/nonexistent');
    vi.stubEnv('GIT_INDEX_FILE', '/nonexistent/index');
    vi.stubEnv('GIT_TRACE', join(root, 'trace'));
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', 'test.value');
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'leaked');
    expect(said('rev-parse', '--absolute-git-dir')).toBe(join(root, '.git'));
    expect(said('config', '--get', 'test.value')).toBe('gone: ');
    said(...author, 'commit', '-q', '--allow-empty', '-m', 'x');
    said('diff', 'HEAD');
    expect([existsSync(mark), existsSync(join(root, 'trace'))]).toEqual([false, false]);
  });

  it("the user's and the system's configuration are not read", () => {
    writeFileSync(join(root, '.gitconfig'), '[test]\n\tvalue = leaked\n');
    vi.stubEnv('HOME', root);
    expect(said('config', '--get', 'test.value')).toBe('gone: ');
    expect(said('config', '--list', '--show-scope')).not.toMatch(/^(?:system|global)/m);
  });

  it('the language of messages is always the same', () => {
    vi.stubEnv('LANG', 'de_DE.UTF-8');
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    expect(said('rev-parse', '--verify', 'nothing')).toBe('gone: fatal: Needed a single revision');
  });
});

describe('when it does not work', () => {
  it('a NUL in an argument, too much output, and no git at all are told apart', () => {
    expect(said('rev-parse', 'a\0b')).toBe('gone: a name holds a NUL');
    expect(runGit(place, { arguments: ['config', '--list'], outputLimit: 10 })).toMatchObject({
      ok: false,
      why: 'limited',
    });
    vi.stubEnv('PATH', root);
    expect(said('status')).toBe('unreachable: git is not installed');
  });
});
