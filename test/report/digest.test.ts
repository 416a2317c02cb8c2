import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, dayNumber } from '../../src/core/days.ts';
import { areNewest, digestOf, newestLines, type PastDigest } from '../../src/report/digest.ts';
import { logbookOf } from '../../src/report/log-entries.ts';
import { pastFacts } from '../../src/report/log-facts.ts';
import { groundOf } from '../../src/report/log-ground.ts';
import type { LogRequest } from '../../src/report/logbook.ts';
import type { FleetPast, PastTag } from '../../src/report/past.ts';
import { seriesOn, spreadSeries } from '../../src/report/spread-series.ts';
import { turns } from './logbook-turns.ts';
import { cluster, commitId, pastOf, secondsOn } from './logbook-world.ts';

const streams = ['linux', 'elfms'];

function digestOn(past: FleetPast, today: string): PastDigest {
  const ground = groundOf(past, today);
  return digestOf(past, { ground, today, streams, clusters: [], lines: 'wanted' });
}

/** What a report tells of a day out of a digest, and out of the steps. */
function told({ facts, months, newest }: PastDigest, today: string): unknown {
  return { facts, series: seriesOn(months, { today, streams, clusters: [] }), logbook: newest?.logbook };
}

function toldAnew(past: FleetPast, today: string): unknown {
  const { entries, from } = logbookOf(past, { today });
  return {
    facts: pastFacts(past, { today }),
    series: spreadSeries(past, { today, streams, clusters: [] }),
    logbook: { entries: entries.slice(0, newestLines), from },
  };
}

const tagged = fc.option(fc.integer({ min: -100, max: 900 }), { nil: undefined }).map((days): readonly PastTag[] => {
  const tagger =
    days === undefined ? undefined : { name: 'a', mail: 'a', seconds: secondsOn('2025-01-01') + days * 86_400 };
  return [
    {
      stream: 'linux',
      version: '2026_1_minor',
      commit: commitId('step 1'),
      tagger,
      signedBy: undefined,
      hasSigners: true,
    },
  ];
});

describe('a digest', () => {
  test('tells on every day for which it holds what the steps tell', () => {
    const day = fc.integer({ min: 0, max: 1500 });
    let later = 0;
    const property = fc.property(turns, tagged, day, day, (steps, tags, made, asked) => {
      const past = pastOf(steps, { tags });
      const [on, today] = [made, asked].map((days) => dateOf((dayNumber('2025-01-01') ?? 0) + days));
      const digest = digestOn(past, on ?? '');
      expect(told(digest, on ?? '')).toEqual(toldAnew(past, on ?? ''));
      const { from, to } = digest.days;
      if (today === undefined || today < from || (to !== undefined && today > to)) return;
      later += 1;
      expect(told(digest, today)).toEqual(toldAnew(past, today));
    });
    fc.assert(property, { seed: 20_261_122, numRuns: 500 });
    expect(later).toBeGreaterThan(100);
  });

  test('holds from the day of its newest date on, and for one day alone where a date is yet to come', () => {
    const past = pastOf([{ files: { lxa: cluster({ linux: '2026_1_minor' }) }, on: '2026-03-01' }]);
    expect(digestOn(past, '2026-03-05').days).toEqual({ from: '2026-03-01', to: undefined });
    expect(digestOn(past, '2026-02-01').days).toEqual({ from: '2026-02-01', to: '2026-02-01' });
  });

  test('has lines as long as nobody knows another request of theirs, or another signer', () => {
    const merge = { parents: [commitId('main'), commitId('head')], message: 'Merge pull request #7 from a/b' };
    const first = { files: { lxa: cluster({ linux: '2026_1_minor' }) } };
    const past = pastOf([first, { files: { lxa: cluster({ linux: '2026_2_minor' }) }, ...merge }]);
    const { newest } = digestOn(past, '2026-06-30');
    if (newest === undefined) throw new Error('no lines');
    expect(newest.logbook.entries[0]?.request).toMatchObject({ number: 7, known: 'message' });
    const request: LogRequest = { number: 7, url: undefined, known: 'forge', mergedBy: 'ann' };
    const elsewhere = {
      ...past,
      heads: new Map([[commitId('other'), 9]]),
      merged: new Map([[commitId('other'), request]]),
    };
    expect(areNewest(newest, elsewhere)).toBe(true);
    expect(areNewest(newest, { ...past, heads: new Map([[commitId('head'), 7]]) })).toBe(false);
    expect(areNewest(newest, { ...past, merged: new Map([[commitId('step 1'), request]]) })).toBe(false);
    const [tag] = fc.sample(tagged, { seed: 1, numRuns: 1 }).flat();
    expect(areNewest(newest, { ...past, tags: tag === undefined ? [] : [tag] })).toBe(false);
  });

  test('has no more lines than a screen needs, whatever a step did', () => {
    const many = Object.fromEntries(
      Array.from({ length: 99 }, (_, at) => [`lx${at}`, cluster({ linux: '2026_1_minor' })]),
    );
    expect(digestOn(pastOf([{ files: many }]), '2026-06-30').newest?.logbook.entries).toHaveLength(newestLines);
  });
});
