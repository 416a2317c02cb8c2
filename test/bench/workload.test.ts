import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { type File, type Layout, workload } from '../../bench/workload.ts';
import { catalogueOf } from '../../bench/workload/packages.ts';

const fleet = (hosts: number, seed = 'tide', layout: Layout = 'cluster'): readonly File[] => [
  ...workload({ seed, hosts, layout }),
];
const clusters = (files: readonly File[]): readonly File[] => files.filter(({ path }) => path.startsWith('clusters/'));

test('the same seed gives the same bytes, another seed gives others', () => {
  expect(fleet(200)).toEqual(fleet(200));
  expect(fleet(200)).not.toEqual(fleet(200, 'ebb'));
});

test('a larger fleet begins with the clusters of a smaller one', () => {
  const small = fleet(100);
  expect(fleet(300).slice(0, small.length)).toEqual(small);
});

test('the layout changes fleet.yaml alone', () => {
  const one = fleet(50);
  const other = fleet(50, 'tide', 'host');
  expect(one.filter((file, i) => file.text !== other[i]?.text).map((file) => file.path)).toEqual(['fleet.yaml']);
});

test('there are two streams of eight versions, with 400 and 90 packages', () => {
  const { streams } = catalogueOf('tide');
  expect(streams.linux.map((release) => release.packages.length)).toEqual(Array.from({ length: 8 }, () => 400));
  expect(streams.elfms.map((release) => release.packages.length)).toEqual(Array.from({ length: 8 }, () => 90));
  const names = [...streams.linux, ...streams.elfms].flatMap((release) => [
    ...new Set(release.packages.map((each) => each.name)),
  ]);
  expect(names.length).toBe(8 * 490);
});

test('no folder of clusters has more than a thousand files', () => {
  const counts = new Map<string, number>();
  for (const { path } of clusters(fleet(10_100))) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual([500, 500, 10]);
});

test('every cluster has ten hosts, one of them with hardware of its own, and an owner who is there', () => {
  const files = fleet(200);
  // The generator's own files, in the shape that it writes.
  const owners = load(files.find(({ path }) => path === 'owners.yaml')?.text ?? '') as Owners;
  const known = new Set([...Object.keys(owners.people), ...Object.keys(owners.teams)]);
  const hosts: string[] = [];
  for (const { text } of clusters(files)) {
    const cluster = load(text) as Cluster;
    const entries = Object.values(cluster.hosts);
    expect(entries.length).toBe(10);
    expect(entries.filter((entry) => entry.variables?.hardware !== undefined).length).toBe(1);
    expect(cluster.owners.filter((owner) => !known.has(owner))).toEqual([]);
    hosts.push(...Object.keys(cluster.hosts));
  }
  expect(new Set(hosts).size).toBe(200);
});

test('one host in twenty has a package in another version', () => {
  const changed = clusters(fleet(400)).flatMap(({ text }) => text.match(/^ {2}\S+n\d\d: .*packages/gm) ?? []);
  expect(changed.length).toBe(400 / 20);
});

interface Owners {
  readonly people: object;
  readonly teams: object;
}

interface Cluster {
  readonly owners: readonly string[];
  readonly hosts: Readonly<Record<string, { readonly variables?: { readonly hardware?: string } }>>;
}
