/** What is measured, beside which floor, and what it is to reach. */

export type FloorName = 'write-differences' | 'write-profiles' | 'unclever';
export type OursName =
  | 'cluster-cold'
  | 'host-cold'
  | 'nothing-changed'
  | 'cluster-changed'
  | 'template-changed'
  | 'diff'
  | 'upgrade-plan'
  | 'upgrade-again'
  | 'report'
  | 'report-again';
export type JobName = FloorName | OursName;

/** Every part that is given must be reached. */
export interface Target {
  /** Of the row's quantity. */
  readonly seconds?: number;
  readonly mebibytes?: number;
  readonly ratio?: number;
}

export interface Row {
  readonly name: OursName;
  readonly title: string;
  /** What is compared: processor seconds, or seconds on the clock with the start of node. */
  readonly quantity: 'cpu' | 'wall';
  /** What it is measured beside; a job of our own where the question is how two of them compare. */
  readonly floor?: JobName;
  /** By number of hosts; a size that is not there is not measured. */
  readonly targets: Readonly<Partial<Record<number, Target>>>;
}

export const floors: Readonly<Record<FloorName, string>> = {
  'write-differences': 'bare writer: the common part once, a difference per host',
  'write-profiles': 'bare writer: whole profiles',
  unclever: 'parse, merge, stringify, write each host',
};

export const rows: readonly Row[] = [
  {
    name: 'cluster-cold',
    title: 'layout cluster, cold',
    quantity: 'cpu',
    floor: 'write-differences',
    targets: {
      1_000: {},
      10_000: { seconds: 1.5, mebibytes: 150, ratio: 3.5 },
      100_000: { seconds: 15, mebibytes: 300 },
    },
  },
  {
    name: 'host-cold',
    title: 'layout host, cold',
    quantity: 'cpu',
    floor: 'unclever',
    targets: { 1_000: {}, 10_000: { seconds: 2.2, ratio: 0.75 } },
  },
  {
    name: 'nothing-changed',
    title: 'nothing changed',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: { seconds: 0.25 } },
  },
  {
    name: 'cluster-changed',
    title: 'one cluster changed',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: { seconds: 0.3 } },
  },
  {
    name: 'template-changed',
    title: 'one version template of eight',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: { seconds: 0.8 } },
  },
  {
    name: 'diff',
    title: 'diff of one pin in 10 clusters',
    quantity: 'cpu',
    floor: 'cluster-cold',
    targets: { 10_000: { ratio: 1.3 } },
  },
  {
    name: 'upgrade-plan',
    title: 'upgrade plan, texts included',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: { seconds: 5 }, 100_000: {} },
  },
  {
    name: 'upgrade-again',
    title: 'the same where every branch is there',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: { seconds: 5 } },
  },
  {
    name: 'report',
    title: 'reports over five years of history, cold',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: {}, 100_000: { seconds: 15 } },
  },
  {
    name: 'report-again',
    title: 'the same where the past was kept',
    quantity: 'wall',
    targets: { 1_000: {}, 10_000: {}, 100_000: { seconds: 3 } },
  },
];

/** Floors that are measured for their own sake, at these sizes. */
export const floorSizes: Readonly<Record<FloorName, readonly number[]>> = {
  'write-differences': [1_000, 10_000, 100_000],
  'write-profiles': [1_000, 10_000],
  unclever: [1_000, 10_000],
};
