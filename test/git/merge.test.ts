import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import { author, draft, git, made, temporaryFolder, trap, valueOf, worldOf, write } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const said = { message: 'Merge', author };
const lines = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\n';

describe('merging', () => {
  it('gives a commit of both, the same each time, without a ref or a checkout', () => {
    const { root, repository, commit } = worldOf({ f: lines });
    const base = commit();
    const ours = made(repository, draft([base], { f: lines.replace('1', 'x') }));
    const theirs = made(repository, draft([base], { f: lines.replace('7', 'y'), new: 'z' }));
    const merge = valueOf(repository.makeMerge(ours, theirs, said));
    expect(valueOf(repository.makeMerge(ours, theirs, said))).toBe(merge);
    expect(valueOf(repository.commit(merge))).toMatchObject({ parents: [ours, theirs], author, message: 'Merge\n' });
    expect(git(root, 'show', `${merge}:f`)).toBe(lines.replace('1', 'x').replace('7', 'y').trim());
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(git(root, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('is a conflict where both change a line, and says in which files', () => {
    const { repository, commit } = worldOf({ 'a b': lines, g: lines });
    const base = commit();
    const ours = made(repository, draft([base], { 'a b': 'x\n', g: null }));
    const theirs = made(repository, draft([base], { 'a b': 'y\n', g: 'z\n' }));
    expect(repository.makeMerge(ours, theirs, said)).toEqual({ ok: false, why: 'conflict', detail: 'a b, g' });
    const apart = made(repository, draft([], { g: '1' }));
    for (const other of [apart, '1'.repeat(40), 'main', '--stdin'] as string[] as CommitId[])
      expect([other, repository.makeMerge(ours, other, said)]).toMatchObject([other, { ok: false, why: 'gone' }]);
  });

  it('tells of many branches which do not merge, and leaves nothing behind', () => {
    const { root, repository, commit } = worldOf({ f: lines });
    const old = commit();
    const base = made(repository, draft([old], { f: lines.replace('4', 'base') }));
    const clean = made(repository, draft([old], { new: 'x' }));
    const same = made(repository, draft([old], { f: lines.replace('4', 'base') }));
    const clash = made(repository, draft([old], { f: lines.replace('4', 'head') }));
    const merged = made(repository, draft([base], { '1\n0': 'x' }));
    const apart = made(repository, draft([], { f: 'z' }));
    const before = [git(root, 'count-objects', '-v'), git(root, 'for-each-ref')];
    const scratch = temporaryFolder();
    vi.stubEnv('TMPDIR', scratch);
    const heads = [clean, clash, same, merged, old, base, clash, apart];
    expect(valueOf(repository.conflictsWith(base, heads))).toEqual(new Set([clash, apart]));
    expect(valueOf(repository.conflictsWith(base, []))).toEqual(new Set());
    expect([git(root, 'count-objects', '-v'), git(root, 'for-each-ref')]).toEqual(before);
    expect(readdirSync(scratch)).toEqual([]);
    const wrong = '1'.repeat(40) as CommitId;
    expect(repository.conflictsWith(base, [clean, wrong])).toMatchObject({ ok: false, why: 'gone' });
  });

  it('gives for many branches what a merge of each gives', () => {
    const { repository, commit } = worldOf({ f: lines, g: lines, 'd/x': lines, 'd/y': lines, run: '#!' });
    const old = commit();
    const edits = fc.dictionary(
      fc.constantFrom('f', 'g', 'd/x', 'd/y', 'new', 'd/new', 'run'),
      fc.constantFrom(null, lines.replace('1', 'x'), lines.replace('1', 'y'), lines.replace('7', 'z')),
      { maxKeys: 3, noNullPrototype: true },
    );
    const drafts = fc.tuple(edits, fc.array(edits, { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(drafts, ([ours, theirs]) => {
        const base = made(repository, draft([old], ours));
        const heads = valueOf(repository.makeCommits(theirs.map((edits) => draft([old], edits))));
        const further = valueOf(
          repository.makeCommits(heads.map((head) => draft([head], { f: lines.replace('4', 'w') }))),
        );
        const all = [...heads, ...further, base, old];
        const conflicts = all.filter((head) => !repository.makeMerge(base, head, said).ok);
        expect(valueOf(repository.conflictsWith(base, all))).toEqual(new Set(conflicts));
      }),
      { seed: 5, numRuns: 8 },
    );
  });

  it('runs nothing that the repository or its files configure', () => {
    const { root, repository, commit } = worldOf({
      f: lines,
      '.gitattributes': '* merge=evil filter=evil diff=evil\n',
    });
    const base = commit();
    const { script, mark } = trap();
    for (const key of [
      'merge.evil.driver',
      'filter.evil.clean',
      'filter.evil.smudge',
      'diff.evil.textconv',
      'gpg.program',
    ])
      git(root, 'config', key, script);
    git(root, 'config', 'merge.renormalize', 'true');
    write(root, { '.git/info/attributes': '* merge=evil filter=evil\n' });
    const ours = made(repository, draft([base], { f: lines.replace('1', 'x') }));
    const theirs = made(repository, draft([base], { f: lines.replace('7', 'y') }));
    expect(valueOf(repository.conflictsWith(ours, [theirs]))).toEqual(new Set());
    expect(repository.makeMerge(ours, theirs, said).ok).toBe(true);
    expect(existsSync(mark)).toBe(false);
    expect(existsSync(join(root, '.git/index.lock'))).toBe(false);
  });
});
