/** Fails each request of a run in turn, and looks at what is left once a run without faults has followed. */

import { expect } from 'vitest';
import type { FaultKind, SeenRequest } from '../../src/forge/local/faults.ts';
import { expectComplete, stateOf, type EndState } from './upgrade-sweep-state.ts';
import { SweepWorld, type Snapshot, type WorldOptions } from './upgrade-sweep.ts';

/** What a run of a snapshot asks the forge for when nothing fails, and what it leaves. */
export interface CleanRun {
  readonly snapshot: Snapshot;
  readonly requests: readonly SeenRequest[];
  readonly end: EndState;
}

export async function cleanRunOf(snapshot: Snapshot, options: WorldOptions = {}): Promise<CleanRun> {
  const world = new SweepWorld(snapshot, options);
  await world.cleanRun();
  const requests = [...world.faults.seen];
  const end = stateOf(world);
  await expectComplete(world, end);
  world.remove();
  return { snapshot, requests, end };
}

/** Which requests are failed: each; or the first of each kind (method and address) and every so manieth of the others. */
export type Chosen = 'each' | { readonly every: number; readonly from: number };

export interface Sweep extends CleanRun {
  readonly kind: FaultKind;
  readonly chosen: Chosen;
  /** Only that request fails, or all from there on until the run ends. */
  readonly lasts: 'once' | 'for the run';
  readonly options?: WorldOptions;
  /** What else has to hold in the end. */
  readonly then?: (world: SweepWorld) => void;
}

/** Gives how many runs were made. */
export async function sweep(order: Sweep): Promise<number> {
  const failing = chosenOf(order.requests, order.chosen);
  for (const request of failing) {
    // Branches are really pushed and fetched in every tenth run; the others are about what follows.
    const world = new SweepWorld(order.snapshot, {
      remote: request.number % 10 === 1 ? 'git' : 'twin',
      ...order.options,
    });
    try {
      await failOne(world, request, order);
    } catch (error) {
      const { number, method, path } = request;
      throw new Error(`request ${number}, ${method} ${path}, failed by ${order.kind}`, { cause: error });
    } finally {
      world.remove();
    }
  }
  return failing.length;
}

async function failOne(world: SweepWorld, { number }: SeenRequest, order: Sweep): Promise<void> {
  const { faults } = world;
  if (order.lasts === 'once') faults.at(number, order.kind);
  else faults.from(number, order.kind);
  await world.run();
  expect(faults.seen.length).toBeGreaterThanOrEqual(number);
  faults.heal();
  await expectComplete(world, order.end);
  order.then?.(world);
}

function chosenOf(requests: readonly SeenRequest[], chosen: Chosen): readonly SeenRequest[] {
  if (chosen === 'each') return requests;
  const known = new Set<string>();
  return requests.filter((request, index) => {
    const kind = kindOf(request);
    const isNew = !known.has(kind);
    known.add(kind);
    return isNew || index % chosen.every === chosen.from % chosen.every;
  });
}

function kindOf({ method, path }: SeenRequest): string {
  return `${method} ${path.replaceAll(/\/\d+/g, '/N')}`;
}
