import * as fc from 'fast-check';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIndex } from '../../src/run/fleet-index.ts';
import type { Misfit } from '../../src/run/join-shards.ts';
import { mergeIndexes, type Merged, type MergeReport } from '../../src/run/merge-indexes.ts';
import {
  compileFolder,
  filesIn,
  fleetFolder,
  leastFleet,
  temporaryFolder,
  type Files,
  type FleetFolder,
} from '../support/fleet.ts';

/** What may be wrong with a cluster. */
const troubles = {
  none: '',
  include: 'include: [nowhere]\n',
  owner: 'owners: [nobody]\n',
  key: 'hots: {}\n',
  syntax: ']\n',
} as const;

const layouts = {
  cluster: '',
  host: 'emit: [ { layout: host, path: "{{cluster.name}}/{{host.name}}.json" } ]\n',
  both: 'emit: [ { layout: cluster, path: "{{cluster.name}}.json" }, { layout: host, path: "hosts/{{host.name}}.json" } ]\n',
} as const;

const clusters = fc.dictionary(
  fc.stringMatching(/^[a-d][0-9a-d]{0,2}$/),
  fc.record({
    // Few names, so that a host is often in two clusters.
    hosts: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    trouble: fc.constantFrom<keyof typeof troubles>('none', 'none', 'none', 'include', 'owner', 'key', 'syntax'),
  }),
  { maxKeys: 7 },
);

const fleets = fc.record({ clusters, layout: fc.constantFrom(...Object.values(layouts)) });

function filesOf({ clusters, layout }: typeof fleets extends fc.Arbitrary<infer F> ? F : never): Files {
  const files = Object.entries(clusters).map(([name, { hosts, trouble }]) => {
    const owners = trouble === 'owner' ? '' : 'owners: [maria]\n';
    const named = hosts.map((host) => `  h${host}: {}\n`).join('');
    return [`clusters/${name}.yaml`, `${owners}${troubles[trouble]}hosts:\n${named}`] as const;
  });
  const { 'clusters/web.yaml': _, ...rest } = leastFleet;
  return { ...rest, 'fleet.yaml': `${String(leastFleet['fleet.yaml'])}${layout}`, ...Object.fromEntries(files) };
}

/** Compiles every shard into a folder of its own, and names their indexes. */
async function shards(root: string, count: number): Promise<readonly string[]> {
  const indexes: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const out = join(root, `part-${index}`);
    await compileFolder(root, { out, cache: undefined, shard: { index, count } });
    indexes.push(join(out, 'index.json'));
  }
  return indexes;
}

async function merged(indexes: readonly string[], out: string): Promise<Merged> {
  const done = await mergeIndexes({ indexes, out });
  if (!done.ok) throw new Error(done.detail);
  return done.value;
}

async function reportOf(indexes: readonly string[], out: string): Promise<MergeReport> {
  const done = await merged(indexes, out);
  if (!done.fits) throw new Error(JSON.stringify(done.misfits));
  return done.report;
}

async function misfitsOf(indexes: readonly string[], out: string): Promise<readonly Misfit[]> {
  const done = await merged(indexes, out);
  return done.fits ? [] : done.misfits;
}

describe('shards of one fleet', () => {
  test('are merged into what a single run writes, byte for byte, whatever fails', async () => {
    const law = fc.asyncProperty(fleets, fc.integer({ min: 1, max: 5 }), async (fleet, count) => {
      const { root } = fleetFolder(filesOf(fleet));
      const alone = join(root, 'alone');
      await compileFolder(root, { out: alone, cache: undefined });
      const indexes = await shards(root, count);
      for (const index of indexes) expect(readIndex(filesIn(join(index, '..')).get('index.json'))).toBeDefined();
      const together = join(root, 'together');
      const { files } = await reportOf(indexes.toReversed(), together);
      expect(filesIn(together)).toEqual(filesIn(alone));
      expect(files.copied).toBe(filesIn(alone).size - 1);
      expect(readIndex(filesIn(together).get('index.json'))).toBeDefined();
      // Once more, and into the folder of a shard: the same again.
      expect((await reportOf(indexes, together)).files).toEqual({ copied: 0, bytes: 0, removed: 0 });
      await reportOf(indexes, join(indexes[0] ?? '', '..'));
      expect(filesIn(join(indexes[0] ?? '', '..'))).toEqual(filesIn(alone));
      rmSync(root, { recursive: true });
    });
    await fc.assert(law, { numRuns: 40 });
  }, 60_000);

  test('both say that a host is in two clusters, though the clusters lie in different shards', async () => {
    const { root } = fleetFolder({ ...leastFleet, 'clusters/wed.yaml': 'owners: [maria]\nhosts:\n  web1: {}\n' });
    const { failed } = await reportOf(await shards(root, 2), join(root, 'out'));
    expect(failed.map(({ name, failures }) => [name, failures.map(({ code }) => code)])).toEqual([
      ['web', ['host-duplicate']],
      ['wed', ['host-duplicate']],
    ]);
  });

  test('a shard that is compiled again over the merged index takes its own part alone', async () => {
    const fleet = threeClusters();
    const indexes = await shards(fleet.root, 2);
    const out = join(indexes[0] ?? '', '..');
    const before = filesIn(out);
    await reportOf(indexes, out);
    await compileFolder(fleet.root, { out, cache: undefined, shard: { index: 1, count: 2 } });
    expect(filesIn(out)).toEqual(before);
  });
});

describe('the output folder', () => {
  test('loses what an earlier index lists and no shard makes, and keeps what a failing cluster made', async () => {
    const fleet = threeClusters();
    const out = join(fleet.root, 'out');
    await reportOf(await shards(fleet.root, 2), out);
    writeFileSync(join(out, 'of-somebody-else.txt'), 'kept');
    fleet.remove('clusters/a.yaml', 'part-1', 'part-2');
    fleet.write({ 'clusters/b.yaml': 'owners: [nobody]\nhosts:\n  b1: {}\n' });
    const { files, failed } = await reportOf(await shards(fleet.root, 2), out);
    expect(files.removed).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(['b']);
    expect([...filesIn(out).keys()]).toEqual(['b.json', 'c.json', 'index.json', 'of-somebody-else.txt']);
  });

  test('is left alone when it holds a shard that is none of those', async () => {
    const fleet = threeClusters();
    const indexes = await shards(fleet.root, 2);
    await compileFolder(fleet.root, { out: join(fleet.root, 'out'), cache: undefined, shard: { index: 3, count: 3 } });
    const before = filesIn(join(fleet.root, 'out'));
    expect(await mergeIndexes({ indexes, out: join(fleet.root, 'out') })).toMatchObject({ ok: false, why: 'conflict' });
    expect(filesIn(join(fleet.root, 'out'))).toEqual(before);
  });

  test('is left alone when the work is interrupted before it begins', async () => {
    const fleet = threeClusters();
    const indexes = await shards(fleet.root, 2);
    const order = { indexes, out: join(fleet.root, 'out'), signal: AbortSignal.abort() };
    await expect(mergeIndexes(order)).rejects.toThrow('aborted');
    expect([...filesIn(fleet.root).keys()].filter((path) => path.startsWith('out/'))).toEqual([]);
  });
});

describe('what does not fit is told, all of it, and nothing is written', () => {
  test('a shard is missing', async () => {
    const [first, , third] = await shards(threeClusters().root, 3);
    expect(await refused([first, third])).toEqual([{ is: 'part-missing', parts: ['2/3'] }]);
  });

  test('a shard is there twice, and another is not', async () => {
    const [first = ''] = await shards(threeClusters().root, 2);
    expect(await refused([first, first])).toEqual([
      { is: 'part-twice', part: '1/2', files: [first, first] },
      { is: 'part-missing', parts: ['2/2'] },
    ]);
  });

  test('an index is of a whole fleet', async () => {
    const fleet = threeClusters();
    await compileFolder(fleet.root);
    const whole = join(fleet.root, 'profiles/index.json');
    expect(await refused([whole, ...(await shards(fleet.root, 2))])).toEqual([{ is: 'whole', file: whole }]);
  });

  test('a shard is of another fleet, another tool, another number of shards, other files', async () => {
    const fleet = threeClusters();
    const [first = '', second = ''] = await shards(fleet.root, 2);
    const bonds = async (change: (text: string) => string): Promise<readonly unknown[]> => {
      const text = filesIn(join(second, '..')).get('index.json') ?? '';
      writeFileSync(second, change(text));
      const found = await refused([first, second]);
      writeFileSync(second, text);
      return found.map((misfit) => (misfit.is === 'stranger' ? [misfit.file, misfit.bond] : misfit));
    };
    expect(await bonds((text) => text.replace('"fleet": "demo"', '"fleet": "other"'))).toEqual([[second, 'fleet']]);
    expect(await bonds((text) => text.replace(/"tool": ".*"/, '"tool": "0.0.1"'))).toEqual([[second, 'tool']]);
    expect(await bonds((text) => text.replace('"2/2"', '"2/3"'))).toEqual([[second, 'count']]);
    fleet.write({ 'templates/unused.yaml': 'profile: {}\n' });
    await compileFolder(fleet.root, { out: join(second, '..'), cache: undefined, shard: { index: 2, count: 2 } });
    expect(await bonds((text) => text)).toEqual([[second, 'inputs']]);
  });

  test('a cluster is in two shards', async () => {
    const [first = '', second = ''] = await shards(threeClusters().root, 2);
    writeFileSync(second, textAt(first).replace('"1/2"', '"2/2"'));
    expect(await refused([first, second])).toMatchObject([
      { is: 'cluster-twice', cluster: 'a', files: [first, second] },
      { is: 'path-twice', path: 'a.json', clusters: ['a', 'a'] },
      { is: 'cluster-twice', cluster: 'c' },
      { is: 'path-twice', path: 'c.json' },
    ]);
  });

  test('two clusters of different shards write one file', async () => {
    const emit = 'emit: [ { layout: cluster, path: "{{variables.name}}.json" } ]\n';
    const fleet = threeClusters();
    fleet.write({
      'fleet.yaml': `fleet: demo\nentry: entry\nstreams: {}\nvariables: { name: x }\n${emit}`,
      'clusters/b.yaml': 'owners: [maria]\nvariables: { name: y }\nhosts:\n  b1: {}\n',
      'clusters/c.yaml': 'owners: [maria]\nvariables: { name: x.json/z }\nhosts:\n  c1: {}\n',
    });
    expect(await refused(await shards(fleet.root, 3))).toEqual([
      { is: 'path-twice', path: 'x.json/z.json', clusters: ['c'] },
    ]);
  });

  test('outputs are damaged, missing, or links', async () => {
    const fleet = threeClusters();
    const [first = '', second = ''] = await shards(fleet.root, 2);
    const file = (index: string, name: string): string => join(index, '..', name);
    writeFileSync(file(first, 'a.json'), '{}\n');
    rmSync(file(first, 'c.json'));
    rmSync(file(second, 'b.json'));
    symlinkSync('/dev/zero', file(second, 'b.json'));
    expect(await refused([first, second])).toEqual([
      { is: 'output-damaged', file: file(first, 'a.json') },
      { is: 'output-missing', file: file(first, 'c.json') },
      { is: 'output-missing', file: file(second, 'b.json') },
    ]);
  });

  test.each([
    ['no JSON', 'not json'],
    ['another shape', '{"clusters":{"a":1},"fleet":"demo","tool":"1"}'],
    ['a path that leads out of the folder', '../../a.json'],
    ['an absolute path', '/etc/passwd'],
    ['a path through a hidden folder', '.git/config'],
  ])('an index holds %s', async (_, content) => {
    const [first = '', second = ''] = await shards(threeClusters().root, 2);
    const bad = content.includes('/') ? textAt(second).replace('b.json', content) : content;
    writeFileSync(second, bad);
    expect(await refused([first, second])).toEqual([{ is: 'no-index', file: second }]);
  });

  test('an index is not there', async () => {
    const [first = ''] = await shards(threeClusters().root, 1);
    expect(await mergeIndexes({ indexes: [first, `${first}.no`], out: '/nowhere' })).toMatchObject({
      ok: false,
      why: 'gone',
    });
  });
});

test('an index that lists paths outside its folder removes nothing there', async () => {
  const fleet = threeClusters();
  const out = join(fleet.root, 'out');
  await compileFolder(fleet.root, { out, cache: undefined });
  fleet.write({
    'precious.txt': 'kept',
    'out/index.json': textAt(join(out, 'index.json')).replace('a.json', '../precious.txt'),
  });
  fleet.remove('clusters/a.yaml');
  await compileFolder(fleet.root, { out, cache: undefined });
  expect(filesIn(fleet.root).get('precious.txt')).toBe('kept');
});

/** What is wrong, once it is sure that nothing was written. */
async function refused(indexes: readonly (string | undefined)[]): Promise<readonly Misfit[]> {
  const out = join(temporaryFolder(), 'out');
  const misfits = await misfitsOf(
    indexes.map((index) => index ?? ''),
    out,
  );
  mkdirSync(out, { recursive: false });
  return misfits;
}

function threeClusters(): FleetFolder {
  const { 'clusters/web.yaml': _, ...rest } = leastFleet;
  const clusters = ['a', 'b', 'c'].map(
    (name) => [`clusters/${name}.yaml`, `owners: [maria]\nhosts:\n  ${name}1: {}\n`] as const,
  );
  return fleetFolder({ ...rest, ...Object.fromEntries(clusters) });
}

function textAt(path: string): string {
  return filesIn(join(path, '..')).get(path.split('/').at(-1) ?? '') ?? '';
}
