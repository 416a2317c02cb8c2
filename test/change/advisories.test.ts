import { expect, test } from 'vitest';
import { Adviser } from '../../src/change/adviser.ts';
import { advisoriesIn, closedBetween, type AdvisedRelease } from '../../src/change/advisories.ts';
import type { Advisory, AdvisorySeverity, PinMove } from '../../src/change/change.ts';
import { mappingFrom, type Plain } from '../../src/core/value.ts';

function advisory(id: string, severity: AdvisorySeverity, packages: Record<string, string> = {}): Advisory {
  return { id, severity, published: '2026-01-01', title: `${id} title`, cves: [`CVE-${id}`, 'CVE-shared'], packages };
}

const releases: readonly AdvisedRelease[] = [
  { version: '2026_10_major', advisories: [advisory('E', 'Important')] },
  { version: '2026_7_minor', advisories: [advisory('A', 'Low')] },
  { version: '2026_8_minor', advisories: [advisory('C', 'Low'), advisory('B', 'Critical'), advisory('A', 'Low')] },
  { version: '2026_9_minor' },
  { version: 'draft', advisories: [advisory('X', 'Critical')] },
];

const ids = (from: string | undefined, to: string | undefined): readonly string[] => {
  const { closed, reopened } = closedBetween(releases, from, to);
  return [...closed.list.map(({ id }) => `+${id}`), ...reopened.list.map(({ id }) => `-${id}`)];
};

test.each([
  ['2026_7_minor', '2026_8_minor', ['+B', '+C']],
  ['2026_7_minor', '2026_10_major', ['+B', '+E', '+C']],
  ['2026_8_minor', '2026_9_minor', []],
  ['2026_10_major', '2026_7_minor', ['-B', '-E', '-C']],
  [undefined, '2026_8_minor', ['+B', '+A', '+C']],
  ['2026_8_minor', undefined, []],
  ['2026_8_minor', '2026_8_minor', []],
  ['nonsense', '2026_8_minor', []],
])('from %s to %s gives %j, the worst first, each in the first release that names it', (from, to, expected) => {
  expect(ids(from, to)).toEqual(expected);
});

test('advisories come with their counts by severity and every CVE once', () => {
  const { closed } = closedBetween(releases, undefined, '2026_10_major');
  expect(closed.bySeverity).toEqual({ Critical: 1, Important: 1, Moderate: 0, Low: 2 });
  expect(closed.cves).toEqual(['CVE-A', 'CVE-B', 'CVE-C', 'CVE-E', 'CVE-shared']);
});

const fixes = { openssl: '1:3.0.7-28', 'openssl-libs': '1:3.0.7-28' };
const published = [{ version: '2026_8_minor', advisories: [advisory('S', 'Important', fixes)] }];

type Versions = { readonly [name: string]: Plain };

function advised(before: Versions, after: Versions, pins: readonly PinMove[]): readonly string[] {
  const candidates = pins.flatMap(({ from, to }) => {
    const { closed, reopened } = closedBetween(published, from, to);
    return [...closed.list, ...reopened.list];
  });
  const adviser = new Adviser(candidates, { route: ['p'], order: 'rpm' });
  const { closed, reopened } = adviser.between(mappingFrom({ p: before }), mappingFrom({ p: after }));
  return [...closed.list.map(({ id }) => `+${id}`), ...reopened.list.map(({ id }) => `-${id}`)];
}

const up = [{ stream: 'linux', from: '2026_7_minor', to: '2026_8_minor' }];
const down = [{ stream: 'linux', from: '2026_8_minor', to: '2026_7_minor' }];

test('an advisory is closed when a package crosses the version that mends it', () => {
  expect(advised({ openssl: '1:3.0.7-27' }, { openssl: '1:3.0.7-28' }, up)).toEqual(['+S']);
  expect(advised({ openssl: '1:3.0.7-27' }, { openssl: '1:3.5.0-1' }, up)).toEqual(['+S']);
});

test('removing the package that was older closes it too', () => {
  expect(advised({ openssl: '1:3.0.7-27' }, {}, up)).toEqual(['+S']);
});

test('a cluster that keeps or gets an older package does not close it', () => {
  expect(advised({ bash: '1' }, { bash: '2' }, up)).toEqual([]);
  expect(advised({ openssl: '1:3.0.7-26' }, { openssl: '1:3.0.7-27' }, up)).toEqual([]);
  const half = { openssl: '1:3.0.7-26', 'openssl-libs': '1:3.0.7-26' };
  expect(advised(half, { openssl: '1:3.0.7-28', 'openssl-libs': '1:3.0.7-27' }, up)).toEqual([]);
});

test('a package that stays older keeps it open, whatever else changes', () => {
  const held = { openssl: '1:3.0.7-26', 'openssl-libs': '1:3.0.7-26' };
  expect(advised(held, { ...held, 'openssl-libs': '1:3.0.7-28' }, up)).toEqual([]);
});

test('of versions side by side the newest counts', () => {
  const both = ['1:3.0.7-27', '1:3.0.7-28'].map((version) => ({ version }));
  expect(advised({ openssl: '1:3.0.7-27' }, { openssl: both }, up)).toEqual(['+S']);
});

test('a package that was never older, or comes new, closes nothing', () => {
  expect(advised({ openssl: '1:3.0.7-28' }, { openssl: '1:3.0.7-29' }, up)).toEqual([]);
  expect(advised({}, { openssl: '1:3.0.7-28' }, up)).toEqual([]);
});

test('going back below the version that mends it opens it again', () => {
  expect(advised({ openssl: '1:3.0.7-28' }, { openssl: '1:3.0.7-27' }, down)).toEqual(['-S']);
});

test('packages that change without a pin that moves close nothing', () => {
  expect(advised({ openssl: '1:3.0.7-27' }, { openssl: '1:3.0.7-28' }, [])).toEqual([]);
});

test('advisories are read from a release, with nothing where it says nothing', () => {
  const release = mappingFrom({
    version: '2026_8_minor',
    advisories: [
      { id: 'A', severity: 'Moderate', packages: { bash: '5.1' } },
      { id: 'B', severity: 'Critical', published: '2026-08-01', title: 't', cves: ['CVE-1'], packages: {} },
    ],
  });
  expect(advisoriesIn(release)).toEqual([
    { id: 'A', severity: 'Moderate', published: '', title: '', cves: [], packages: { bash: '5.1' } },
    { id: 'B', severity: 'Critical', published: '2026-08-01', title: 't', cves: ['CVE-1'], packages: {} },
  ]);
  expect(advisoriesIn(mappingFrom({ version: '2026_8_minor' }))).toEqual([]);
});
