import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UpgradePolicy } from '../../src/core/fleet.ts';
import { compareVersions, parseVersion, type Version } from '../../src/core/version.ts';
import { targetFor, wishOf, type Candidate, type Gate, type Position, type Wish } from '../../src/upgrade/target.ts';

const policy: UpgradePolicy = {
  mode: 'offer',
  accept: 'major',
  automerge: 'minor',
  maxOpen: 200,
  group: 'cluster',
  reviewers: 'codeowners',
};

const accepted: Gate = { is: 'accepted' };

function version(text: string): Version {
  const read = parseVersion(text);
  if (read === undefined) throw new Error(`${text} is no version`);
  return read;
}

function release(text: string, about: Partial<Candidate> = {}): Candidate {
  return {
    version: version(text),
    date: '2026-01-01',
    isPublished: true,
    withdrawn: undefined,
    gate: accepted,
    ...about,
  };
}

function position(pin: string | undefined, own: Partial<Wish> = {}, owners: readonly string[] = ['maria']): Position {
  const wish = { ...wishOf(policy, undefined, '2026-11-22'), ...own };
  return { pin: pin === undefined ? undefined : version(pin), owners, wish };
}

/** The version and the kind, or why there is none. */
function said(at: Position, releases: readonly Candidate[]): string {
  const target = targetFor(at, releases);
  return target.is === 'none' ? target.because : `${target.to.text} ${target.mode} ${target.kind} ${target.direction}`;
}

const year = ['2026_5_minor', '2026_6_minor', '2026_7_major', '2026_8_minor'].map((text) => release(text));

describe('what a cluster is offered', () => {
  test('the newest version, whatever lies between', () =>
    expect(said(position('2026_5_minor'), year)).toBe('2026_8_minor offer major forward'));

  test('a step that passes no major release is minor', () =>
    expect(said(position('2026_7_major'), year)).toBe('2026_8_minor offer minor forward'));

  test('nothing, where it has the newest', () => expect(said(position('2026_8_minor'), year)).toBe('current'));

  test('nothing, where it is ahead of what is published', () =>
    expect(said(position('2026_9_minor'), year)).toBe('current'));

  test('nothing, where it pins nothing: it has not migrated', () =>
    expect(said(position(undefined), year)).toBe('unpinned'));

  test('nothing, where nothing is published', () => expect(said(position('2026_5_minor'), [])).toBe('unpublished'));

  test('the newest version before a major one, where it accepts minor steps alone', () =>
    expect(said(position('2026_5_minor', { accept: 'minor' }), year)).toBe('2026_6_minor offer minor forward'));

  test('nothing, where the next step is larger than it accepts', () =>
    expect(said(position('2026_6_minor', { accept: 'minor' }), year)).toBe('not-accepted'));

  test('nothing, while it is on hold', () =>
    expect(said(position('2026_5_minor', { mode: 'hold' }), year)).toBe('held'));

  test('a hold over nothing new is no news', () =>
    expect(said(position('2026_8_minor', { mode: 'hold' }), year)).toBe('current'));
});

describe('a release without a tag', () => {
  const between = [release('2026_5_minor'), release('2026_7_major', { isPublished: false }), release('2026_8_minor')];

  test('is not offered', () => expect(said(position('2026_5_minor'), between.slice(0, 2))).toBe('current'));

  test('still makes a step over it as large as it is', () => {
    expect(said(position('2026_5_minor'), between)).toBe('2026_8_minor offer major forward');
    expect(said(position('2026_5_minor', { accept: 'minor' }), between)).toBe('not-accepted');
  });

  test('is left where it was withdrawn', () => {
    const bad = release('2026_7_major', { isPublished: false, withdrawn: 'bad' });
    expect(said(position('2026_7_major'), [release('2026_5_minor'), bad])).toBe('2026_5_minor offer major back');
  });
});

describe('how it is offered', () => {
  test('a step that may merge itself does', () =>
    expect(said(position('2026_7_major', { mode: 'auto' }), year)).toBe('2026_8_minor auto minor forward'));

  test('a larger one waits for a person', () =>
    expect(said(position('2026_6_minor', { mode: 'auto' }), year)).toBe('2026_8_minor offer major forward'));

  test('where nothing may merge itself, everything waits for a person', () =>
    expect(said(position('2026_7_major', { mode: 'commit', automerge: 'never' }), year)).toBe(
      '2026_8_minor offer minor forward',
    ));

  test('a hold that has ended counts no more', () => {
    const own = { mode: 'hold', until: '2026-11-21', reason: 'run' } as const;
    expect(wishOf(policy, own, '2026-11-21').mode).toBe('hold');
    expect(wishOf(policy, own, '2026-11-22').mode).toBe('offer');
  });
});

describe('the gate of the staged rollout (S15)', () => {
  const gated = (gate: Gate): readonly Candidate[] => [...year, release('2026_9_minor', { gate })];
  const open: Gate = { is: 'open', teams: ['ea-NGI_CH-Geneva'] };

  test('a version in its rollout is kept from the fleet', () => {
    expect(said(position('2026_8_minor'), gated(open))).toBe('awaits-rollout');
    expect(said(position('2026_7_major'), gated(open))).toBe('2026_8_minor offer minor forward');
  });

  test('and is offered to its early adopters', () =>
    expect(said(position('2026_8_minor', {}, ['maria', 'ea-NGI_CH-Geneva']), gated(open))).toBe(
      '2026_9_minor offer minor forward',
    ));

  test('a rejected one is offered to nobody', () =>
    expect(said(position('2026_8_minor', {}, ['ea-NGI_CH-Geneva']), gated({ is: 'rejected' }))).toBe('awaits-rollout'));
});

describe('a withdrawn version', () => {
  const bad = { withdrawn: 'panics' };

  test('is offered to nobody', () =>
    expect(said(position('2026_7_major'), [...year.slice(0, 3), release('2026_8_minor', bad)])).toBe('current'));

  test('is left for the newest good one before it', () =>
    expect(said(position('2026_8_minor'), [...year.slice(0, 3), release('2026_8_minor', bad)])).toBe(
      '2026_7_major offer minor back',
    ));

  test('is left forward, where there is a good one', () =>
    expect(
      said(
        position('2026_6_minor'),
        [year[0], release('2026_6_minor', bad), ...year.slice(2)].flatMap((one) => one ?? []),
      ),
    ).toBe('2026_8_minor offer major forward'));

  test('is left backward by who does not accept the step forward', () =>
    expect(
      said(position('2026_6_minor', { accept: 'minor' }), [
        release('2026_5_minor'),
        release('2026_6_minor', bad),
        release('2026_7_major'),
      ]),
    ).toBe('2026_5_minor offer minor back'));

  test('is left also on hold, by a request that a person merges', () =>
    expect(
      said(position('2026_8_minor', { mode: 'hold' }), [release('2026_7_major'), release('2026_8_minor', bad)]),
    ).toBe('2026_7_major offer minor back'));

  test('stays, and is told, where there is no good one', () =>
    expect(said(position('2026_8_minor'), [release('2026_8_minor', bad)])).toBe('no-way-back'));
});

const anyVersion = fc
  .record({ number: fc.integer({ min: 1, max: 12 }), year: fc.integer({ min: 2025, max: 2026 }) })
  .map(({ number, year: y }) => version(`${y}_${number}_${(y + number) % 4 === 0 ? 'major' : 'minor'}`));
const anyRelease: fc.Arbitrary<Candidate> = fc.record({
  version: anyVersion,
  date: fc.constant('2026-01-01'),
  isPublished: fc.constantFrom(true, true, true, false),
  withdrawn: fc.option(fc.constant('bad'), { nil: undefined, freq: 4 }),
  gate: fc.constantFrom<Gate>(accepted, accepted, { is: 'rejected' }, { is: 'open', teams: ['ea-A-B'] }),
});
const anyReleases = fc.uniqueArray(anyRelease, { maxLength: 12, selector: (one) => one.version.text });
const anyPosition = fc.record({
  pin: fc.option(anyVersion, { nil: undefined }),
  owners: fc.constantFrom(['maria'], ['ea-A-B']),
  wish: fc.record({
    mode: fc.constantFrom('offer', 'auto', 'commit', 'hold'),
    accept: fc.constantFrom('minor', 'major'),
    automerge: fc.constantFrom('never', 'minor', 'major'),
    until: fc.constant(undefined),
    reason: fc.constant(undefined),
  }),
}) as fc.Arbitrary<Position>;

test('what is offered is good, is let through, and is where the cluster wants to go; and taking it ends the matter', () => {
  fc.assert(
    fc.property(anyPosition, anyReleases, (at, releases) => {
      const target = targetFor(at, releases);
      if (target.is === 'none') return;
      const { from, to, kind, direction, mode } = target;
      const offered = releases.find((one) => one.version.text === to.text);
      expect(offered?.withdrawn).toBeUndefined();
      expect(offered?.isPublished).toBe(true);
      expect(offered?.gate.is === 'accepted' || (offered?.gate.is === 'open' && at.owners.includes('ea-A-B'))).toBe(
        true,
      );
      expect(Math.sign(compareVersions(to, from))).toBe(direction === 'forward' ? 1 : -1);
      if (direction === 'back') expect(releases.find((one) => one.version.text === from.text)?.withdrawn).toBeDefined();
      if (direction === 'forward' && at.wish.accept === 'minor') expect(kind).toBe('minor');
      if (mode !== 'offer') expect(at.wish.automerge === 'major' || kind === 'minor').toBe(true);
      expect(targetFor({ ...at, pin: to }, releases).is).toBe('none');
    }),
    { seed: 8, numRuns: 2000 },
  );
});

test('the order of the releases does not matter', () => {
  fc.assert(
    fc.property(anyPosition, anyReleases, (at, releases) => {
      expect(targetFor(at, releases.toReversed())).toEqual(targetFor(at, releases));
    }),
    { seed: 8, numRuns: 500 },
  );
});
