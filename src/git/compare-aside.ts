/** The trees of a long history are compared in a thread of its own, while this one reads what its steps name. */

import { Worker } from 'node:worker_threads';
import { failed, type Outcome } from '../core/outcome.ts';
import type { ComparingOrder, ComparingReport, GivenTrees } from './compare-thread.ts';
import { type ChangedStep, type ComparedSteps, compareSteps } from './differences.ts';
import { indexSize } from './packed.ts';
import type { Store } from './store.ts';

/** As {@link compareSteps}. */
export function compareStepsAside(
  store: Store,
  { trees, paths }: ComparedSteps,
  use: (lot: readonly ChangedStep[]) => void,
): Promise<Outcome<undefined>> {
  if (!isBuilt || indexSize(store) < worthThread) return compareSteps(store, { trees, paths }, use);
  const order: ComparingOrder = { store, paths };
  const thread = new Worker(new URL('./compare-thread.js', import.meta.url), { workerData: order });
  const compared = new Promise<Outcome<undefined>>((done, fail) => {
    thread.on('message', (report: ComparingReport) => {
      try {
        if ('lot' in report) use(report.lot);
        else done(report.end);
      } catch (error) {
        void thread.terminate();
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    thread.on('error', fail);
    thread.on('messageerror', fail);
    thread.on('exit', () => done(failed('unreachable', 'the thread that compares folders of the history ended')));
  });
  void handOn(trees, (given) => thread.postMessage(given));
  return compared;
}

async function handOn(trees: ComparedSteps['trees'], give: (given: GivenTrees) => void): Promise<void> {
  for (;;) {
    const given = await trees.take();
    give(given);
    if (given.length === 0) return;
  }
}

/** Threads run JavaScript: where sources are run as they are, there is but this one. */
const isBuilt = import.meta.url.endsWith('.js');

/** Bytes of the indexes of packs: with fewer than some 3,000 objects a thread costs more than it saves. */
const worthThread = 100_000;
