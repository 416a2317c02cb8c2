/** Compares the trees of a long history in a thread of its own. */

import { parentPort, workerData } from 'node:worker_threads';
import { Channel } from '../core/channel.ts';
import type { Outcome } from '../core/outcome.ts';
import { type ChangedStep, compareSteps } from './differences.ts';
import type { Store } from './store.ts';

/** What the thread is given. */
export interface ComparingOrder {
  readonly store: Store;
  readonly paths: readonly string[];
}

/** Then it is given trees, in lots, the last of which is empty. */
export type GivenTrees = readonly string[];

/** What it says: lots of steps, and at last how it went. */
export type ComparingReport = { readonly lot: readonly ChangedStep[] } | { readonly end: Outcome<undefined> };

const { store, paths } = workerData as ComparingOrder;
const tell = (report: ComparingReport): void => parentPort?.postMessage(report);
const trees = new Channel<string>();
parentPort?.on('message', (given: GivenTrees) => {
  for (const tree of given) trees.add(tree);
  if (given.length === 0) trees.end();
});
tell({ end: await compareSteps(store, { trees, paths }, (lot) => tell({ lot })) });
parentPort?.close();
