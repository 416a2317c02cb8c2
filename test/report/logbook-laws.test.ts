import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteOrder } from '../../src/core/order.ts';
import type { ClusterFacts } from '../../src/report/facts.ts';
import { logbookOf } from '../../src/report/log-entries.ts';
import { pastFacts } from '../../src/report/log-facts.ts';
import type { LogEntry } from '../../src/report/logbook.ts';
import type { FleetPast, PastStep } from '../../src/report/past.ts';
import { timelineOf } from '../../src/report/timeline.ts';
import { turns } from './logbook-turns.ts';
import { pastOf, secondsOn, today } from './logbook-world.ts';

/** What a fleet is: the pins and holds of each cluster. */
type State = Map<string, { pins: Record<string, string>; holds: ClusterFacts['holds'] }>;

/** Makes the entries happen, oldest first: the renames of a step at once. */
function replay(start: State, entries: readonly LogEntry[]): State {
  const state: State = new Map(structuredClone([...start]));
  const rest = entries.toReversed();
  while (rest.length > 0) {
    const { commit } = rest[0] ?? {};
    const end = rest.findIndex((entry) => entry.commit !== commit);
    const events = rest.splice(0, end < 0 ? rest.length : end).map(({ event }) => event);
    const renames = events.flatMap((event) => (event.is === 'cluster-renamed' ? [event] : []));
    const moved = renames.map(({ from, cluster: name }) => [name, state.get(from)] as const);
    for (const { from } of renames) state.delete(from);
    for (const [name, known] of moved) if (known !== undefined) state.set(name, known);
    for (const event of events) apply(state, event);
  }
  return state;
}

function apply(state: State, event: LogEntry['event']): void {
  if (event.is === 'cluster-added') state.set(event.cluster, { pins: {}, holds: {} });
  if (event.is === 'cluster-removed') state.delete(event.cluster);
  if (!('cluster' in event)) return;
  const known = state.get(event.cluster);
  if (event.is === 'pinned' && known !== undefined) {
    expect(Object.hasOwn(known.pins, event.stream)).toBe(false);
    known.pins[event.stream] = event.to;
  }
  if (event.is === 'moved' && known !== undefined) {
    expect(known.pins[event.stream]).toBe(event.from);
    known.pins[event.stream] = event.to;
  }
  if (event.is === 'unpinned') delete known?.pins[event.stream];
  if (event.is === 'hold-lifted' && known !== undefined) known.holds = without(known.holds, event.stream);
  if ((event.is === 'hold-set' || event.is === 'hold-changed') && known !== undefined)
    known.holds = { ...known.holds, [event.stream]: { until: event.until, reason: event.reason } };
}

/** The state after some steps, by the files themselves. */
function stateAfter(past: FleetPast, steps: number): State {
  const files = new Map<string, readonly [string, ClusterFacts]>();
  for (const step of past.steps.toReversed().slice(0, steps))
    for (const { file: path, name, to } of step.clusters)
      if (to === undefined || to === 'unreadable') files.delete(path);
      else files.set(path, [name, to]);
  const state: State = new Map();
  for (const [, [name, { pins, holds }]] of [...files].toSorted(([a], [b]) => byteOrder(a, b)))
    if (!state.has(name)) state.set(name, { pins: { ...pins }, holds: { ...holds } });
  return state;
}

const seed = { seed: 20_261_122, numRuns: 500 };

describe('laws of the logbook', () => {
  test('what it tells, done again, gives the fleet of today', () => {
    fc.assert(
      fc.property(turns, (steps) => {
        const past = pastOf(steps);
        const { entries } = logbookOf(past, { today });
        expect(replay(new Map(), entries)).toEqual(stateAfter(past, steps.length));
      }),
      seed,
    );
  });

  test('so it does from where history was cut off', () => {
    fc.assert(
      fc.property(turns, fc.nat(11), (steps, cut) => {
        const whole = pastOf(steps);
        const at = Math.min(cut, steps.length);
        const state = stateAfter(whole, at);
        const past = { ...whole, steps: whole.steps.slice(0, steps.length - at), isShallow: at > 0 };
        const edge = edgeOf(whole, at);
        const end = stateAfter(whole, steps.length);
        if (!hasTwins(whole)) expect(replay(state, logbookOf(past, { today }).entries)).toEqual(end);
        const shallow = edge === undefined ? past : { ...past, steps: [...past.steps, edge] };
        expect(replay(state, logbookOf(shallow, { today }).entries)).toEqual(end);
      }),
      seed,
    );
  });

  test('it is the same in whatever order its parts come', () => {
    fc.assert(
      fc.property(turns, fc.func(fc.nat()), (steps, rank) => {
        const past = pastOf(steps);
        const mixed = { ...past, steps: past.steps.map((step) => mixedStep(step, rank)) };
        expect(logbookOf(mixed, { today })).toEqual(logbookOf(past, { today }));
        const sorted = (one: FleetPast) => [...pastFacts(one, { today })].toSorted(([a], [b]) => byteOrder(a, b));
        expect(sorted(mixed)).toEqual(sorted(past));
      }),
      { ...seed, numRuns: 250 },
    );
  });

  test('ids are told once, and stay when history grows', () => {
    fc.assert(
      fc.property(turns, (steps) => {
        const idsOf = (past: FleetPast) => logbookOf(past, { today }).entries.map(({ id }) => id);
        const ids = idsOf(pastOf(steps));
        expect(new Set(ids).size).toBe(ids.length);
        const before = idsOf(pastOf(steps.slice(0, -1)));
        expect(ids.slice(ids.length - before.length)).toEqual(before);
      }),
      { ...seed, numRuns: 250 },
    );
  });

  test('a pin is since the day of its last entry, where no date is in doubt', () => {
    fc.assert(
      fc.property(turns, (steps) => {
        const past = pastOf(steps);
        const logbook = logbookOf(past, { today });
        const facts = pastFacts(past, { today });
        const dates = past.steps.map(({ committer }) => committer.seconds).toReversed();
        const isSound = dates.every(
          (date, at) => date >= (dates[at - 1] ?? 0) && date < secondsOn('2026-07-01T00:00Z'),
        );
        for (const [name, { pins }] of stateAfter(past, steps.length))
          for (const stream of Object.keys(pins)) {
            const last = timelineOf(logbook, name).find(
              ({ event }) => (event.is === 'pinned' || event.is === 'moved') && event.stream === stream,
            );
            const since = facts.get(`${stream} ${name}`)?.pinnedSince;
            expect(last).toBeDefined();
            if (isSound) expect(since).toBe(last?.at.slice(0, 10));
            expect((since ?? today) <= today).toBe(true);
          }
      }),
      { ...seed, numRuns: 250 },
    );
  });
});

/** What git shows at the edge of a history that was cut off: everything comes at once. */
function edgeOf(past: FleetPast, steps: number): PastStep | undefined {
  const last = past.steps.toReversed()[steps - 1];
  if (last === undefined) return undefined;
  const files = new Map<string, PastStep['clusters'][number]>();
  for (const step of past.steps.toReversed().slice(0, steps))
    for (const one of step.clusters)
      if (one.to === undefined) files.delete(one.file);
      else files.set(one.file, { ...one, from: undefined, blobs: { from: undefined, to: one.blobs.to } });
  return { ...last, parents: [], clusters: [...files.values()] };
}

/** Whether two files bore one name at once: of the one that is never touched, a history that was cut off knows nothing. */
function hasTwins(past: FleetPast): boolean {
  const files = new Set<string>();
  return past.steps.toReversed().some(({ clusters }) => {
    for (const { file: path, to } of clusters)
      if (to === undefined) files.delete(path);
      else files.add(path);
    return files.has('clusters/lxa.yaml') && files.has('clusters/batch/lxa.yaml');
  });
}

function mixedStep(step: PastStep, rank: (path: string) => number): PastStep {
  const clusters = step.clusters.map((one) => ({
    ...one,
    from: mixedFacts(one.from, rank),
    to: mixedFacts(one.to, rank),
  }));
  return { ...step, clusters: clusters.toSorted((a, b) => rank(a.file) - rank(b.file)) };
}

function mixedFacts<T>(facts: T | ClusterFacts, rank: (key: string) => number): T | ClusterFacts {
  if (typeof facts !== 'object' || facts === null || !('pins' in facts)) return facts;
  const mixed = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => rank(a) - rank(b)));
  return { ...facts, pins: mixed(facts.pins), holds: mixed(facts.holds) };
}

function without(holds: ClusterFacts['holds'], stream: string): ClusterFacts['holds'] {
  return Object.fromEntries(Object.entries(holds).filter(([name]) => name !== stream));
}
