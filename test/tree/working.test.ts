import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingTree } from '../../src/tree/working.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tree-')));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

describe('a working tree', () => {
  it('lists files below a folder in byte order, without hidden ones and node_modules', () => {
    for (const path of ['b/z.yaml', 'b/a/x.yaml', 'b/a-x.yaml', 'b/B.yaml', 'fleet.yaml']) write(path, 'a: 1\n');
    for (const path of ['.git/config', 'b/.hidden', 'b/node_modules/x.yaml', '.tidemark/cache']) write(path, 'a: 1\n');
    const tree = workingTree(root);
    expect(tree.list('b')).toEqual(['b/B.yaml', 'b/a-x.yaml', 'b/a/x.yaml', 'b/z.yaml']);
    expect(tree.list('')).toEqual(['b/B.yaml', 'b/a-x.yaml', 'b/a/x.yaml', 'b/z.yaml', 'fleet.yaml']);
    expect(tree.list('fleet.yaml')).toEqual(['fleet.yaml']);
    expect(tree.list('nothing')).toEqual([]);
  });

  it("reads text with git's own name for it", () => {
    write('a.yaml', 'name: Zürich\r\n\tx: 😀\n');
    const git = spawnSync('git', ['hash-object', '--stdin'], { input: 'name: Zürich\r\n\tx: 😀\n', encoding: 'utf8' });
    expect(workingTree(root).read('a.yaml')).toEqual({ blob: git.stdout.trim(), text: 'name: Zürich\r\n\tx: 😀\n' });
    write('empty.yaml', '');
    expect(workingTree(root).read('empty.yaml')).toEqual({
      blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
      text: '',
    });
  });

  it('knows nothing of paths that are absolute, upward, hidden, folders, or not there', () => {
    write('dir/a.yaml', 'a: 1\n');
    write('.hidden', 'a: 1\n');
    const tree = workingTree(join(root, 'dir'));
    const paths = [
      '../dir/a.yaml',
      '/etc/passwd',
      join(root, 'dir/a.yaml'),
      './a.yaml',
      'x/../a.yaml',
      '../.hidden',
      'a.yaml/',
      'a.yaml\0',
      '',
      '.',
      'b',
      'a.yaml/b',
    ];
    for (const path of paths)
      expect([path, tree.has(path), tree.read(path), tree.stampOf(path)]).toEqual([path, false, undefined, undefined]);
    expect(workingTree(root).has('dir')).toBe(false);
    expect(workingTree(root).read('dir')).toBeUndefined();
    for (const under of ['..', '/', '/etc', '../..', '.git']) expect(tree.list(under)).toEqual([]);
  });

  it('is empty where the folder does not exist', () => {
    const tree = workingTree(join(root, 'nowhere'));
    expect([tree.list(''), tree.has('a'), tree.read('a')]).toEqual([[], false, undefined]);
  });
});

describe('what is not followed or opened', () => {
  it.each(['/proc/self/environ', '/dev/zero', '/etc/passwd', '../outside.yaml', 'real.yaml', 'nowhere', '.'])(
    'a link to %s',
    (target) => {
      write('real.yaml', 'a: 1\n');
      link('clusters/x.yaml', target);
      const tree = workingTree(root);
      expect(tree.list('clusters')).toEqual(['clusters/x.yaml']);
      expect(tree.has('clusters/x.yaml')).toBe(true);
      expect(tree.read('clusters/x.yaml')).toEqual({ unreadable: { code: 'file-link', facts: { target } } });
      expect(tree.stampOf('clusters/x.yaml')).toBeUndefined();
    },
  );

  it('a linked folder on the way, inside the fleet or outside', () => {
    write('real/a.yaml', 'a: 1\n');
    link('inside', 'real');
    link('real/outside', '/etc');
    const tree = workingTree(root);
    expect(tree.list('')).toEqual(['inside', 'real/a.yaml', 'real/outside']);
    expect([tree.list('inside'), tree.list('inside/x'), tree.list('real/outside')]).toEqual([
      ['inside'],
      [],
      ['real/outside'],
    ]);
    expect(tree.read('inside/a.yaml')).toEqual({ unreadable: { code: 'file-link', facts: { target: 'real' } } });
    expect(tree.read('real/outside/passwd')).toEqual({ unreadable: { code: 'file-link', facts: { target: '/etc' } } });
    expect([tree.has('inside/a.yaml'), tree.stampOf('inside/a.yaml')]).toEqual([true, undefined]);
  });

  it('a FIFO, which would make the reader wait for ever', () => {
    spawnSync('mkfifo', [join(root, 'pipe.yaml')]);
    expect(workingTree(root).list('')).toEqual(['pipe.yaml']);
    expect(workingTree(root).read('pipe.yaml')).toEqual({
      unreadable: { code: 'file-special', facts: { kind: 'a FIFO' } },
    });
  });

  it('a socket', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'socket.yaml'), done));
    expect(workingTree(root).read('socket.yaml')).toEqual({
      unreadable: { code: 'file-special', facts: { kind: 'a socket' } },
    });
    await new Promise((done) => server.close(done));
  });

  it('a device', () => {
    expect(workingTree('/dev').read('zero')).toEqual({
      unreadable: { code: 'file-special', facts: { kind: 'a device' } },
    });
  });
});

describe('what is refused', () => {
  it('a file over 1 MiB, however much over, before it is read', () => {
    write('huge.yaml', 'a');
    truncateSync(join(root, 'huge.yaml'), 5e12);
    const facts = { bytes: 5e12, limit: 1048576 };
    expect(workingTree(root).read('huge.yaml')).toEqual({ unreadable: { code: 'file-too-large', facts } });
    write('most.yaml', '#'.repeat(1048576));
    expect(workingTree(root).read('most.yaml')).toMatchObject({ text: expect.any(String) });
    write('over.yaml', '#'.repeat(1048577));
    expect(workingTree(root).read('over.yaml')).toMatchObject({ unreadable: { code: 'file-too-large' } });
  });

  it('a file of /proc, which has no size and is a text of its own length', () => {
    expect(workingTree('/proc').read('version')).toMatchObject({ text: expect.stringContaining('Linux') });
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff]), 'its bytes are not UTF-8'],
    ['an overlong encoding', Buffer.from([0xc0, 0xaf]), 'its bytes are not UTF-8'],
    ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80]), 'its bytes are not UTF-8'],
    ['a byte order mark', Buffer.from('\u{feff}a: 1\n'), 'it begins with a byte order mark'],
    ['UTF-16', Buffer.from('a: 1\n', 'utf16le'), 'it holds the control character U+0000 on line 1'],
    ['an escape sequence', Buffer.from('a: 1\n# \u{1b}[31m\n'), 'it holds the control character U+001B on line 2'],
    ['a delete', Buffer.from('\u{7f}'), 'it holds the control character U+007F on line 1'],
    ['a control character of Latin-1', Buffer.from('é\u{9b}'), 'it holds the control character U+009B on line 1'],
  ])('%s', (_, bytes, reason) => {
    write('a.yaml', bytes);
    expect(workingTree(root).read('a.yaml')).toEqual({ unreadable: { code: 'file-not-text', facts: { reason } } });
  });

  it.skipIf(process.getuid?.() === 0)('a file and a folder without permission', () => {
    write('secret.yaml', 'a: 1\n');
    write('closed/a.yaml', 'a: 1\n');
    chmodSync(join(root, 'secret.yaml'), 0);
    chmodSync(join(root, 'closed'), 0);
    const tree = workingTree(root);
    const reason = { unreadable: { code: 'file-unreadable', facts: { reason: 'permission denied' } } };
    expect(tree.read('secret.yaml')).toEqual(reason);
    expect(tree.list('')).toEqual(['closed', 'secret.yaml']);
    expect(tree.read('closed')).toEqual(reason);
    chmodSync(join(root, 'closed'), 0o755);
  });
});

describe('a stamp', () => {
  it('stays while the file does, and changes with its content or its place', () => {
    write('a.yaml', 'a: 1\n');
    const before = workingTree(root).stampOf('a.yaml');
    expect(before).toMatch(/^5 \d+ \d+ \d+$/);
    expect(workingTree(root).stampOf('a.yaml')).toBe(before);
    rmSync(join(root, 'a.yaml'));
    write('a.yaml', 'a: 12\n');
    utimesSync(join(root, 'a.yaml'), 0, 0);
    expect(workingTree(root).stampOf('a.yaml')).not.toBe(before);
  });
});
