import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addresseesOf } from '../../src/notice/addressees.ts';
import { directoryOf, isThere } from '../../src/notice/directory.ts';
import { gather, rowKey } from '../../src/notice/gather.ts';
import { mailConcerns } from '../../src/notice/letters.ts';
import type { Trouble } from '../../src/notice/trouble.ts';
import { cluster, gathering, ownersOf, person, streamsOf, team, trouble } from './support.ts';

const everybody = ownersOf(
  [
    person('maria'),
    person('tomas'),
    person('henrik', { left: '2026-03-31' }),
    person('pes'),
    person('mute', { mail: undefined }),
  ],
  [
    team('batch', ['maria', 'tomas'], 'batch@example.org'),
    team('bare', ['maria', 'henrik', 'inner']),
    team('inner', ['tomas', 'bare']),
    team('gone', ['henrik']),
  ],
);

describe('the directory', () => {
  const directory = directoryOf(everybody);

  test('knows people who are there, and why others are not', () => {
    expect(directory.find('maria')).toMatchObject({ kind: 'person', mailboxes: [{ mail: 'maria@example.org' }] });
    expect(directory.find('henrik')).toEqual({ why: 'left', since: '2026-03-31' });
    expect(directory.find('nobody')).toEqual({ why: 'unknown' });
    expect(directory.find('gone')).toEqual({ why: 'empty' });
    expect(directory.find('__proto__')).toEqual({ why: 'unknown' });
  });

  test('reaches a team at its address, or else each member who is there, once, through teams in teams and in circles', () => {
    expect(directory.find('batch')).toMatchObject({
      mailboxes: [{ mail: 'batch@example.org' }],
      logins: ['maria', 'tomas'],
    });
    expect(directory.find('bare')).toMatchObject({
      mailboxes: [{ mail: 'maria@example.org' }, { mail: 'tomas@example.org' }],
    });
  });
});

describe('who answers for a cluster', () => {
  const asked = { directory: directoryOf(everybody), streams: streamsOf({ linux: ['pes'], elfms: ['tomas'] }) };

  test('is its owners, without those who left or are unknown', () => {
    const { addressees, instead, absent } = addresseesOf(cluster('a', ['henrik', 'maria', 'who']), asked);
    expect(addressees.map(({ name }) => name)).toEqual(['maria']);
    expect(instead).toBe(false);
    expect(absent.map(({ name }) => name)).toEqual(['henrik', 'who']);
  });

  test('is the owners of the streams it pins, when it has nobody', () => {
    const names = (streams: readonly string[]): readonly string[] =>
      addresseesOf(cluster('a', ['henrik'], { streams }), asked).addressees.map(({ name }) => name);
    expect(names(['linux'])).toEqual(['pes']);
    expect(names(['linux', 'elfms'])).toEqual(['pes', 'tomas']);
    expect(names([])).toEqual(['pes', 'tomas']);
  });
});

describe('gathering', () => {
  test('gives ten clusters of one bad template one cause, and each of their owners one notice', () => {
    const clusters = Array.from({ length: 10 }, (_, i) => cluster(`c${i}`, [i % 2 === 0 ? 'maria' : 'tomas']));
    const { subjects, notices } = gather([trouble('bad', clusters)], gathering(everybody));
    expect(subjects).toHaveLength(1);
    expect(subjects[0]?.trouble.clusters).toHaveLength(10);
    expect(subjects[0]?.addressees.map(({ name }) => name)).toEqual(['maria', 'tomas']);
    expect(
      notices.map(({ addressee, troubles }) => [addressee.name, troubles.map((one) => one.clusters.length)]),
    ).toEqual([
      ['maria', [5]],
      ['tomas', [5]],
    ]);
  });

  test('makes a cluster whose owner left a cause of its own, told to the owners of its streams', () => {
    const { subjects, notices } = gather([trouble('bad', [cluster('a', ['henrik'])])], gathering(everybody));
    expect(subjects.map(({ trouble: { id, stage, line } }) => [id, stage, line])).toEqual([
      ['owner-left clusters/a.yaml /owners', 'owners', 3],
      ['bad', 'compile', 12],
    ]);
    expect(subjects[0]?.trouble.message).toBe('nobody answers for cluster a: henrik left on 2026-03-31');
    expect(subjects[0]?.trouble.advice).toContain('until then pes is told instead');
    expect(notices.map(({ addressee }) => addressee.name)).toEqual(['pes']);
  });

  test('names clusters for which nobody at all answers', () => {
    const alone = gathering(ownersOf([]), streamsOf({ linux: ['who'] }));
    const { forsaken, notices } = gather([trouble('bad', [cluster('a', ['x'])])], alone);
    expect(forsaken.map(({ name }) => name)).toEqual(['a']);
    expect(notices).toEqual([]);
  });

  test('loses no pair of cluster and cause, and names none twice, to an owner or to a mailbox', () => {
    const names = ['maria', 'tomas', 'henrik', 'batch', 'bare', 'gone', 'who', 'mute'];
    const clusters = fc.record({
      number: fc.integer({ min: 0, max: 5 }),
      owners: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }),
      stream: fc.constantFrom(undefined, 'linux', 'elfms'),
    });
    const troubles = fc.array(
      fc.record({ id: fc.constantFrom('one', 'two', 'three'), clusters: fc.array(clusters, { maxLength: 6 }) }),
      { maxLength: 6 },
    );
    const asked = gathering(everybody, streamsOf({ linux: ['pes'], elfms: ['who'] }));
    fc.assert(
      fc.property(troubles, (drafts) => {
        // A cluster has one file, and so one list of owners.
        const owners = new Map<number, readonly string[]>();
        const given = drafts.map((draft) =>
          trouble(
            draft.id,
            draft.clusters.map(({ number, owners: wish, stream }) => {
              if (!owners.has(number)) owners.set(number, wish);
              const upgrade = stream === undefined ? undefined : { stream, from: 'a', to: 'b' };
              return cluster(`c${number}`, owners.get(number) ?? [], { upgrade });
            }),
          ),
        );
        const gathered = gather(given, asked);
        const wanted = new Set(given.flatMap(pairsOf));
        const own = (pair: string): boolean => !pair.startsWith('owner-');
        const subjects = gathered.subjects.flatMap(({ trouble: one }) => pairsOf(one)).filter(own);
        expect(new Set(subjects)).toEqual(wanted);
        expect(subjects).toHaveLength(wanted.size);
        const notices = gathered.notices.map(({ troubles: all }) => all.flatMap(pairsOf));
        for (const pairs of notices) expect(new Set(pairs).size).toBe(pairs.length);
        const lost = new Set(gathered.forsaken.map(({ name }) => name));
        const told = new Set(notices.flat());
        for (const pair of wanted) expect(told.has(pair) || lost.has(clusterOf(pair))).toBe(true);
        const mailed = mailConcerns({ gathered, announcements: [], directory: asked.directory, to: ['owners'] });
        for (const { troubles: all } of mailed.concerns) {
          const pairs = all.flatMap(pairsOf);
          expect(new Set(pairs).size).toBe(pairs.length);
        }
        const addresses = mailed.concerns.map(({ recipient }) => recipient.address);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});

function pairsOf({ id, clusters }: Trouble): readonly string[] {
  return clusters.map((row) => `${id}|${rowKey(row)}`);
}

function clusterOf(pair: string): string {
  return pair.split('|')[1]?.split(' ')[0] ?? '';
}

describe('letters', () => {
  test('go once to a mailbox that stands for two owners, and name who has none', () => {
    const troubles = [trouble('bad', [cluster('a', ['maria', 'bare']), cluster('b', ['maria', 'mute'])])];
    const asked = gathering(everybody);
    const { concerns, unreachable } = mailConcerns({
      gathered: gather(troubles, asked),
      announcements: [],
      directory: asked.directory,
      to: ['owners'],
    });
    const maria = concerns.find(({ recipient }) => recipient.address === 'maria@example.org');
    expect(maria?.owners).toEqual(['bare', 'maria']);
    expect(maria?.troubles.map(({ clusters }) => clusters.map(({ name }) => name))).toEqual([['a', 'b']]);
    expect(unreachable.map(({ name }) => name)).toEqual(['mute']);
    expect(isThere(asked.directory.find('mute'))).toBe(true);
  });
});
