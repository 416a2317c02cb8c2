import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FleetChange, Pins, ProfileChange } from '../../src/change/change.ts';
import { compareProfiles } from '../../src/change/compare.ts';
import { ChangeGroups } from '../../src/change/group.ts';
import type { ClusterChange } from '../../src/change/pieces.ts';
import { mappingFrom, type Plain } from '../../src/core/value.ts';

const value = (key: string, from: Plain, to: Plain): ProfileChange =>
  compareProfiles(mappingFrom({ [key]: from }), mappingFrom({ [key]: to }), undefined);

const pins = (linux?: string): Pins => new Map(linux === undefined ? [] : [['linux', linux]]);
const still = { before: pins('2026_7_minor'), after: pins('2026_7_minor') };
const bump = { before: pins('2026_7_minor'), after: pins('2026_8_minor') };

function grouped(clusters: readonly ClusterChange[]): FleetChange {
  const groups = new ChangeGroups();
  for (const cluster of clusters) groups.add(cluster);
  return groups.result();
}

const shape = ({ groups }: FleetChange): readonly string[] =>
  groups.map(({ kind, clusters, hosts }) => {
    const names = clusters.map(
      ({ name, hosts: some, of, which }) => `${name} ${some}/${of}${which ? ` ${which}` : ''}`,
    );
    return `${kind} ${hosts}: ${names.join(', ')}`;
  });

const changed = (cluster: string, hosts: number, change: ProfileChange): ClusterChange => {
  return { cluster, kind: 'changed', hosts, pins: bump, common: { change } };
};

test('one change that many clusters share is one group, the largest first', () => {
  const found = grouped([
    changed('c', 3, value('x', 1, 2)),
    changed('b', 1, value('y', 1, 2)),
    changed('a', 5, value('x', 1, 2)),
    { cluster: 'd', kind: 'changed', hosts: 7, pins: still },
  ]);
  expect(shape(found)).toEqual(['changed 8: a 5/5, c 3/3', 'changed 1: b 1/1']);
  expect(found.groups[0]?.pins).toEqual([{ stream: 'linux', from: '2026_7_minor', to: '2026_8_minor' }]);
  expect(found).toMatchObject({ compared: { clusters: 4, hosts: 16 }, touched: { clusters: 3, hosts: 9 } });
});

test('the same change under another move of pins is another group', () => {
  const found = grouped([changed('a', 1, value('x', 1, 2)), { ...changed('b', 1, value('x', 1, 2)), pins: still }]);
  expect(found.groups.map((group) => group.pins.length)).toEqual([1, 0]);
});

test('hosts that change otherwise than their cluster stand in another group, and the cluster in both', () => {
  const found = grouped([
    {
      ...changed('a', 10, value('x', 1, 2)),
      others: [
        { change: value('y', 1, 2), hosts: { count: 3, which: 'a[1-3]' } },
        { change: value('x', 1, 2), hosts: { count: 1, which: 'a4' } },
      ],
      unchanged: 2,
    },
  ]);
  expect(shape(found)).toEqual(['changed 5: a 5/10', 'changed 3: a 3/10 a[1-3]']);
});

test('a common change that no host goes through is not told', () => {
  const others = [{ change: value('y', 1, 2), hosts: { count: 2 } }];
  expect(shape(grouped([{ ...changed('a', 2, value('x', 1, 2)), others }]))).toEqual(['changed 2: a 2/2']);
});

test('a cluster without hosts still shows its common change', () => {
  expect(shape(grouped([changed('a', 0, value('x', 1, 2))]))).toEqual(['changed 0: a 0/0']);
});

test('a pin that moves without changing a profile is told', () => {
  expect(shape(grouped([{ cluster: 'a', kind: 'changed', hosts: 2, pins: bump }]))).toEqual(['changed 2: a 2/2']);
});

test('what is broken comes first; clusters and hosts that come and go are grouped', () => {
  const found = grouped([
    { cluster: 'n', kind: 'added', hosts: 1, pins: { before: pins(), after: pins('2026_8_minor') } },
    { cluster: 'o', kind: 'removed', hosts: 2, pins: { before: pins('2026_8_minor'), after: pins() } },
    { cluster: 'm', kind: 'mended', hosts: 3, pins: still },
    changed('a', 1, value('x', 1, 2)),
    { cluster: 'b', kind: 'broken', hosts: 4, pins: bump },
    {
      cluster: 'j',
      kind: 'changed',
      hosts: 9,
      pins: still,
      joined: { count: 2, which: 'j[8-9]' },
      left: { count: 1, which: 'j0' },
    },
  ]);
  expect(shape(found)).toEqual([
    'broken 4: b 4/4',
    'changed 1: a 1/1',
    'mended 3: m 3/3',
    'added 1: n 1/1',
    'removed 2: o 2/2',
    'hosts-added 2: j 2/9 j[8-9]',
    'hosts-removed 1: j 1/10 j0',
  ]);
});

test('nobody can make two changes look like one with clever keys and values', () => {
  const tricky = ['a', 'a"', '1', '["a"]', 'null', '\0', '],['].flatMap((text) => [
    value('k', null, text),
    value('k', text, null),
    value(text, 0, 1),
    value('k', [text], [text, text]),
  ]);
  expect(grouped(tricky.map((change, i) => changed(`c${i}`, 1, change))).groups).toHaveLength(tricky.length);
});

test('a cluster’s name cannot be mistaken for a key of the language', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  expect(shape(grouped(names.map((name) => changed(name, 1, value(name, 1, 2)))))).toHaveLength(3);
});

test('the groups are the same in whatever order the clusters come', () => {
  const cluster = fc
    .record({
      kind: fc.constantFrom('changed', 'added', 'broken'),
      hosts: fc.nat(3),
      pins: fc.constantFrom(still, bump),
      change: fc.constantFrom(
        value('x', 1, 2),
        value('x', 1, 3),
        value('y', 1, 2),
        value('z', { a: 1, b: 1 }, { a: 2, b: 2 }),
      ),
      joined: fc.constantFrom(undefined, { count: 1 }),
    } as const)
    .map(({ change, joined, ...rest }) => ({ ...rest, common: { change }, ...(joined && { joined }) }));
  const fleet = fc
    .array(cluster, { maxLength: 8 })
    .map((clusters) => clusters.map((one, i): ClusterChange => ({ cluster: `c${i}`, ...one })));
  const shuffled = fleet.chain((clusters) =>
    fc.tuple(fc.constant(clusters), fc.shuffledSubarray(clusters, { minLength: clusters.length })),
  );
  fc.assert(
    fc.property(shuffled, ([clusters, others]) => {
      expect(grouped(others)).toEqual(grouped(clusters));
    }),
  );
});

test('memory grows with the changes, not with the clusters', () => {
  const groups = new ChangeGroups();
  const change = value('x', 1, 2);
  for (let i = 0; i < 20_000; i += 1) groups.add(changed(`c${i % 10}-${i}`, 1_000, { ...change }));
  const { groups: found, touched } = groups.result();
  expect([found.length, touched.hosts]).toEqual([1, 20_000_000]);
  expect(found[0]?.change.values).toBe(change.values);
});

test('clusters that break for the same reason are one group; those that fail before and after are not touched', () => {
  const failure = { code: 'profile-type', file: 'templates/base.yaml', line: 3, message: 'port is a text' };
  const own = { ...failure, file: 'clusters/c.yaml' };
  const found = grouped([
    { cluster: 'a', kind: 'broken', hosts: 2, pins: still, failures: [failure] },
    { cluster: 'b', kind: 'broken', hosts: 3, pins: still, failures: [failure] },
    { cluster: 'c', kind: 'broken', hosts: 1, pins: still, failures: [own] },
    { cluster: 'd', kind: 'failing', hosts: 4, pins: still, failures: [failure] },
  ]);
  expect(shape(found)).toEqual(['broken 5: a 2/2, b 3/3', 'broken 1: c 1/1', 'failing 4: d 4/4']);
  expect(found.groups.map(({ failures }) => failures)).toEqual([[failure], [own], [failure]]);
  expect(found).toMatchObject({ compared: { clusters: 4, hosts: 10 }, touched: { clusters: 3, hosts: 6 } });
});
