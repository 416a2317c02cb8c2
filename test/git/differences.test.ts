import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryStep } from '../../src/core/history.ts';
import type { openRepository } from '../../src/git/git.ts';
import { byteOrder } from '../../src/core/order.ts';
import { indexSize } from '../../src/git/packed.ts';
import { git, opened, resolved, temporaryFolder, valueOf, worldOf } from './world.ts';

/** Names that lie next to each other in git's order, as files or as folders, and one that is no UTF-8. */
const names = ['a', 'a.b', 'a-', 'a0', 'aa', 'b', '\u{fc}', '\xff', '100644 a', '\n'] as const;
const tops = ['f', 'f.x', 'g'] as const;
const path = fc
  .tuple(fc.constantFrom(...tops), fc.array(fc.constantFrom(...names), { maxLength: 3 }))
  .map((parts) => parts.flat().join('/'));

interface Edit {
  readonly path: string;
  /** Undefined removes what is there, a file or a folder. */
  readonly mode: string | undefined;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  path,
  mode: fc.constantFrom('100644', '100644', '100755', '120000', '160000', undefined),
  text: fc.constantFrom('1', '2', '3'),
});

/** A commit on the one before, or on none; `beside` merges one that came that many before. */
const commit = fc.record({
  edits: fc.array(edit, { maxLength: 6 }),
  beside: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined, freq: 3 }),
});
type Commit = typeof commit extends fc.Arbitrary<infer T> ? T : never;

const asked = fc.oneof(fc.constant(['f', 'g']), fc.uniqueArray(path, { minLength: 1, maxLength: 3 }));

describe('what the steps of a branch changed', () => {
  it.each(['sha1', 'sha256'])(
    'is what git says of each, whatever the trees are like (%s)',
    async (hash) => {
      await fc.assert(
        fc.asyncProperty(fc.array(commit, { minLength: 1, maxLength: 12 }), asked, async (commits, paths) => {
          const root = temporaryFolder();
          git(root, 'init', '-q', '--bare', `--object-format=${hash}`);
          imported(root, commits);
          const repository = opened(root);
          const until = resolved(repository, 'main');
          const pairs = git(root, 'rev-list', '--first-parent', '--parents', 'main')
            .split('\n')
            .map((line) => line.split(' ', 2).join(' '));
          const utf8 = paths.map((one) => Buffer.from(one, 'latin1'));
          // A name that is no UTF-8 cannot be asked for.
          const askable = utf8.map(String).filter((one, at) => Buffer.from(one).equals(utf8[at] ?? Buffer.alloc(0)));
          fc.pre(askable.length > 0);
          const expected = saidByGit(root, pairs, askable);
          const all = valueOf(await repository.steps({ since: undefined, until, paths: askable })).steps;
          expect(told(all)).toEqual(expected);
          const chain = pairs.map((pair) => pair.split(' ', 1).join(''));
          const middle = chain[chain.length >> 1] ?? '';
          const since = resolved(repository, middle);
          const later = valueOf(await repository.steps({ since, until, paths: askable })).steps;
          const newer = new Set(chain.slice(0, chain.indexOf(middle)));
          expect(told(later)).toEqual(expected.filter(([id]) => newer.has(String(id))));
        }),
        { seed: 41, numRuns: 12 },
      );
    },
    60_000,
  );

  it('is what git says of each, however many there are', async () => {
    const root = temporaryFolder();
    git(root, 'init', '-q', '--bare');
    imported(root, manyCommits(4500));
    const repository = opened(root);
    const pairs = git(root, 'rev-list', '--first-parent', '--parents', 'main').split('\n');
    const request = { since: undefined, until: resolved(repository, 'main'), paths: ['f', 'g/a'] };
    const expected = saidByGit(root, pairs, request.paths);
    const ways: readonly (readonly string[])[] = [
      [], // as imported: what is newer is made from what is older
      ['repack', '-adfq'],
      ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=500'],
      ['-c', 'pack.packSizeLimit=1m', 'repack', '-adFq', '--window=0'],
    ];
    for (const way of ways) {
      if (way.length > 0) git(root, ...way);
      const early: HistoryStep[] = [];
      const { steps } = valueOf(await repository.steps({ ...request, meanwhile: (some) => early.push(...some) }));
      expect(told(steps)).toEqual(expected);
      expect(early).toEqual(steps);
    }
    expect(expected.length).toBeGreaterThan(2500);
  }, 60_000);

  it('is the same in a thread of its own, which only what is built has', async () => {
    const root = temporaryFolder();
    git(root, 'init', '-q', '--bare');
    imported(root, manyCommits(4500));
    const repository = opened(root);
    const request = { since: undefined, until: resolved(repository, 'main'), paths: ['f', 'g/a'] };
    const expected = told(valueOf(await repository.steps(request)).steps);
    const built: { readonly openRepository: typeof openRepository } = await import(
      new URL('../../dist/git/git.js', import.meta.url).href
    );
    const threaded = built.openRepository(root);
    expect(indexSize(repository.store)).toBeGreaterThan(100_000);
    const early: HistoryStep[] = [];
    const read = threaded && (await threaded.steps({ ...request, meanwhile: (some) => early.push(...some) }));
    expect(read?.ok === true && told(read.value.steps)).toEqual(expected);
    expect(told(early)).toEqual(expected);
    await expect(
      threaded?.steps({
        ...request,
        meanwhile: () => {
          throw new Error('enough');
        },
      }),
    ).rejects.toThrow('enough');
  }, 60_000);

  it('is left to git where packs are damaged, and not known where git has it neither', async () => {
    const root = temporaryFolder();
    git(root, 'init', '-q', '--bare');
    imported(root, manyCommits(1500));
    git(root, 'repack', '-adfq');
    const repository = opened(root);
    const request = { since: undefined, until: resolved(repository, 'main'), paths: ['f', 'g/a'] };
    const { steps } = valueOf(await repository.steps(request));
    const borrowing = join(temporaryFolder(), 'borrowing.git');
    git(root, 'clone', '-q', '--bare', '--shared', root, borrowing);
    const borrowed = opened(borrowing);
    expect(indexSize(borrowed.store)).toBe(0);
    expect(valueOf(await borrowed.steps(request)).steps).toEqual(steps);
    const folder = join(root, 'objects', 'pack');
    const [index = ''] = readdirSync(folder).filter((name) => name.endsWith('.idx'));
    const good = readFileSync(join(folder, index));
    chmodSync(join(folder, index), 0o644);
    writeFileSync(join(folder, index), good.subarray(0, 2000));
    expect(await opened(root).steps(request)).toMatchObject({ ok: false });
    writeFileSync(join(folder, index), good);
    const [pack = ''] = readdirSync(folder).filter((name) => name.endsWith('.pack'));
    const whole = readFileSync(join(folder, pack));
    chmodSync(join(folder, pack), 0o644);
    const hole = Buffer.from(whole);
    hole.fill(0, hole.length - 400, hole.length - 40);
    writeFileSync(join(folder, pack), hole);
    const read = await opened(root).steps(request);
    expect(read.ok ? told(read.value.steps) : read.why).toEqual(
      read.ok ? told(steps) : expect.stringMatching(/^(?:gone|unreachable)$/),
    );
  }, 60_000);

  it('is nothing where a mode is written in another way', async () => {
    const { root, repository } = worldOf({ 'f/a': '1', 'f/b': '1' });
    const base = resolved(repository, 'HEAD');
    const blob = Buffer.from(git(root, 'rev-parse', 'HEAD:f/a'), 'hex');
    const entry = (mode: string, name: string, id: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), id]);
    const tree = (...entries: readonly Buffer[]): string => stored(root, 'tree', Buffer.concat(entries));
    const within = tree(entry('100664', 'a', blob), entry('100775', 'b', blob), entry('0100600', 'c', blob));
    const top = tree(entry('040000', 'f', Buffer.from(within, 'hex')));
    const until = resolved(repository, stored(root, 'commit', Buffer.from(`tree ${top}\nparent ${base}\n\nx`)));
    const { steps } = valueOf(await repository.steps({ since: base, until, paths: ['f'] }));
    expect(told(steps)).toEqual(saidByGit(root, [`${until} ${base}`], ['f']));
    expect(steps[0]?.changes.map(({ path: name, to }) => [name, to?.mode])).toEqual([
      ['f/b', '100755'],
      ['f/c', '100644'],
    ]);
  });

  it('is not known where a tree is broken, or not here', async () => {
    const { root, repository } = worldOf({ 'f/a': '1' });
    const base = resolved(repository, 'HEAD');
    const why = async (tree: string): Promise<unknown> => {
      const top = stored(root, 'tree', Buffer.concat([Buffer.from('40000 f\0'), Buffer.from(tree, 'hex')]));
      const until = resolved(repository, stored(root, 'commit', Buffer.from(`tree ${top}\nparent ${base}\n\nx`)));
      const said = await repository.steps({ since: base, until, paths: ['f'] });
      return said.ok || said.why;
    };
    const blob = Buffer.from(git(root, 'rev-parse', 'HEAD:f/a'), 'hex');
    for (const start of ['', '100644', '100644 ', '100644 \0', ' a\0', '1006x4 a\0'])
      expect(await why(stored(root, 'tree', Buffer.concat([Buffer.from(start), blob])))).toBe('gone');
    expect(await why(stored(root, 'tree', Buffer.from('100644 a\0short')))).toBe('gone');
    expect(await why('1'.repeat(40))).toBe('gone');
    expect(await why(git(root, 'rev-parse', 'HEAD:f/a'))).toBe('gone');
  });
});

/** Two in three change what is asked for, and one in seven takes something away. */
function manyCommits(count: number): readonly Commit[] {
  return Array.from({ length: count }, (_, at) => ({
    edits: [
      {
        path: ['f/a/x', 'g/b/y', 'g/a/z'][at % 3] ?? '',
        mode: at % 7 === 6 ? undefined : '100644',
        text: String(at % 2),
      },
    ],
    beside: undefined,
  }));
}

/** Paths and names hold one character for each byte. */
function imported(root: string, commits: readonly Commit[]): void {
  const lines = commits.flatMap(({ edits, beside }, at) => [
    'commit refs/heads/main',
    `mark :${String(at + 1)}`,
    'committer a <a@example.org> 1795000000 +0000',
    'data 0',
    ...(at > 0 ? [`from :${String(at)}`] : []),
    ...(beside !== undefined && at + 1 > beside ? [`merge :${String(at + 1 - beside)}`] : []),
    ...edits.flatMap(({ path: name, mode, text }) => {
      if (mode === undefined) return [`D ${quoted(name)}`];
      if (mode === '160000') return [`M 160000 ${text.repeat(hashLength(root))} ${quoted(name)}`];
      return [`M ${mode} inline ${quoted(name)}`, 'data 1', text];
    }),
  ]);
  const ran = spawnSync('git', ['fast-import', '--quiet'], { cwd: root, input: `${lines.join('\n')}\n` });
  if (ran.status !== 0) throw new Error(String(ran.stderr));
}

function hashLength(root: string): number {
  return git(root, 'rev-parse', '--show-object-format') === 'sha1' ? 40 : 64;
}

function quoted(name: string): string {
  const bytes = [...Buffer.from(name, 'latin1')];
  return `"${bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;
}

/** Of commits, each with its first parent, those that change something, and their changes as lines. */
function saidByGit(root: string, pairs: readonly string[], paths: readonly string[]): readonly (readonly unknown[])[] {
  const options = ['-r', '--raw', '-z', '--no-renames', '--root', '--no-abbrev'];
  const ran = spawnSync('git', ['--literal-pathspecs', 'diff-tree', '--stdin', ...options, '--', ...paths], {
    cwd: root,
    input: pairs.map((pair) => `${pair}\n`).join(''),
  });
  const steps: [string, [string, string][]][] = [];
  const fields = ran.stdout.toString('latin1').split('\0').slice(0, -1);
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (!field.startsWith(':')) steps.push([field, []]);
    else steps.at(-1)?.[1].push([Buffer.from(fields[(at += 1)] ?? '', 'latin1').toString('utf8'), field.slice(1, -2)]);
  }
  return steps.map(([id, changes]) => [id, changes.toSorted((a, b) => byteOrder(a[0], b[0]))]);
}

function told(steps: readonly HistoryStep[]): readonly (readonly unknown[])[] {
  return steps.map(({ id, changes }) => [
    id,
    changes.map(({ path: name, from, to }) => {
      const none = { mode: '000000', id: '0'.repeat(id.length) };
      const [a, b] = [from ?? none, to ?? none];
      return [name, `${a.mode} ${b.mode} ${a.id} ${b.id}`];
    }),
  ]);
}

function stored(root: string, type: string, content: Buffer): string {
  const args = ['hash-object', '-t', type, '-w', '--stdin', '--literally'];
  return spawnSync('git', args, { cwd: root, input: content, encoding: 'utf8' }).stdout.trim();
}
