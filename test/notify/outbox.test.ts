import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/git/git.ts';
import { openRemote } from '../../src/git/remote.ts';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import { refsOutbox } from '../../src/notify/outbox-refs.ts';
import type { Outbox, Writing } from '../../src/notify/outbox.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { bareCloneOf, repositoryOf, type Repository } from '../support/repository.ts';

const one = 'a'.repeat(32);
const two = 'b'.repeat(32);

type Opened = (run: string) => Outbox;

const stores: Readonly<Record<string, () => Opened>> = {
  'a folder': () => {
    const folder = temporaryFolder();
    return (run) => folderOutbox({ folder: `${folder}/outbox`, run });
  },
  'refs of the repository': () => {
    const folder = bareCloneOf(repositoryOf({ a: 'b' }));
    return () => refsOutbox({ repository: opened(folder), remote: undefined, seconds: 1 });
  },
  'refs of a remote, from two clones': () => {
    const origin = repositoryOf({ a: 'b' });
    const bare = bareCloneOf(origin);
    const clones = new Map<string, Repository>();
    return (run) => {
      const clone = clones.get(run) ?? repositoryOf({ a: run });
      if (!clones.has(run)) clone.git('remote', 'add', 'origin', bare);
      clones.set(run, clone);
      const repository = opened(clone.root);
      const remote = openRemote({ repository, named: undefined, credentials: undefined });
      if (!remote.ok) throw new Error(remote.detail);
      return refsOutbox({ repository, remote: remote.value, seconds: 1 });
    };
  },
};

function opened(folder: string): NonNullable<ReturnType<typeof openRepository>> {
  const repository = openRepository(folder);
  if (repository === undefined) throw new Error('no repository');
  return repository;
}

async function kept(outbox: Outbox): Promise<Readonly<Record<string, string>>> {
  const listed = await outbox.list();
  if (!listed.ok) throw new Error(listed.detail);
  return Object.fromEntries(listed.value.map(({ id, text }) => [id, text]));
}

async function markOf(outbox: Outbox, id: string): Promise<string | undefined> {
  const listed = await outbox.list();
  return listed.ok ? listed.value.find((record) => record.id === id)?.mark : undefined;
}

async function written(outbox: Outbox, ...writings: readonly Writing[]): Promise<readonly string[]> {
  const answer = await outbox.write(writings);
  if (!answer.ok) throw new Error(answer.detail);
  return [...answer.value.keys()].toSorted();
}

describe.each(Object.entries(stores))('an outbox in %s', (_name, store) => {
  test('keeps what was written, and is empty before', async () => {
    const open = store();
    expect(await kept(open('a'))).toEqual({});
    const first = await written(
      open('a'),
      { id: one, from: undefined, text: 'first' },
      { id: two, from: undefined, text: 'x\n' },
    );
    expect(first).toEqual([one, two]);
    expect(await kept(open('b'))).toEqual({ [one]: 'first', [two]: 'x\n' });
    const mark = await markOf(open('b'), one);
    expect(await written(open('b'), { id: one, from: mark, text: 'second' })).toEqual([one]);
    expect(await kept(open('a'))).toEqual({ [one]: 'second', [two]: 'x\n' });
  });

  test('lets one of two writers win each record, and the other one know', async () => {
    const open = store();
    await written(open('a'), { id: one, from: undefined, text: 'start' });
    const mark = await markOf(open('b'), one);
    expect(await written(open('a'), { id: one, from: mark, text: 'of a' })).toEqual([one]);
    const late = await written(
      open('b'),
      { id: one, from: mark, text: 'of b' },
      { id: two, from: undefined, text: 'of b' },
    );
    expect(late).toEqual([two]);
    expect(await kept(open('b'))).toEqual({ [one]: 'of a', [two]: 'of b' });
    // However far ahead the winner is.
    await written(open('a'), { id: one, from: await markOf(open('a'), one), text: 'of a, 2' });
    await written(open('a'), { id: one, from: await markOf(open('a'), one), text: 'of a, 3' });
    expect(await written(open('b'), { id: one, from: mark, text: 'late' })).toEqual([]);
    expect(await written(open('b'), { id: two, from: undefined, text: 'made anew' })).toEqual([]);
    expect(await kept(open('a'))).toEqual({ [one]: 'of a, 3', [two]: 'of b' });
  });
});

describe('an outbox in a folder', () => {
  test('leaves one file for each record, and clears away what a dead process left', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/.${one}.7.json.x.999999999.tmp`, 'torn');
    const outbox = folderOutbox({ folder, run: 'a' });
    await written(outbox, { id: one, from: undefined, text: '1' });
    await written(outbox, { id: one, from: '1', text: '2' });
    expect(readdirSync(folder)).toEqual([`${one}.2.json`]);
  });

  test('that cannot be written says so', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/file`, '');
    const answer = await folderOutbox({ folder: `${folder}/file`, run: 'a' }).write([
      { id: one, from: undefined, text: '1' },
    ]);
    expect(answer).toMatchObject({ ok: false });
    if (process.getuid?.() !== 0) {
      chmodSync(folder, 0o500);
      const barred = await folderOutbox({ folder, run: 'a' }).write([{ id: one, from: undefined, text: '1' }]);
      expect(barred).toMatchObject({ ok: false, why: 'denied' });
    }
  });

  test('takes eight writers at once, of whom one wins each number', async () => {
    const folder = temporaryFolder();
    const writers = Array.from({ length: 8 }, (_, i) => folderOutbox({ folder, run: `w${i}` }));
    const wins = await Promise.all(
      writers.map((outbox, i) => written(outbox, { id: one, from: undefined, text: `${i}` })),
    );
    expect(wins.flat()).toEqual([one]);
  });
});
