import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/core/catalogue.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { checkFleet } from '../../src/run/check-fleet.ts';
import { checkReleases, type ReleaseReport, type Wanted } from '../../src/run/check-releases.ts';
import { withTags } from '../../src/run/release-tags.ts';
import { openTree } from '../../src/run/open-tree.ts';
import { workingTree } from '../../src/tree/working.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';
import { fleetFolder, type Files } from '../support/fleet.ts';
import { bareCloneOf, repositoryOf, type Repository } from '../support/repository.ts';

const one: Wanted = { is: 'one', stream: 'linux', version: '2026_8_minor' };
const folder = 'templates/linux/2026_8_minor';

function checked(root: string, wanted: Wanted = one): ReleaseReport {
  const report = checkReleases({ tree: withTags(workingTree(root), root), wanted, progress: () => undefined });
  if (!report.ok) throw new Error(report.detail);
  return report.value;
}

function effectIn(files: Files): ReleaseReport['tried'][number]['effect'] {
  const [tried] = checked(fleetFolder({ ...diffFleet(['db', 'web', 'zoo']), ...files }).root).tried;
  if (tried === undefined) throw new Error('nothing was tried');
  return tried.effect;
}

describe('trying a release on the fleet', () => {
  test('moves the clusters that are behind, and tells what is new since the release before', () => {
    const effect = effectIn({ 'clusters/new.yaml': clusterText('new', '2026_8_minor') });
    expect(effect).toMatchObject({ previous: '2026_7_minor', broken: [], failing: [], causes: [] });
    expect(effect.movers).toMatchObject(['db', 'web', 'zoo'].map((name) => ({ name, from: '2026_7_minor', hosts: 3 })));
    expect(effect.packages).toMatchObject([
      { name: 'curl', kind: 'upgraded' },
      { name: 'zsh', kind: 'added' },
    ]);
    expect(effect.closes.list).toMatchObject([{ id: 'ALSA-2026:55439' }]);
  });

  test('gathers who would fail by cause, with their owners, and not who fails already', () => {
    const default8 = String(diffFleet([])[`${folder}/default.yaml`]);
    const effect = effectIn({
      // A name that only two clusters can have.
      [`${folder}/default.yaml`]: `include:\n  - template: extra8/{{cluster.name}}\n    optional: true\n${default8}`,
      'templates/extra8/db.yaml': 'profile:\n  port: none\n',
      'templates/extra8/web.yaml': 'include: [extra8/db]\n',
      'clusters/zoo.yaml': `${clusterText('zoo', '2026_7_minor')}profile:\n  port: never\n`,
    });
    expect(effect.broken).toEqual(['db', 'web']);
    expect(effect.failing).toEqual(['zoo']);
    expect(effect.causes).toMatchObject([
      {
        code: 'profile-type',
        file: 'templates/extra8/db.yaml',
        line: 2,
        clusters: [
          { name: 'db', owners: ['maria'], from: '2026_7_minor' },
          { name: 'web', owners: ['maria'] },
        ],
      },
    ]);
  });

  test('tells of a first release that there is none before, and of one that nobody is behind that nobody moves', () => {
    const { root } = fleetFolder({ ...diffFleet(['web']) });
    const first = checked(root, { is: 'one', stream: 'linux', version: '2026_7_minor' });
    expect(first.tried[0]?.effect).toMatchObject({ previous: undefined, movers: [], packages: [] });
  });

  test('takes the newest good release of each stream, or all', () => {
    const withdrawn = `${String(diffFleet([])[`${folder}/release.yaml`])}withdrawn: { reason: bad }\n`;
    const { root } = fleetFolder({ ...diffFleet(['web']), [`${folder}/release.yaml`]: withdrawn });
    const versionsOf = (wanted: Wanted): readonly string[] =>
      checked(root, wanted).tried.map(({ effect }) => effect.release.version.text);
    expect(versionsOf({ is: 'newest' })).toEqual(['2026_7_minor']);
    expect(versionsOf({ is: 'all' })).toEqual(['2026_7_minor']);
    expect(versionsOf(one)).toEqual(['2026_8_minor']);
  });
});

describe('a release as it lies there', () => {
  test('that is not there is named, with what may have been meant', () => {
    const { root } = fleetFolder(diffFleet([]));
    const order = { tree: workingTree(root), progress: () => undefined };
    for (const [stream, version, words] of [
      ['linx', '2026_8_minor', 'did you mean linux?'],
      ['linux', '2026_9_minor', 'did you mean 2026_7_minor or 2026_8_minor?'],
    ] as const)
      expect(checkReleases({ ...order, wanted: { is: 'one', stream, version } })).toMatchObject({
        ok: false,
        why: 'gone',
        detail: expect.stringContaining(words),
      });
  });

  test('has a release.yaml that says its folder, and sources that are what it was made from', () => {
    const list = 'openssl 3.5\n';
    const digest = createHash('sha256').update(list).digest('hex');
    const release = String(diffFleet([])[`${folder}/release.yaml`]);
    const sources = (sha256: string): string =>
      `${release}sources: [{ file: lists/a.list, sha256: ${sha256} }, { file: elsewhere, sha256: ${digest} }]\n`;
    const { root, write, remove } = fleetFolder({
      ...diffFleet([]),
      'lists/a.list': list,
      [`${folder}/release.yaml`]: sources(digest),
    });
    const codes = (): readonly string[] => checked(root).diagnostics.map(({ code }) => code);
    expect(codes()).toEqual([]);
    write({ [`${folder}/release.yaml`]: sources('a'.repeat(64)) });
    expect(codes()).toEqual(['source-changed']);
    write({ [`${folder}/release.yaml`]: release.replace('2026_8', '2026_9') });
    expect(codes()).toEqual(['release-mismatch']);
    remove(`${folder}/release.yaml`);
    expect(codes()).toEqual(['file-unreadable']);
  });
});

describe('a published release', () => {
  function published(under = ''): Repository & { readonly fleet: string } {
    const files = Object.entries(diffFleet(['web'])).map(([path, text]) => [`${under}${path}`, text] as const);
    const repository = repositoryOf({ ...Object.fromEntries(files), other: 'x' });
    repository.git('tag', '-a', '-m', 'x', 'linux/2026_8_minor');
    repository.git('tag', 'linux/2026_7_minor');
    repository.git('tag', 'v1.0.0');
    return { ...repository, fleet: `${repository.root}/${under}` };
  }

  async function told(root: string): Promise<readonly Diagnostic[]> {
    const report = await checkFleet(withTags(workingTree(root), root), '2026-11-21', () => undefined);
    return report.diagnostics.filter(({ code }) => code === 'release-changed');
  }

  test.each(['', 'fleets/cern/'])('stays as its tag has it, in the folder "%s"', async (under) => {
    const { fleet, write, remove } = published(under);
    expect(await told(fleet)).toEqual([]);
    write({ [`${under}${folder}/new.yaml`]: 'profile: {}\n', [`${under}${folder}/default.yaml`]: 'profile: {}\n' });
    remove(`${under}templates/linux/2026_7_minor/default.yaml`);
    const found = await told(fleet);
    expect(found.map(sentenceOf)).toMatchObject([
      expect.stringContaining('linux/2026_7_minor is published, and its folder is not what the tag (commit '),
      expect.stringContaining('has: "default.yaml" was changed, "new.yaml" was added'),
    ]);
    expect(found).toMatchObject([
      { facts: { changes: [{ file: 'default.yaml', how: 'removed' }] } },
      { site: { file: `${folder}/release.yaml`, route: ['version'] } },
    ]);
    expect(checked(fleet).diagnostics).toMatchObject([
      { code: 'release-changed', facts: { tag: 'linux/2026_8_minor' } },
    ]);
  });

  test('may have `withdrawn` added to it, and nothing besides', async () => {
    const { fleet, root, write } = published();
    const file = `${folder}/release.yaml`;
    const text = String(diffFleet([])[file]);
    const withdrawn = 'withdrawn:\n  reason: bad\n';
    for (const good of [`${text}${withdrawn}`, `${withdrawn}${text}`]) {
      write({ [file]: good });
      expect(await told(fleet)).toEqual([]);
    }
    for (const bad of [
      `${text}${withdrawn}bugs: []\n`,
      `${text.replace('What Linux', 'Of what Linux')}${withdrawn}`,
      `${text}# a comment\n`,
      text.replaceAll('\n', '\r\n'),
    ]) {
      write({ [file]: bad });
      expect(await told(root), bad).toHaveLength(1);
    }
  });

  test('may go away as a whole, is compared at any revision, and with no tag or repository nothing is', async () => {
    const repository = published();
    repository.write({ [`${folder}/default.yaml`]: 'profile: {}\n' });
    repository.commit();
    const bare = bareCloneOf(repository);
    for (const [revision, count] of [
      ['HEAD', 1],
      ['HEAD~1', 0],
    ] as const) {
      const tree = openTree(bare, revision);
      if (!tree.ok) throw new Error(tree.detail);
      const report = await checkFleet(withTags(tree.value, bare), '2026-11-21', () => undefined);
      expect(report.diagnostics.filter(({ code }) => code === 'release-changed')).toHaveLength(count);
    }
    repository.remove(folder);
    expect(await told(repository.root)).toEqual([]);
    expect(await told(fleetFolder(diffFleet(['web'])).root)).toEqual([]);
  });
});
