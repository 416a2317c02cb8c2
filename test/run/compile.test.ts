/** A whole compilation: what it writes, what it keeps, and whom one fault concerns. */

import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/core/tree.ts';
import { sha256Of } from '../../src/tree/write.ts';
import { workingTree } from '../../src/tree/working.ts';
import { compileFolder, filesIn, fleetFolder, leastFleet, temporaryFolder } from '../support/fleet.ts';

const cluster = (name: string, more = ''): string => `owners: [maria]\n${more}hosts:\n  ${name}[1-2]: {}\n`;
const three = {
  ...leastFleet,
  'clusters/a.yaml': cluster('a'),
  'clusters/b.yaml': cluster('b'),
  'clusters/web.yaml': cluster('web'),
};

interface Index {
  readonly clusters: Readonly<
    Record<
      string,
      {
        readonly status: string;
        readonly outputs: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
      }
    >
  >;
}

function indexIn(out: string): Index {
  return JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as Index; // written by us
}

describe('the outputs', () => {
  test('are listed in the index, each with its digest and size', async () => {
    const { root } = fleetFolder(three);
    await compileFolder(root);
    const listed = Object.values(indexIn(join(root, 'profiles')).clusters).flatMap(({ outputs }) => outputs);
    const files = filesIn(join(root, 'profiles'));
    expect(listed.map(({ path }) => path)).toEqual(['a.json', 'b.json', 'web.json']);
    for (const { path, sha256, bytes } of listed) {
      const text = files.get(path) ?? '';
      expect([sha256Of(text), Buffer.byteLength(text)]).toEqual([sha256, bytes]);
    }
  });

  test('end in one line break, with sorted keys and no time in them', async () => {
    const { root } = fleetFolder({
      ...three,
      'templates/entry.yaml': 'profile: { z: 1, a: { c: 1, B: 2 }, "10": 1, "9": 1, é: 1 }\n',
    });
    await compileFolder(root);
    expect(filesIn(join(root, 'profiles')).get('a.json')).toBe(
      '{"cluster":"a","common":{"10":1,"9":1,"a":{"B":2,"c":1},"z":1,"é":1},"hosts":{"a1":{},"a2":{}}}\n',
    );
  });

  test('are the same whatever the order in which files are found', async () => {
    const { root } = fleetFolder({
      ...three,
      'clusters/deep/er/c.yaml': cluster('c'),
      'clusters/broken.yaml': 'owners: maria\n',
    });
    const outs = [temporaryFolder(), temporaryFolder()];
    const forwards = workingTree(root);
    const backwards: Tree = { ...workingTree(root), list: (under) => forwards.list(under).toReversed() };
    const reports = [
      await compileFolder(root, { out: outs[0] ?? '', cache: undefined, tree: forwards }),
      await compileFolder(root, { out: outs[1] ?? '', cache: undefined, tree: backwards }),
    ];
    expect(reports[1]).toEqual(reports[0]);
    expect(filesIn(outs[1] ?? '')).toEqual(filesIn(outs[0] ?? ''));
  });

  test('of a shard are those that a whole compile writes, and each cluster is in one', async () => {
    const { root } = fleetFolder({
      ...three,
      'clusters/broken.yaml': 'owners: maria\n',
      'clusters/d.yaml': cluster('d'),
    });
    const whole = temporaryFolder();
    await compileFolder(root, { out: whole, cache: undefined });
    const found = new Map<string, string>();
    const clusters: string[] = [];
    for (const index of [1, 2, 3, 4]) {
      const out = temporaryFolder();
      const report = await compileFolder(root, { out, cache: undefined, shard: { index, count: 4 } });
      expect(report.compiled + report.failed.length).toBe(report.asked);
      for (const [path, text] of filesIn(out)) if (path !== 'index.json') found.set(path, text);
      clusters.push(...Object.keys(indexIn(out).clusters));
    }
    expect(clusters.toSorted()).toEqual(['a', 'b', 'broken', 'd', 'web']);
    expect(found).toEqual(new Map([...filesIn(whole)].filter(([path]) => path !== 'index.json')));
  });
});

describe('a second compile', () => {
  test('of the same fleet writes nothing', async () => {
    const { root } = fleetFolder(three);
    await compileFolder(root);
    expect(await compileFolder(root)).toMatchObject({
      asked: 3,
      unchanged: 3,
      compiled: 0,
      files: { written: 0, removed: 0 },
    });
  });

  test('compiles the cluster whose file changed, and no other', async () => {
    const { root, write } = fleetFolder(three);
    await compileFolder(root);
    write({ 'clusters/b.yaml': cluster('b', 'description: new\n') });
    expect(await compileFolder(root)).toMatchObject({ compiled: 1, unchanged: 2 });
  });

  test('compiles what includes a template that changed, and what looked for one that is there now', async () => {
    const entry =
      'include:\n  - { template: "for/{{cluster.name}}", optional: true }\n  - { template: late, optional: true, when: { cluster.name: [a, b] } }\n';
    const { root, write } = fleetFolder({
      ...three,
      'templates/entry.yaml': entry,
      'templates/for/a.yaml': 'profile: { x: 1 }\n',
    });
    await compileFolder(root);
    write({ 'templates/for/a.yaml': 'profile: { x: 2 }\n' });
    expect(await compileFolder(root)).toMatchObject({ compiled: 1, unchanged: 2 });
    write({ 'templates/late.yaml': 'profile: { late: true }\n' });
    expect(await compileFolder(root)).toMatchObject({ compiled: 2, unchanged: 1 });
    write({ 'templates/nobody.yaml': 'profile: { late: true }\n' });
    expect(await compileFolder(root)).toMatchObject({ compiled: 0, unchanged: 3 });
  });

  test('notices a change that leaves size and time of a file as they were', async () => {
    const { root, write } = fleetFolder(three);
    const file = join(root, 'clusters/b.yaml');
    const moment = new Date('2026-01-01T00:00:00Z');
    utimesSync(file, moment, moment);
    await compileFolder(root);
    rmSync(file);
    write({ 'clusters/b.yaml': cluster('b').replace('[1-2]', '[1-3]') });
    utimesSync(file, moment, moment);
    expect(await compileFolder(root)).toMatchObject({ compiled: 1, unchanged: 2 });
  });

  test('writes an output again that was lost or edited', async () => {
    const { root } = fleetFolder(three);
    await compileFolder(root);
    const before = filesIn(join(root, 'profiles'));
    rmSync(join(root, 'profiles/a.json'));
    writeFileSync(join(root, 'profiles/b.json'), `${(before.get('b.json') ?? '').slice(0, -2)} \n`);
    rmSync(join(root, 'profiles/index.json'));
    expect(await compileFolder(root)).toMatchObject({ compiled: 2, unchanged: 1 });
    expect(filesIn(join(root, 'profiles'))).toEqual(before);
  });

  test('removes the outputs of clusters and hosts that are gone, and no file of anybody else', async () => {
    const emit = 'emit: [ { layout: host, path: "{{cluster.name}}/{{host.name}}.json" } ]\n';
    const { root, write, remove } = fleetFolder({
      ...three,
      'fleet.yaml': `${String(leastFleet['fleet.yaml'])}${emit}`,
    });
    await compileFolder(root);
    writeFileSync(join(root, 'profiles/README'), 'mine\n');
    remove('clusters/a.yaml');
    write({ 'clusters/b.yaml': 'owners: [maria]\nhosts:\n  b2: {}\n' });
    const report = await compileFolder(root);
    expect(report.files.removed).toBe(3);
    expect([...filesIn(join(root, 'profiles')).keys()]).toEqual([
      'README',
      'b/b2.json',
      'index.json',
      'web/web1.json',
      'web/web2.json',
    ]);
  });
});

describe('a cluster that fails', () => {
  const emit =
    'emit:\n  - { layout: host, path: "{{host.name}}.json" }\n  - { template: motd.hbs, path: "{{host.name}}.motd" }\n';
  const files = {
    ...three,
    'fleet.yaml': `${String(leastFleet['fleet.yaml'])}${emit}`,
    'templates/motd.hbs': 'at {{profile.site}}\n',
  };

  test('keeps all of its earlier outputs, though only the last of them could not be made', async () => {
    const { root, write } = fleetFolder(files);
    await compileFolder(root);
    const before = filesIn(join(root, 'profiles'));
    write({
      'clusters/b.yaml': 'owners: [maria]\nprofile: { new: 1 }\nhosts:\n  b1: {}\n  b2: { profile: { site: null } }\n',
    });
    const report = await compileFolder(root);
    expect(report).toMatchObject({ failed: ['b'], unchanged: 2 });
    const own = ['b1.json', 'b1.motd', 'b2.json', 'b2.motd'];
    expect(report.files.kept.toSorted()).toEqual(own);
    const after = filesIn(join(root, 'profiles'));
    for (const path of own) expect(after.get(path)).toBe(before.get(path));
  });

  test('has its old outputs removed once it is mended without them, or gone', async () => {
    for (const mended of [{ 'clusters/b.yaml': 'owners: [maria]\nhosts:\n  b2: {}\n' }, {}]) {
      const { root, write, remove } = fleetFolder(files);
      await compileFolder(root);
      write({ 'clusters/b.yaml': 'owners: [nobody]\n' });
      await compileFolder(root);
      await compileFolder(root);
      remove('clusters/b.yaml');
      write(mended);
      await compileFolder(root);
      const fresh = temporaryFolder();
      await compileFolder(root, { out: fresh, cache: undefined });
      expect(filesIn(join(root, 'profiles'))).toEqual(filesIn(fresh));
    }
  });

  test('leaves every other cluster with the bytes that it has without it', async () => {
    const poisons = [
      'owners: [nobody]\n',
      '- - -\n',
      'owners: [maria]\nhosts: { "x[1-99999]y[1-99999]": {} }\n',
      'owners: [maria]\ninclude: [gone]\nhosts: { x: {} }\n',
      'a: '.repeat(20_000),
    ];
    const { root, write, remove } = fleetFolder(three);
    const clean = temporaryFolder();
    await compileFolder(root, { out: clean, cache: undefined });
    const expected = filesIn(clean);
    for (const poison of poisons) {
      write({ 'clusters/poison.yaml': poison });
      const out = temporaryFolder();
      const report = await compileFolder(root, { out, cache: undefined });
      expect(report).toMatchObject({ asked: 4, compiled: 3, failed: ['poison'] });
      for (const diagnostic of report.diagnostics) expect([...diagnostic.victims.keys()]).toEqual(['poison']);
      const found = filesIn(out);
      for (const [path, text] of expected) if (path !== 'index.json') expect(found.get(path)).toBe(text);
      const { poison: told, ...others } = indexIn(out).clusters;
      expect(told?.status).toBe('failed');
      expect(others).toEqual(indexIn(clean).clusters);
    }
    remove('clusters/poison.yaml');
  });
});

describe('the cache', () => {
  const cacheOf = (root: string): string => join(root, '.tidemark/compile.cache');

  test.each<readonly [string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of another tool', (text) => text.replace(/^tidemark \S+/, 'tidemark 0.0.1')],
    ['with one digit of a digest changed', (text) => text.replace(/"sha256":"./, '"sha256":"_')],
    ['with another status', (text) => text.replace('"compiled"', '"failed"')],
    ['bytes of anything', () => '\u0000\u0001{}'],
  ])('is not believed when it is %s', async (_, change) => {
    const { root } = fleetFolder(three);
    await compileFolder(root);
    const before = filesIn(join(root, 'profiles'));
    const changed = change(readFileSync(cacheOf(root), 'utf8'));
    writeFileSync(cacheOf(root), changed);
    expect(await compileFolder(root)).toMatchObject({ compiled: 3, unchanged: 0 });
    expect(filesIn(join(root, 'profiles'))).toEqual(before);
  });

  test('that names files elsewhere removes none of them', async () => {
    const { root, remove } = fleetFolder({ ...three, 'treasure.txt': 'gold\n' });
    await compileFolder(root);
    const [, body = ''] = readFileSync(cacheOf(root), 'utf8').split(/\n(.*)/s);
    const forged = body
      .replaceAll('a.json', '../treasure.txt')
      .replace('"left":{}', '"left":{"gone":["../treasure.txt"]}');
    const header = readFileSync(cacheOf(root), 'utf8').split('\n')[0] ?? '';
    writeFileSync(cacheOf(root), `${header.replace(/[0-9a-f]{64}$/, sha256Of(forged))}\n${forged}`);
    const index = join(root, 'profiles/index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('a.json', '../treasure.txt'));
    remove('clusters/a.yaml');
    await compileFolder(root);
    expect(filesIn(root).get('treasure.txt')).toBe('gold\n');
  });

  test('of one output folder is not taken for that of another', async () => {
    const { root } = fleetFolder(three);
    const cache = { folder: join(root, '.tidemark'), name: 'one.cache' };
    await compileFolder(root, { cache });
    const out = temporaryFolder();
    await compileFolder(root, { cache, out });
    expect(filesIn(out)).toEqual(filesIn(join(root, 'profiles')));
  });

  test('is not needed: with it and without it the bytes are the same', async () => {
    const { root } = fleetFolder(three);
    await compileFolder(root);
    await compileFolder(root);
    const out = temporaryFolder();
    await compileFolder(root, { cache: undefined, out });
    expect(filesIn(out)).toEqual(filesIn(join(root, 'profiles')));
  });
});

describe('the output folder', () => {
  test('may have been laid out in another way: what was a file may be a folder now, and the other way round', async () => {
    const { root, write } = fleetFolder(three);
    const layout = (...paths: readonly string[]): string =>
      `${String(leastFleet['fleet.yaml'])}emit:\n${paths.map((path) => `  - { layout: host, path: "${path}" }\n`).join('')}`;
    for (const paths of [
      ['{{cluster.name}}-{{host.name}}'],
      ['{{cluster.name}}-{{host.name}}/x/profile'],
      ['{{cluster.name}}-{{host.name}}/x'],
      ['{{cluster.name}}-{{host.name}}'],
    ]) {
      write({ 'fleet.yaml': layout(...paths) });
      await compileFolder(root);
      const fresh = temporaryFolder();
      await compileFolder(root, { out: fresh, cache: undefined });
      expect(filesIn(join(root, 'profiles'))).toEqual(filesIn(fresh));
    }
  });

  test('is left alone where something of somebody else stands in the way', async () => {
    const { root } = fleetFolder(three);
    mkdirSync(join(root, 'profiles/b.json'), { recursive: true });
    writeFileSync(join(root, 'profiles/b.json/mine'), 'mine\n');
    await expect(compileFolder(root)).rejects.toThrow(/b\.json.*folder/);
    expect(filesIn(join(root, 'profiles')).get('b.json/mine')).toBe('mine\n');
  });

  test('may hold a link where an output belongs: the link is replaced, and what it leads to is not touched', async () => {
    const { root } = fleetFolder({ ...three, 'elsewhere.txt': 'mine\n' });
    mkdirSync(join(root, 'profiles'));
    symlinkSync('../elsewhere.txt', join(root, 'profiles/b.json'));
    await compileFolder(root);
    expect(filesIn(root).get('elsewhere.txt')).toBe('mine\n');
    expect(filesIn(join(root, 'profiles')).get('b.json')).toContain('"cluster":"b"');
  });
});

describe('a fleet that cannot be compiled at all', () => {
  test('has no fleet.yaml', async () => {
    const { root } = fleetFolder({ 'clusters/web.yaml': cluster('web') });
    const report = await compileFolder(root);
    expect(report).toMatchObject({ asked: 0, compiled: 0 });
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['fleet-missing']);
    expect(filesIn(join(root, 'profiles')).size).toBe(0);
  });

  test('has more files than are read, and says so', async () => {
    const { root } = fleetFolder(three);
    const tree = workingTree(root);
    const crowd = Array.from({ length: 200_001 }, (_, index) => `templates/t${index}.yaml`).toSorted();
    const crowded: Tree = { ...tree, list: (under) => (under === 'templates' ? crowd : tree.list(under)) };
    const report = await compileFolder(root, { tree: crowded, cache: undefined });
    expect(report.diagnostics.map(({ code }) => code)).toContain('files-too-many');
  });
});
