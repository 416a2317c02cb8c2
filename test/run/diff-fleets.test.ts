import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeGroup } from '../../src/change/change.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Tree } from '../../src/core/tree.ts';
import { textOf } from '../../src/core/value.ts';
import { diffFleets, type DiffReport } from '../../src/run/diff-fleets.ts';
import { definesOfAll, openFleet, readAllClusters, workshopOf } from '../../src/run/open-fleet.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';

type Texts = Readonly<Record<string, string>>;

const nowhere = workingTree('/there/is/no/such/folder');
const fleet = diffFleet(['apple', 'birch', 'cedar', 'doum']) as Texts;

function treeOf(files: Readonly<Record<string, string | null>>): Tree {
  return overlayTree(nowhere, new Map(Object.entries(files)));
}

function diff(base: Texts, edits: Readonly<Record<string, string | null>>): DiffReport {
  return diffFleets({
    base: treeOf(base),
    head: treeOf({ ...base, ...edits }),
    samples: 'dropped',
    progress: () => undefined,
  });
}

/** A line for each group: its kind, its clusters with how many of their hosts, what changes in it. */
function shape({ change }: DiffReport): readonly string[] {
  return change.groups.map((group) => [group.kind, clustersIn(group), ...wordsIn(group)].join(' '));
}

function clustersIn({ clusters }: ChangeGroup): string {
  return clusters
    .map(({ name, hosts, of, which }) => `${name}:${hosts}/${of}${which === undefined ? '' : `=${which}`}`)
    .join(',');
}

function wordsIn({ pins, change, failures }: ChangeGroup): readonly string[] {
  return [
    ...pins.map(({ stream, from = '-', to = '-' }) => `${stream} ${from}→${to}`),
    ...change.packages.map(({ kind, name }) => `${kind} ${name}`),
    ...change.values.map(({ kind, pointer }) => `${kind} ${pointer}`),
    ...failures.map(({ code, file, line }) => `${code}@${file}:${line}`),
  ];
}

describe('what changes', () => {
  test('the same files are no change', () => {
    expect(diff(fleet, {}).change).toMatchObject({
      groups: [],
      compared: { clusters: 4, hosts: 12 },
      touched: { clusters: 0 },
    });
  });

  test('pins that move alike are one change, with packages and advisories', () => {
    const found = diff(fleet, {
      'clusters/apple.yaml': clusterText('apple', '2026_8_minor'),
      'clusters/cedar.yaml': clusterText('cedar', '2026_8_minor'),
    });
    expect(shape(found)).toEqual([
      'changed apple:3/3,cedar:3/3 linux 2026_7_minor→2026_8_minor upgraded curl added zsh',
    ]);
    expect(found.change.groups[0]?.advisories.closed.cves).toEqual(['CVE-2026-1965', 'CVE-2026-3783']);
  });

  test('a cluster that keeps an older package does not close what its release closes', () => {
    const held = 'profile: { packages: { curl: { version: 7.76.1-35.el9_7 } } }\n';
    const base = { ...fleet, 'clusters/birch.yaml': clusterText('birch', '2026_7_minor', held) };
    const found = diff(base, {
      'clusters/apple.yaml': clusterText('apple', '2026_8_minor'),
      'clusters/birch.yaml': clusterText('birch', '2026_8_minor', held),
    });
    expect(found.change.groups.map((group) => [clustersIn(group), group.advisories.closed.list.length])).toEqual([
      ['apple:3/3', 1],
      ['birch:3/3', 0],
    ]);
  });

  test('a shared template changes everybody who includes it, once', () => {
    const found = diff(fleet, { 'templates/base.yaml': `${fleet['templates/base.yaml']}  motd: hello\n` });
    expect(shape(found)).toEqual(['changed apple:3/3,birch:3/3,cedar:3/3,doum:3/3 set /motd']);
  });

  test('a template that was looked for in vain, and is there now, changes only who looked for it', () => {
    expect(shape(diff(fleet, { 'templates/extra/birch.yaml': 'profile: { port: 23 }\n' }))).toEqual([
      'changed birch:3/3 changed /port',
    ]);
  });

  test('a template that nobody includes changes nothing', () => {
    expect(shape(diff(fleet, { 'templates/extra/nobody.yaml': 'profile: { port: 23 }\n' }))).toEqual([]);
  });

  test('hosts with a change of their own stand beside their cluster', () => {
    const more = '  apple2: { profile: { port: 24 } }\n  apple[4-5]: {}\n';
    const text = clusterText('apple', '2026_8_minor', more).replace('[1-3]', '[1-2]');
    expect(shape(diff(fleet, { 'clusters/apple.yaml': text }))).toEqual([
      'changed apple:1/4=apple2 linux 2026_7_minor→2026_8_minor upgraded curl added zsh changed /port',
      'changed apple:1/4=apple1 linux 2026_7_minor→2026_8_minor upgraded curl added zsh',
      'hosts-added apple:2/4=apple[4-5]',
      'hosts-removed apple:1/5=apple3',
    ]);
  });

  test('a file that moves to another folder is no change', () => {
    const moved = { 'clusters/apple.yaml': null, 'clusters/trees/apple.yaml': fleet['clusters/apple.yaml'] ?? '' };
    expect(shape(diff(fleet, moved))).toEqual([]);
  });

  test('clusters come and go, with their pins', () => {
    const found = diff(fleet, { 'clusters/apple.yaml': null, 'clusters/elm.yaml': clusterText('elm', '2026_8_minor') });
    expect(shape(found)).toEqual(['added elm:3/3 linux -→2026_8_minor', 'removed apple:3/3 linux 2026_7_minor→-']);
  });

  test('a variable of the fleet changes every cluster that reads it', () => {
    const yaml = (fleet['fleet.yaml'] ?? '').replace('alma9', 'alma10');
    expect(shape(diff(fleet, { 'fleet.yaml': yaml }))).toEqual([
      'changed apple:3/3,birch:3/3,cedar:3/3,doum:3/3 changed /os',
    ]);
  });

  test('what the fleet says to other commands changes no cluster', () => {
    expect(
      shape(
        diff(fleet, { 'fleet.yaml': `${fleet['fleet.yaml']}stale: { due: 14d, overdue: 45d, unmaintained: 180d }\n` }),
      ),
    ).toEqual([]);
  });
});

describe('what breaks', () => {
  const port = (name: string, value: string): Texts => ({
    [`templates/extra/${name}.yaml`]: `profile: { port: ${value} }\n`,
  });

  test('a cluster that compiled is broken, with the line; one that failed is mended; one that fails still is not compared', () => {
    const base = { ...fleet, ...port('birch', 'many'), ...port('cedar', 'many') };
    const found = diff(base, { ...port('apple', 'many'), ...port('birch', '22'), ...port('cedar', 'several') });
    expect(shape(found)).toEqual([
      'broken apple:3/3 profile-type@templates/extra/apple.yaml:1',
      'failing cedar:3/3 profile-type@templates/extra/cedar.yaml:1',
      'mended birch:3/3',
    ]);
    expect(found.diagnostics.map(({ site, victims }) => [site.file, ...victims.keys()])).toEqual([
      ['templates/extra/apple.yaml', 'apple'],
      ['templates/extra/cedar.yaml', 'cedar'],
    ]);
    expect(found).toMatchObject({ failed: ['apple', 'cedar'], change: { touched: { clusters: 2, hosts: 6 } } });
  });

  test('one fault that breaks many is one group and one diagnostic', () => {
    const found = diff(fleet, { 'templates/base.yaml': 'profile: { port: many }\n' });
    expect(shape(found)).toEqual(['broken apple:3/3,birch:3/3,cedar:3/3,doum:3/3 profile-type@templates/base.yaml:1']);
    expect(found.diagnostics).toHaveLength(1);
  });

  test('a cluster that fails and is not touched is not told of: it is not this change', () => {
    const found = diff(
      { ...fleet, ...port('apple', 'many') },
      { 'clusters/birch.yaml': clusterText('birch', '2026_8_minor') },
    );
    expect(shape(found).map((line) => line.slice(0, 13))).toEqual(['changed birch']);
    expect(found.diagnostics).toEqual([]);
  });

  test('nothing is said of the pins of a file that cannot be read', () => {
    expect(
      shape(diff(fleet, { 'clusters/apple.yaml': 'owners: [maria]\nversions: { linux: 2026_9_minor }\n' })),
    ).toEqual(['broken apple:0/0 version-unpublished@clusters/apple.yaml:2']);
  });

  test('a new cluster that fails is broken', () => {
    const found = diff(fleet, { 'clusters/elm.yaml': clusterText('elm', '2026_8_minor'), ...port('elm', 'many') });
    expect(shape(found)).toEqual(['broken elm:3/3 linux -→2026_8_minor profile-type@templates/extra/elm.yaml:1']);
  });

  test('an owner who is gone breaks the clusters that name them, and no others', () => {
    const base = { ...fleet, 'clusters/birch.yaml': clusterText('birch', '2026_7_minor').replace('maria', 'jan') };
    const found = diff(base, { 'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n' });
    expect(shape(found)).toEqual(['broken birch:0/0 owner-unknown@clusters/birch.yaml:1']);
  });

  test('a release that is gone breaks the clusters that pin it', () => {
    const gone = ['default', 'release'].map((name) => [`templates/linux/2026_7_minor/${name}.yaml`, null] as const);
    const base = { ...fleet, 'clusters/birch.yaml': clusterText('birch', '2026_8_minor') };
    expect(diff(base, Object.fromEntries(gone)).failed).toEqual(['apple', 'cedar', 'doum']);
  });

  test('a host that joins a second cluster breaks both', () => {
    const found = diff(fleet, { 'clusters/birch.yaml': clusterText('birch', '2026_7_minor', '  apple1: {}\n') });
    expect(found.failed).toEqual(['apple', 'birch']);
  });

  test('a variable that nobody sets any more breaks those that read it', () => {
    const reading = {
      ...port('apple', '22'),
      'templates/extra/birch.yaml': 'profile: { rack: "{{variables.rack}}" }\n',
    };
    const setting = clusterText('birch', '2026_7_minor', 'variables: { rack: r1 }\n');
    const found = diff(
      { ...fleet, ...reading, 'clusters/birch.yaml': setting },
      { 'clusters/birch.yaml': fleet['clusters/birch.yaml'] ?? '' },
    );
    expect(shape(found)).toEqual(['broken birch:3/3 expression-path-unknown@templates/extra/birch.yaml:1']);
  });

  test('a schema that cannot be used breaks everybody', () => {
    const found = diff(fleet, { 'schema.json': '{ "type": "strange" }' });
    expect(found.failed).toEqual(['apple', 'birch', 'cedar', 'doum']);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['schema-invalid']);
  });
});

describe('trees without a fleet', () => {
  test('a base without one adds every cluster', () => {
    const found = diffFleets({
      base: treeOf({ 'README.md': 'soon\n' }),
      head: treeOf(fleet),
      samples: 'dropped',
      progress: () => undefined,
    });
    expect(shape(found)).toEqual(['added apple:3/3,birch:3/3,cedar:3/3,doum:3/3 linux -→2026_7_minor']);
    expect(found.diagnostics).toEqual([]);
  });

  test('a head without one removes them, and says that there is none', () => {
    const found = diff(fleet, Object.fromEntries(Object.keys(fleet).map((path) => [path, null])));
    expect(found.change.groups.map(({ kind, clusters }) => [kind, clusters.length])).toEqual([['removed', 4]]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['fleet-missing']);
  });

  test('a fleet that could not be read is mended, and one that cannot any more is broken', () => {
    const bad = { ...fleet, 'fleet.yaml': 'fleet: [\n' };
    expect(diff(bad, { 'fleet.yaml': fleet['fleet.yaml'] ?? '' }).change.groups.map(({ kind }) => kind)).toEqual([
      'mended',
    ]);
    const broken = diff(fleet, { 'fleet.yaml': 'fleet: [\n' });
    expect(broken.change.groups.map(({ kind, clusters }) => [kind, clusters.length])).toEqual([['broken', 4]]);
    expect(broken.diagnostics.map(({ code }) => code)).toEqual(['yaml-syntax']);
  });
});

describe('sharing', () => {
  const names = ['apple', 'birch', 'cedar'];
  const small = diffFleet(names) as Texts;
  const edit = fc.oneof(
    ...names.flatMap((name) => [
      fc.constant({ [`clusters/${name}.yaml`]: null }),
      fc.constant({ [`clusters/${name}.yaml`]: clusterText(name, '2026_8_minor') }),
      fc.constant({
        [`clusters/${name}.yaml`]: clusterText(name, '2026_7_minor', 'variables: { os: rocky9, rack: r1 }\n'),
      }),
      fc.constant({
        [`clusters/${name}.yaml`]: clusterText(
          name,
          '2026_7_minor',
          `  ${name}2: { variables: { os: el9 }, profile: { port: 1 } }\n`,
        ),
      }),
      fc.constant({ [`templates/extra/${name}.yaml`]: 'profile: { rack: "{{variables.rack}}" }\n' }),
      fc.constant({ [`templates/extra/${name}.yaml`]: 'profile: { port: wrong }\n' }),
    ]),
    fc.constant({ 'templates/base.yaml': `${small['templates/base.yaml']}  motd: "{{cluster.name}}"\n` }),
    fc.constant({ 'templates/base.yaml': `${small['templates/base.yaml']}final: [/port]\n` }),
    fc.constant({
      'templates/linux/2026_7_minor/default.yaml': 'profile: { packages: { curl: { version: "1", arch: x86_64 } } }\n',
    }),
    fc.constant({ 'fleet.yaml': (small['fleet.yaml'] ?? '').replace('alma9', 'alma10') }),
    fc.constant({ 'fleet.yaml': (small['fleet.yaml'] ?? '').replace('at: /packages', 'at: /software') }),
    fc.constant({ 'owners.yaml': 'people: {}\n' }),
    fc.constant({ 'schema.json': '{ "properties": { "port": { "type": "string" } } }' }),
  );
  const edits = fc
    .array(edit, { maxLength: 4 })
    .map((all): Readonly<Record<string, string | null>> => Object.assign({}, ...all));

  /** Every host's profile as text, by cluster, compiled with nothing shared; a cluster that fails has none. */
  function alone(tree: Tree): ReadonlyMap<string, ReadonlyMap<string, string> | undefined> {
    const open = openFleet(tree, new Diagnostics());
    if (open === undefined) throw new Error('no fleet');
    const reads = readAllClusters(open);
    const { compiler } = workshopOf(open, definesOfAll(reads.values()));
    const hostsOf = (name: string): ReadonlyMap<string, string> | undefined => {
      const cluster = reads.get(name)?.cluster;
      const made = cluster && compiler.profilesOf(cluster);
      return made?.sound === true
        ? new Map([...made.hosts].map(([host, stack]) => [host, textOf(stack.profile)]))
        : undefined;
    };
    return new Map(open.clusters.map(({ name }) => [name, hostsOf(name)]));
  }

  test('what two trees share never hides or invents a change', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const base = treeOf({ ...small, ...first });
        const head = treeOf({ ...small, ...first, ...second });
        const { change, failed } = diffFleets({ base, head, samples: 'dropped', progress: () => undefined });
        const [before, after] = [alone(base), alone(head)];
        const told = (kinds: readonly string[]): ReadonlySet<string> =>
          new Set(
            change.groups
              .filter(({ kind }) => kinds.includes(kind))
              .flatMap(({ clusters }) => clusters.map(({ name }) => name)),
          );
        for (const name of new Set([...before.keys(), ...after.keys()])) {
          const [was, is] = [before.get(name), after.get(name)];
          const context = JSON.stringify([name, first, second]);
          expect(told(['removed']).has(name), context).toBe(!after.has(name));
          expect(told(['mended']).has(name), context).toBe(is !== undefined && was === undefined && before.has(name));
          expect(told(['added']).has(name), context).toBe(is !== undefined && !before.has(name));
          expect(told(['broken']).has(name), context).toBe(
            after.has(name) && is === undefined && (was !== undefined || !before.has(name)),
          );
          if (failed.includes(name)) expect(is, context).toBeUndefined();
          if (was === undefined || is === undefined) continue;
          const changed = [...is].filter(([host, text]) => was.has(host) && was.get(host) !== text).length;
          const groups = change.groups.filter(
            ({ kind, change: { packages, values } }) => kind === 'changed' && packages.length + values.length > 0,
          );
          const hosts = groups.flatMap(({ clusters }) =>
            clusters.filter((cluster) => cluster.name === name).map((cluster) => cluster.hosts),
          );
          expect(
            hosts.reduce((sum, count) => sum + count, 0),
            context,
          ).toBe(changed);
        }
      }),
      { numRuns: 300 },
    );
  });
});
