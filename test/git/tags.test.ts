import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi, afterEach } from 'vitest';
import { git, temporaryFolder, trap, valueOf, type World, worldOf } from './world.ts';

const keygen = 'ssh-keygen';
const missing = spawnSync(keygen, ['-?']).error !== undefined;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A new key, and its line for the file of allowed signers. */
function keyOf(principal: string): { readonly file: string; readonly line: string } {
  const file = join(temporaryFolder(), 'key');
  spawnSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'x', '-f', file]);
  return { file, line: `${principal} namespaces="git" ${readFileSync(`${file}.pub`, 'utf8')}` };
}

function signed({ root }: World, name: string, key: string, ...more: readonly string[]): void {
  git(root, '-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'tag', '-s', '-m', 'Ready', ...more, name);
}

describe('reading a tag', () => {
  it('gives what it says of itself, also where it was copied to another name', () => {
    const world = worldOf({});
    const head = world.commit();
    git(world.root, 'tag', '-a', '-m', 'Ready\n\n-----BEGIN it-----', 'linux/2026_11_minor');
    git(world.root, 'update-ref', 'refs/tags/linux/2026_12_minor', 'refs/tags/linux/2026_11_minor');
    for (const name of ['linux/2026_11_minor', 'linux/2026_12_minor'])
      expect(valueOf(world.repository.readTag(`refs/tags/${name}`))).toMatchObject({
        name: 'linux/2026_11_minor',
        commit: head,
        tagger: { name: 'a', mail: 'a@example.org' },
        message: 'Ready\n\n-----BEGIN it-----\n',
      });
  });

  it('is denied where the ref is no annotated tag of a commit, and gone where there is none', () => {
    const { root, repository } = worldOf({ a: '1' });
    git(root, 'tag', 'light');
    git(root, 'tag', '-a', '-m', 'x', 'tree', 'HEAD^{tree}');
    git(root, 'tag', '-a', '-m', 'x', 'inner');
    git(root, 'tag', '-a', '-m', 'x', 'nested', 'inner');
    for (const name of ['light', 'tree', 'nested'])
      expect([name, repository.readTag(`refs/tags/${name}`)]).toMatchObject([name, { ok: false, why: 'denied' }]);
    for (const ref of [
      'refs/tags/none',
      'light',
      'inner',
      '--batch-all-objects',
      'refs/tags/a\nb',
      '',
      'HEAD',
      'refs/tags/inner^{}',
    ])
      for (const asked of [repository.readTag(ref), repository.verifyTag(ref, '')])
        expect([ref, asked]).toMatchObject([ref, { ok: false, why: 'gone' }]);
  });
});

describe.skipIf(missing)('checking a tag (needs ssh-keygen)', () => {
  it('names the principal whose key signed it, whatever the repository configures', () => {
    const world = worldOf({});
    const [maria, other] = [keyOf('maria@example.org'), keyOf('other@example.org')];
    signed(world, 'good', maria.file);
    const { script, mark } = trap();
    for (const key of ['gpg.program', 'gpg.ssh.program', 'gpg.ssh.defaultKeyCommand', 'gpg.x509.program'])
      git(world.root, 'config', key, script);
    git(world.root, 'config', 'gpg.ssh.allowedSignersFile', '/dev/null');
    const check = (ref: string): unknown => world.repository.verifyTag(ref, `# signers\n${other.line}${maria.line}`);
    expect(check('refs/tags/good')).toEqual({ ok: true, value: 'maria@example.org' });
    expect(valueOf(world.repository.readTag('refs/tags/good')).message).toBe('Ready\n');
    expect(existsSync(mark)).toBe(false);
  });

  it('is denied where a stranger, nobody, or another tag signed it', () => {
    const world = worldOf({});
    const [maria, stranger] = [keyOf('maria@example.org'), keyOf('maria@example.org')];
    signed(world, 'strange', stranger.file);
    signed(world, 'good', maria.file);
    git(world.root, 'tag', '-a', '-m', 'x', 'unsigned');
    git(world.root, 'tag', 'light');
    const text = git(world.root, 'cat-file', 'tag', 'good');
    const stored = (name: string, content: string): void => {
      const args = ['hash-object', '-t', 'tag', '-w', '--stdin', '--literally'];
      const made = spawnSync('git', args, { cwd: world.root, input: content, encoding: 'utf8' });
      git(world.root, 'update-ref', `refs/tags/${name}`, made.stdout.trim());
    };
    stored('changed', `${text.replace('Ready', 'Steady')}\n`);
    stored('renamed', `${text.replace('tag good', 'tag best')}\n`);
    const pgp = '-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n';
    stored('both', `${text}\n${pgp}`);
    stored('pgp', `${text.slice(0, text.indexOf('-----BEGIN'))}${pgp}`);
    const names = ['strange', 'unsigned', 'light', 'changed', 'renamed', 'both', 'pgp'];
    for (const name of names)
      expect([name, world.repository.verifyTag(`refs/tags/${name}`, maria.line)]).toMatchObject([
        name,
        { ok: false, why: 'denied' },
      ]);
    for (const signers of ['', stranger.line, 'nonsense\n', maria.line.replace('"git"', '"file"')])
      expect(world.repository.verifyTag('refs/tags/good', signers)).toMatchObject({ ok: false, why: 'denied' });
    expect(world.repository.verifyTag('refs/tags/good', maria.line).ok).toBe(true);
  });

  it('says so where there is no ssh-keygen', () => {
    const world = worldOf({});
    const maria = keyOf('maria@example.org');
    signed(world, 'good', maria.file);
    const folder = temporaryFolder();
    const path = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    spawnSync('ln', ['-s', path, join(folder, 'git')]);
    vi.stubEnv('PATH', folder);
    expect(world.repository.verifyTag('refs/tags/good', maria.line)).toMatchObject({ ok: false, why: 'unreachable' });
  });
});
