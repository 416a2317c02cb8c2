import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVersion } from '../../src/core/version.ts';
import { Difference } from '../../src/run/diff-fleets.ts';
import { movedSide, movedTree } from '../../src/run/moved-side.ts';
import { readSide, type Side } from '../../src/run/side.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';
import type { Move } from '../../src/upgrade/offer.ts';
import { diffFleet } from '../support/diff-fleet.ts';

const nowhere = workingTree('/there/is/no/such/folder');
const tail = 'hosts:\n  web[1-3]: {}\n';

function sideOf(clusters: Readonly<Record<string, string>>): Side {
  const files = Object.entries(clusters).map(([name, text]) => [`clusters/${name}.yaml`, text]);
  return readSide(overlayTree(nowhere, new Map(Object.entries({ ...diffFleet([]), ...Object.fromEntries(files) }))));
}

function moveOf(cluster: string, to = '2026_8_minor'): Move {
  const [from, next] = [parseVersion('2026_7_minor'), parseVersion(to)];
  if (from === undefined || next === undefined) throw new Error('no version');
  const file = `clusters/${cluster}.yaml`;
  const rest = { kind: 'minor', direction: 'forward', withdrawn: undefined, owners: [], hosts: 3 } as const;
  return { cluster, file, from, to: next, ...rest };
}

interface Ways {
  readonly base: Side;
  readonly moved: Side;
  readonly read: Side;
}

/** What both ways give: moving pins in what was read, and reading the files with their pins moved. */
function bothWays(clusters: Readonly<Record<string, string>>, to?: string): Ways {
  const base = sideOf(clusters);
  const moves = Object.keys(clusters).map((name) => moveOf(name, to));
  return { base, moved: movedSide(base, 'linux', moves), read: readSide(movedTree(base.tree, 'linux', moves), base) };
}

/** Everything that was read of the clusters, but for the names of contents, which a file that is not written has none of. */
function readIn({ clusters }: Side): unknown {
  return [...clusters].map(([name, { read, doubles }]) => {
    const { cluster, defines, diagnostics } = read ?? {};
    return [name, { ...cluster, blob: '', pins: [...(cluster?.pins ?? [])] }, defines, diagnostics, doubles];
  });
}

function changesIn(base: Side, head: Side): unknown {
  const difference = new Difference({ base, head, samples: 'dropped' });
  const changes = [...head.clusters.keys()].map((name) => difference.changeOf(name));
  return [changes, difference.diagnostics(), difference.failed];
}

function expectAgreement(clusters: Readonly<Record<string, string>>, to?: string): void {
  const { base, moved, read } = bothWays(clusters, to);
  expect(readIn(moved)).toEqual(readIn(read));
  expect(changesIn(base, moved)).toEqual(changesIn(base, read));
}

const shapes: Readonly<Record<string, string>> = {
  'a block': `owners: [maria]\nversions:\n  linux: 2026_7_minor\n${tail}`,
  'quotes, comments and no line feed at the end': `# |\nowners: [maria]\nversions: # >\n  "linux": '2026_7_minor' # kept\n${tail.trimEnd()}`,
  'one line': `{ owners: [maria], versions: { linux: "2026_7_minor" }, hosts: { "web[1-3]": {} } }\n`,
  'Windows lines': `owners: [maria]\r\nversions:\r\n  linux: 2026_7_minor\r\nhosts:\r\n  web[1-3]: {}\r\n`,
  'a version as a block of text': `owners: [maria]\nversions:\n  linux: |-\n    2026_7_minor\n${tail}`,
  'a version folded': `owners: [maria]\nversions:\n  linux: >-\n    2026_7_minor\n${tail}`,
  'the version in words that look like a pin': `description: "versions:\\n  linux: 2026_7_minor"\nowners: [maria]\nversions: { linux: 2026_7_minor }\n${tail}`,
  'a file of its own that reads the version': `owners: [maria]\nversions: { linux: 2026_7_minor }\nprofile: { motd: "{{versions.linux}} {{host.name}}" }\n${tail}`,
  'hosts with variables': `owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts:\n  web1: { variables: { os: rocky9 }, profile: { port: 23 } }\n  web2: {}\n`,
  'no hosts': `owners: [maria]\nversions: { linux: 2026_7_minor }\nhosts: {}\n`,
  'an owner who is nobody': `owners: [maria, nobody]\nversions: { linux: 2026_7_minor }\n${tail}`,
  'a pin that is there already': `owners: [maria]\nversions: { linux: 2026_8_minor }\n${tail}`,
  'no pin': `owners: [maria]\n${tail}`,
  'a file that is broken': 'owners: [maria\n',
  'a fault in the profile': `owners: [maria]\nversions: { linux: 2026_7_minor }\nprofile: { port: "{{variables.none}}" }\n${tail}`,
  'a value that the schema refuses': `owners: [maria]\nversions: { linux: 2026_7_minor }\nprofile: { port: many }\n${tail}`,
};

describe('moving a pin in what was read gives what reading the moved file gives', () => {
  test.each(Object.entries(shapes))('%s', (_, text) => expectAgreement({ web: text }));

  test('of many clusters, some of which share hosts', () => {
    const plain = shapes['a block'] ?? '';
    expectAgreement({ web: plain, twin: plain, other: plain.replace('web', 'oth') });
  });

  test('where there is no such version', () => expectAgreement({ web: shapes['a block'] ?? '' }, '2026_9_major'));

  test('where the file would grow past the limit', () => {
    const text = `owners: [maria]\nversions: { linux: 2026_7_minor }\n${tail}`;
    const full = `${text}#${'x'.repeat(1024 * 1024 - text.length - 1)}`;
    expect(bothWays({ web: full }, '2026_10_minor').moved.clusters.get('web')?.read?.cluster).toBeUndefined();
    expectAgreement({ web: full }, '2026_10_minor');
  });

  test('whatever stands in the files', () => {
    const part = fc.constantFrom(
      'description: "|"\n',
      'description: >-\n  versions:\n    linux: 2026_7_minor\n',
      '# versions: { linux: 2026_7_minor }\n',
      'labels: { linux: 2026_7_minor }\n',
      'variables: { os: rocky9, versions: { linux: 2026_7_minor } }\n',
      'profile: { name: "{{versions.linux}}", port: 24 }\n',
      'upgrade: { linux: { accept: minor } }\n',
      '\n',
    );
    const pin = fc.constantFrom(
      'versions:\n  linux: 2026_7_minor\n',
      'versions: {linux: "2026_7_minor"}\n',
      "versions: {\n  'linux':\n    2026_7_minor }\n",
      'versions:\n  ? linux\n  : 2026_7_minor\n',
      'versions:\n  linux: >-\n    2026_7_minor\n',
    );
    fc.assert(
      fc.property(fc.uniqueArray(part, { maxLength: 4 }), pin, fc.nat(), (parts, own, at) => {
        const lines = [...parts.slice(0, at % 4), own, ...parts.slice(at % 4)];
        expectAgreement({ web: `owners: [maria]\n${lines.join('')}${tail}` });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

test('the files are not read again', () => {
  const base = sideOf({ web: shapes['a block'] ?? '' });
  const untouchable = { ...base.tree, read: (path: string) => expect.unreachable(path) };
  const moved = movedSide({ ...base, tree: untouchable }, 'linux', [moveOf('web')]);
  expect(moved.clusters.get('web')?.read?.cluster?.pins.get('linux')?.text).toBe('2026_8_minor');
  expect(base.clusters.get('web')?.read?.cluster?.pins.get('linux')?.text).toBe('2026_7_minor');
});
