/** The facts of a report, read from issues and from git: the clusters that an issue names, the branch of a day. */

import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { openRepository } from '../../src/git/git.ts';
import { markerLine, readMarker } from '../../src/forge/marker.ts';
import { namesFact, namesIn } from '../../src/run/issue-names.ts';
import { leastFleet } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';

describe('the clusters that an issue names', () => {
  const upgrade = { stream: 'linux', from: '2026_1_minor', to: '2026_2_minor' };

  test('come back from its marker', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/);
    const property = fc.property(fc.uniqueArray(name, { maxLength: 30 }), fc.boolean(), (names, isUpgrade) => {
      const clusters = names.map((each) => ({ name: each, upgrade: isUpgrade ? upgrade : undefined }));
      const marker = { identity: 'failure 0', facts: { names: namesFact(clusters) }, digest: 'ab' };
      const read = namesIn(readMarker(markerLine(marker))?.facts['names']);
      expect(read.map(({ cluster }) => cluster).toSorted()).toEqual(names.toSorted());
      expect(read.every(({ stream }) => stream === (isUpgrade ? 'linux' : undefined))).toBe(true);
    });
    fc.assert(property, { seed: 4, numRuns: 200 });
  });

  test('are as many as there is room for', () => {
    const clusters = Array.from({ length: 10_000 }, (_, at) => ({ name: `cluster-${at}`, upgrade }));
    const fact = namesFact(clusters);
    expect(fact.length).toBeLessThanOrEqual(16_000);
    expect(namesIn(fact).length).toBeGreaterThan(700);
  });

  test('are nothing else that somebody writes there', () => {
    expect(namesIn('../x,a b,<b>,web/linux/x,web/LINUX,,web/linux')).toEqual([{ cluster: 'web', stream: 'linux' }]);
    expect(namesIn('a,'.repeat(100_000))).toEqual([]);
    expect(namesIn(undefined)).toEqual([]);
  });
});

test('a branch was on a day what its first parents say, whatever a merge brought', () => {
  const on = (day: string): void => {
    vi.stubEnv('GIT_COMMITTER_DATE', `${day}T12:00:00Z`);
  };
  on('2026-01-01');
  const repository = repositoryOf(leastFleet);
  const git = (...args: readonly string[]): string => repository.git(...args);
  const first = git('rev-parse', 'HEAD');
  git('checkout', '-q', '-b', 'side');
  on('2026-01-02');
  repository.commit({ 'a.txt': 'a' });
  git('checkout', '-q', 'main');
  on('2026-01-05');
  git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  const merge = git('rev-parse', 'HEAD');
  vi.unstubAllEnvs();
  const opened = openRepository(repository.root);
  const tip = opened?.resolve('HEAD');
  if (opened === undefined || tip === undefined) throw new Error('no repository');
  const seconds = (instant: string): number => Date.parse(instant) / 1000;
  expect(opened.tipBy(tip, seconds('2026-01-03T00:00:00Z'))).toBe(first);
  expect(opened.tipBy(tip, seconds('2026-01-05T12:00:00Z'))).toBe(merge);
  expect(opened.tipBy(tip, seconds('2025-12-31T00:00:00Z'))).toBeUndefined();
});
