import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dateOf, dayNumber } from '../../src/core/days.ts';
import type { ClusterFacts } from '../../src/report/facts.ts';
import type { FleetPast, Past, PastStep } from '../../src/report/past.ts';
import { spreadSeries } from '../../src/report/spread-series.ts';
import { cluster, file, history, step, type Written } from './spread-support.ts';

const a = '2026_1_minor';
const b = '2026_2_minor';
const on = (pin: string, hosts = 10): ClusterFacts => file({ linux: pin }, hosts);

interface Today {
  readonly today: string;
  readonly clusters?: readonly (readonly [string, string])[];
}

/** Each point of linux as `2026-01-31 2026_1_minor:1 2026_2_minor:3`. */
function shown(past: Pick<FleetPast, 'steps' | 'isShallow'>, { today, clusters = [] }: Today): readonly string[] {
  const order = { today, streams: ['linux'], clusters: clusters.map(([name, pin]) => cluster(name, { linux: pin })) };
  return (spreadSeries(past, order).get('linux') ?? []).map(({ at, versions }) =>
    [at, ...Object.entries(versions).map(([text, { clusters: count }]) => `${text}:${count}`)].join(' '),
  );
}

describe('the series of the spread', () => {
  it('has the last day of each month since the first step, and the day of the report', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a)], ['db', undefined, on(a)]),
      step('2026-03-05', ['web', on(a), on(b)]),
    );
    expect(
      shown(past, {
        today: '2026-04-02',
        clusters: [
          ['web', b],
          ['db', a],
        ],
      }),
    ).toEqual([
      '2026-01-31 2026_1_minor:2',
      '2026-02-28 2026_1_minor:2',
      '2026-03-31 2026_1_minor:1 2026_2_minor:1',
      '2026-04-02 2026_1_minor:1 2026_2_minor:1',
    ]);
  });

  it('counts hosts, entropy and clusters without a version beside', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a, 30)], ['db', undefined, on(b, 10)], ['new', undefined, file({}, 5)]),
    );
    const [january] = spreadSeries(past, { today: '2026-02-01', streams: ['linux'], clusters: [] }).get('linux') ?? [];
    expect(january).toEqual({
      at: '2026-01-31',
      clusters: 3,
      hosts: 45,
      byClusters: { bits: 1, effective: 2 },
      // 0.75 × log2(4/3) + 0.25 × 2
      byHosts: { bits: 0.811278, effective: 1.754765 },
      versions: { [a]: { clusters: 1, hosts: 30 }, [b]: { clusters: 1, hosts: 10 } },
    });
  });

  it('counts the last second of a month to it, and the next one to the next, in UTC', () => {
    const past = history(
      step('2026-01-31 23:59:59', ['web', undefined, on(a)]),
      step('2026-02-01 00:00:00', ['db', undefined, on(a)]),
    );
    expect(
      shown(past, {
        today: '2026-02-28',
        clusters: [
          ['web', a],
          ['db', a],
        ],
      }),
    ).toEqual(['2026-01-31 2026_1_minor:1', '2026-02-28 2026_1_minor:2']);
  });

  it('tells the last day of a month once where it is the day of the report, and knows leap years', () => {
    const past = history(step('2024-01-31', ['web', undefined, on(a)]));
    expect(shown(past, { today: '2024-02-29', clusters: [['web', a]] })).toEqual([
      '2024-01-31 2026_1_minor:1',
      '2024-02-29 2026_1_minor:1',
    ]);
  });

  it('is today alone where there is no history', () => {
    expect(shown(history(), { today: '2026-04-02', clusters: [['web', a]] })).toEqual(['2026-04-02 2026_1_minor:1']);
  });

  it('knows several streams, and none that nobody asked for', () => {
    const past = history(step('2026-01-10', ['web', undefined, file({ linux: a, elfms: b, other: a })]));
    const series = spreadSeries(past, { today: '2026-02-01', streams: ['elfms', 'linux'], clusters: [] });
    expect([...series.keys()]).toEqual(['elfms', 'linux']);
    expect(Object.keys(series.get('elfms')?.[0]?.versions ?? {})).toEqual([b]);
  });
});

describe('a history that misleads', () => {
  it('counts a renamed cluster once', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a)]),
      step('2026-02-10', ['farm', undefined, on(a)], ['web', on(a), undefined]),
    );
    expect(shown(past, { today: '2026-03-01', clusters: [['farm', a]] })[1]).toBe('2026-02-28 2026_1_minor:1');
  });

  it('counts a cluster that moved to another folder once, in whichever order its files come', () => {
    const first = step('2026-01-10', ['m/web', undefined, on(a)]);
    for (const folder of ['a', 'z']) {
      const move = [
        ['m/web', on(a), undefined],
        [`${folder}/web`, undefined, on(a)],
      ] as const;
      const inOrder = folder === 'a' ? move.toReversed() : move;
      const past = history(first, step('2026-02-10', ...inOrder));
      expect(shown(past, { today: '2026-03-01', clusters: [['web', a]] })[1]).toBe('2026-02-28 2026_1_minor:1');
      const cut = { ...history(step('2026-02-10', ...inOrder), step('2026-03-10')), isShallow: true };
      expect(shown(cut, { today: '2026-03-20', clusters: [['web', a]] })[0]).toBe('2026-02-28 2026_1_minor:1');
    }
  });

  it('leaves a cluster out while it cannot be read, and after it is removed', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a)], ['db', undefined, on(a)]),
      step('2026-02-10', ['web', on(a), 'unreadable']),
      step('2026-03-10', ['web', 'unreadable', on(b)]),
      step('2026-04-10', ['db', on(a), undefined]),
    );
    expect(shown(past, { today: '2026-05-01', clusters: [['web', b]] })).toEqual([
      '2026-01-31 2026_1_minor:2',
      '2026-02-28 2026_1_minor:1',
      '2026-03-31 2026_1_minor:1 2026_2_minor:1',
      '2026-04-30 2026_2_minor:1',
      '2026-05-01 2026_2_minor:1',
    ]);
  });

  it('counts a step whose date contradicts the branch as of the next one, and as today where none follows', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a)]),
      step('1999-01-01', ['web', on(a), on(b)]),
      step('2026-02-10', ['db', undefined, on(a)]),
      step('1999-01-01', ['db', on(a), on(b)]),
    );
    expect(
      shown(past, {
        today: '2026-04-01',
        clusters: [
          ['web', b],
          ['db', b],
        ],
      }),
    ).toEqual([
      '2026-01-31 2026_1_minor:1',
      '2026-02-28 2026_1_minor:1 2026_2_minor:1',
      '2026-03-31 2026_1_minor:1 2026_2_minor:1',
      '2026-04-01 2026_2_minor:2',
    ]);
  });

  it('counts a step that is dated after today as of the next one, and as today where none follows', () => {
    const past = history(
      step('2026-01-10', ['web', undefined, on(a)]),
      step('2037-01-01', ['db', undefined, on(a)]),
      step('2026-02-10', ['web', on(a), on(b)]),
      step('2037-01-01', ['web', on(b), on(a)]),
    );
    expect(
      shown(past, {
        today: '2026-04-01',
        clusters: [
          ['web', a],
          ['db', a],
        ],
      }),
    ).toEqual([
      '2026-01-31 2026_1_minor:1',
      '2026-02-28 2026_1_minor:1 2026_2_minor:1',
      '2026-03-31 2026_1_minor:1 2026_2_minor:1',
      '2026-04-01 2026_1_minor:2',
    ]);
  });

  it('has no more than 601 points, however old the first commit claims to be', () => {
    const past = history(step('0001-01-01', ['web', undefined, on(a)]), step('2026-02-10', ['web', on(a), on(b)]));
    const points = shown(past, { today: '2026-03-01', clusters: [['web', b]] });
    expect(points).toHaveLength(601);
    expect(points.slice(-3)).toEqual([
      '2026-01-31 2026_1_minor:1',
      '2026-02-28 2026_2_minor:1',
      '2026-03-01 2026_2_minor:1',
    ]);
  });

  it('begins where a cut-off history does, with the clusters that were there before', () => {
    const past = {
      ...history(step('2026-02-10', ['web', on(a), on(b)]), step('2026-03-10', ['gone', on(a), undefined])),
      isShallow: true,
    };
    expect(
      shown(past, {
        today: '2026-04-01',
        clusters: [
          ['web', b],
          ['db', a],
        ],
      }),
    ).toEqual([
      '2026-02-28 2026_1_minor:2 2026_2_minor:1',
      '2026-03-31 2026_1_minor:1 2026_2_minor:1',
      '2026-04-01 2026_1_minor:1 2026_2_minor:1',
    ]);
  });

  it('takes what is no version, and a stream that is named as a thing of every object, for no version', () => {
    const pins = { linux: '2026_01_minor', ['__proto__']: a };
    const past = history(step('2026-01-10', ['web', undefined, file(pins)], ['db', undefined, file({})]));
    const series = spreadSeries(past, {
      today: '2026-02-01',
      streams: ['linux', 'constructor', '__proto__'],
      clusters: [],
    });
    for (const stream of ['linux', 'constructor']) {
      expect(series.get(stream)?.[0]).toMatchObject({ clusters: 2, versions: {}, byClusters: { effective: 0 } });
    }
  });
});

describe('the series, whatever the history', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const pins = ['2025_1_minor', '2025_2_major', '2026_1_minor', 'nonsense'];
  const changes = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      to: fc.option(fc.record({ pin: fc.constantFrom(...pins), hosts: fc.nat(9) }), { nil: undefined }),
      broken: fc.nat(5),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  );
  const movesWith = (wait: fc.Arbitrary<number>): fc.Arbitrary<readonly Move[]> =>
    fc.array(fc.record({ wait, changes }), { maxLength: 30 });
  const today = '2026-06-15';

  it('is what a count of all clusters at the end of each month gives', () => {
    fc.assert(
      fc.property(movesWith(fc.nat(40)), fc.boolean(), (moves, isShallow) => {
        const { steps, states, points } = seriesOf(moves, isShallow);
        const days = steps.map(({ committer }) => dateOf(Math.floor(committer.seconds / 86_400)));
        for (const point of points) {
          const made = days.filter((day) => day <= point.at).length;
          expect(point.versions).toEqual(counted(states[made - 1] ?? new Map()));
        }
        expect(points.at(-1)?.at).toBe(today);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('tells of states that the branch had, and in their order, whatever the dates', () => {
    fc.assert(
      fc.property(movesWith(fc.integer({ min: -2000, max: 2000 })), (moves) => {
        const { states, points } = seriesOf(moves, false);
        const had = [new Map(), ...states].map((state) => JSON.stringify(sorted(counted(state))));
        let made = 0;
        for (const point of points) {
          made = had.indexOf(JSON.stringify(sorted(point.versions)), made);
          expect(made).not.toBe(-1);
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  function seriesOf(moves: readonly Move[], isShallow: boolean) {
    const { steps, states } = played(moves);
    const clusters = [...(states.at(-1) ?? new Map<string, Past<ClusterFacts>>())].flatMap(([name, facts]) =>
      isFacts(facts) ? [{ name, pins: facts.pins, hosts: facts.hosts }] : [],
    );
    const series = spreadSeries({ steps: steps.toReversed(), isShallow }, { clusters, streams: ['linux'], today });
    return { steps, states, points: series.get('linux') ?? [] };
  }

  function sorted(versions: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
    return Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  type State = ReadonlyMap<string, Past<ClusterFacts>>;

  /** The steps, and the fleet after each. */
  function played(moves: readonly Move[]): {
    steps: readonly PastStep[];
    states: readonly State[];
  } {
    const steps: PastStep[] = [];
    const states: State[] = [];
    let day = dayNumber('2023-01-15') ?? 0;
    for (const { wait, changes } of moves) {
      day += wait;
      const state = new Map(states.at(-1));
      const written = changes.map(({ name, to, broken }): Written => {
        const from = state.get(name);
        const facts = to === undefined ? undefined : broken === 0 ? 'unreadable' : on(to.pin, to.hosts);
        if (facts === undefined) state.delete(name);
        else state.set(name, facts);
        return [name, from, facts];
      });
      steps.push(step(dateOf(day), ...written));
      states.push(state);
    }
    return { steps, states };
  }

  interface Move {
    readonly wait: number;
    readonly changes: readonly {
      readonly name: string;
      readonly to: { readonly pin: string; readonly hosts: number } | undefined;
      readonly broken: number;
    }[];
  }

  function counted(state: State): Readonly<Record<string, { clusters: number; hosts: number }>> {
    const counts: Record<string, { clusters: number; hosts: number }> = {};
    for (const facts of state.values()) {
      const pin = isFacts(facts) ? facts.pins['linux'] : undefined;
      if (!isFacts(facts) || pin === undefined || pin === 'nonsense') continue;
      const one = (counts[pin] ??= { clusters: 0, hosts: 0 });
      one.clusters += 1;
      one.hosts += facts.hosts;
    }
    return counts;
  }

  function isFacts(facts: Past<ClusterFacts>): facts is ClusterFacts {
    return facts !== undefined && facts !== 'unreadable';
  }
});
