import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../src/notice/directory.ts';
import { changesOf, rowKeys, toldRows } from '../../src/notice/stale-changes.ts';
import { digestsOf, type Digests } from '../../src/notice/stale-digests.ts';
import { marksOf, readRowKey, rowKey } from '../../src/notice/stale-keys.ts';
import { staleStates, type ExceptionRow, type StaleRow } from '../../src/report/report.ts';
import { due, exception, none, row } from './stale-support.ts';
import { ownersOf, person, streamsOf, team } from './support.ts';

const counts = (): 'counts' => 'counts';
const nobody: ReadonlySet<string> = new Set();

function keysOf(rows: readonly StaleRow[], told: readonly string[] = []): readonly string[] {
  return rowKeys(toldRows(rows, counts), told, nobody);
}

describe('what is told', () => {
  test('is every row that is due or worse, and none that is current or on hold', () => {
    const told = staleStates.filter((state) => marksOf(row('web', { state }), 'counts').length > 0);
    expect(told).toEqual(['withdrawn-version', 'unmaintained', 'overdue', 'unpinned', 'due']);
  });

  test('is an advisory past its day, whatever the state: a hold does not excuse it', () => {
    const lacksOver = { ...none, Critical: 1 };
    expect(marksOf(row('web', { state: 'held', lacksOver }), 'counts')).toEqual(['Critical']);
    expect(marksOf(row('web', { state: 'current', lacksOver }), 'counts')).toEqual(['Critical']);
  });

  test('is nothing of a row that an exception excuses', () => {
    expect(marksOf(row('web'), 'excused')).toEqual([]);
  });
});

describe('what is new', () => {
  test('is a row that gets worse, once; a row that gets better is not, until it gets worse again', () => {
    const first = keysOf([due('web')]);
    const worse = toldRows([row('web')], counts);
    expect(changesOf(worse, first, nobody).fresh.map(({ is }) => is)).toEqual(['worse']);
    const second = keysOf([row('web')]);
    expect(changesOf(worse, second, nobody).fresh).toEqual([]);
    expect(changesOf(toldRows([due('web')], counts), second, nobody)).toMatchObject({ fresh: [], mended: [] });
    expect(changesOf(worse, keysOf([due('web')]), nobody).fresh).toHaveLength(1);
  });

  test('is a row that is late on another pin', () => {
    const changes = changesOf(toldRows([due('web', { pin: '2026_8_minor' })], counts), keysOf([row('web')]), nobody);
    expect(changes.fresh).toHaveLength(1);
  });

  test('is not a newer release alone', () => {
    const changes = changesOf(
      toldRows([row('web', { newest: '2026_11_minor' })], counts),
      keysOf([row('web')]),
      nobody,
    );
    expect(changes.fresh).toEqual([]);
  });

  test('is what was mended, by the worst that it was, but for a cluster that could not be read', () => {
    const told = keysOf([row('web'), due('db')]);
    expect(changesOf([], told, nobody).mended).toEqual([
      { cluster: 'db', stream: 'linux', was: 'due' },
      { cluster: 'web', stream: 'linux', was: 'overdue' },
    ]);
    expect(changesOf([], told, new Set(['web'])).mended.map(({ cluster }) => cluster)).toEqual(['db']);
    expect(rowKeys([], told, new Set(['web']))).toEqual(keysOf([row('web')]));
  });

  test('is found by keys that are read back as they were written, and by no others', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (cluster, stream, pin) => {
        const key = rowKey(row(cluster, { stream, pin }), 'overdue');
        expect(readRowKey(key)).toEqual({ mark: 'overdue', stream, cluster });
      }),
      { seed: 4 },
    );
    for (const text of [
      't:report:',
      't:report:[1]',
      't:report:["overdue",1,"a",""]',
      't:report:{',
      't:compile:0',
      'a:x',
    ])
      expect(readRowKey(text)).toBeUndefined();
  });
});

describe('who is told', () => {
  const owners = ownersOf(
    [
      person('maria'),
      person('tomas'),
      person('pes'),
      person('sec', { mail: 'MARIA@example.org' }),
      person('henrik', { left: '2026-03-31' }),
      person('mute', { mail: undefined }),
    ],
    [team('batch', ['maria', 'tomas'], 'batch@example.org'), team('security-team', ['sec'])],
  );
  const digestsFor = (
    rows: readonly StaleRow[],
    ended: readonly ExceptionRow[] = [],
    to: readonly ('owners' | readonly string[])[] = ['owners'],
  ): Digests<StaleRow, ExceptionRow> =>
    digestsOf({
      rows: toldRows(rows, counts),
      ended,
      directory: directoryOf(owners),
      streams: streamsOf({ linux: ['pes'] }),
      to,
      webhooks: [],
    });
  const shownOf = ({ digests }: Digests<StaleRow, ExceptionRow>): readonly string[] =>
    digests.map(({ recipient, of, rows, ended }) => {
      const names = rows.map(({ row: one }) => one.cluster).join(' ');
      return `${recipient.address} ${of}: ${names}${ended.length === 0 ? '' : ` and ${ended.length} ended`}`;
    });

  test('each owner of their own clusters in one message, and of every cluster the security team', () => {
    const rows = [
      row('a', { owners: ['tomas'] }),
      row('b', { owners: ['tomas', 'batch'] }),
      row('a', { stream: 'elfms', owners: ['tomas'] }),
    ];
    expect(shownOf(digestsFor(rows))).toEqual([
      'tomas@example.org own: a b a',
      'batch@example.org own: b',
      'MARIA@example.org fleet: a b a',
    ]);
  });

  test('somebody who is both once, of every cluster', () => {
    expect(shownOf(digestsFor([row('a', { owners: ['tomas'] }), row('b')]))).toEqual([
      'tomas@example.org own: a',
      'maria@example.org fleet: a b',
    ]);
  });

  test('the owners of the stream where nobody is left, and nobody without an address', () => {
    const told = digestsFor([row('a', { owners: ['henrik'] }), row('b', { owners: ['mute'] })]);
    expect(shownOf(told).slice(0, 1)).toEqual(['pes@example.org own: a']);
    expect(told.unreachable).toEqual(['mute']);
  });

  test('nobody of a cluster for which nobody answers, which is said', () => {
    const { digests, forsaken } = digestsOf({
      rows: toldRows([row('a', { owners: ['henrik'] })], counts),
      ended: [],
      directory: directoryOf(owners),
      streams: streamsOf({ linux: [] }),
      to: ['owners'],
      webhooks: ['CHAT_WEBHOOK'],
    });
    expect(forsaken).toEqual(['a']);
    expect(digests.map(({ recipient, of }) => `${recipient.address} ${of}`)).toEqual([
      'MARIA@example.org fleet',
      'CHAT_WEBHOOK fleet',
    ]);
  });

  test('of an exception past its end who answers for it', () => {
    expect(shownOf(digestsFor([], [exception(['a'], { isOver: true })]))).toEqual([
      'tomas@example.org own:  and 1 ended',
      'MARIA@example.org fleet:  and 1 ended',
    ]);
  });

  test('of everything whom a channel names, and no owner where no channel says so', () => {
    expect(shownOf(digestsFor([row('a')], [], [['batch', 'gone']]))).toEqual(['batch@example.org fleet: a']);
  });
});
