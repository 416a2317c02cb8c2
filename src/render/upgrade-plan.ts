/** A plan of upgrades, made ready to be shown: one row for each cluster and stream that something happens to, or does not. */

import { byteOrder } from '../core/order.ts';
import type { Forecast } from '../upgrade/forecast.ts';
import type { Offer, Standing } from '../upgrade/offer.ts';
import type { Step } from '../upgrade/plan.ts';
import { counted } from './diagnostic-words.ts';
import { becauseWords, leavingWords } from './upgrade-words.ts';

/** What is shown. */
export interface ShownPlan {
  /** How the forge is called; undefined where it was planned without one. */
  readonly forge: string | undefined;
  /** The branch that is offered to, and its commit. */
  readonly base: { readonly branch: string; readonly commit: string };
  /** Which upgrades were asked for; what is left out was not bounded. */
  readonly selection: {
    readonly streams?: readonly string[] | undefined;
    readonly clusters?: readonly string[] | undefined;
    readonly limit?: number | undefined;
  };
  readonly steps: readonly Step[];
  readonly forecast: Forecast;
  readonly standings: readonly Standing[];
  /** Offers whose clusters would not compile. */
  readonly refused: readonly Offer[];
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  /** The texts' digests by branch, so that two plans can be compared. */
  readonly digests: ReadonlyMap<string, string>;
}

export type RowState = Step['do'] | 'broken' | 'none';

export interface PlanRow {
  readonly cluster: string;
  readonly stream: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly hosts: number;
  readonly state: RowState;
  /** What happens, in words. */
  readonly words: string;
  /** The number of the request, where one is open. */
  readonly request: number | undefined;
  readonly branch: string | undefined;
}

/** By cluster, then stream. */
export function planRows(plan: ShownPlan): readonly PlanRow[] {
  const rows = [
    ...plan.steps.flatMap(stepRows),
    ...plan.refused.flatMap((offer) => brokenRows(offer, plan.broken.get(offer.branch))),
    ...plan.standings.flatMap(standingRow),
  ];
  return rows.toSorted((a, b) => byteOrder(a.cluster, b.cluster) || byteOrder(a.stream, b.stream));
}

function stepRows(step: Step): readonly PlanRow[] {
  if (!('offer' in step)) return [];
  const { offer } = step;
  const request = 'request' in step ? step.request?.number : undefined;
  return offer.moves.map(({ cluster, from, to, kind, hosts }) => ({
    cluster,
    stream: offer.stream,
    from: from.text,
    to: to.text,
    kind,
    hosts,
    state: step.do,
    words: stepWords(step),
    request,
    branch: offer.branch,
  }));
}

function stepWords(step: Extract<Step, { readonly offer: Offer }>): string {
  switch (step.do) {
    case 'open':
      return step.offer.mode === 'auto' ? 'a request that merges itself' : 'a request';
    case 'update':
      return step.branch.is === 'made' ? 'its request is made anew' : 'the text of its request is brought up to date';
    case 'commit':
      return 'a commit';
    case 'leave':
      return leavingWords(step.because);
  }
}

function brokenRows({ stream, moves, branch }: Offer, broken: ReadonlySet<string> | undefined): readonly PlanRow[] {
  return moves
    .filter(({ cluster }) => broken?.has(cluster) === true)
    .map(({ cluster, from, to, kind, hosts }) => ({
      cluster,
      stream,
      from: from.text,
      to: to.text,
      kind,
      hosts,
      state: 'broken',
      words: 'would not compile',
      request: undefined,
      branch,
    }));
}

function standingRow({ cluster, stream, pin, hosts, target }: Standing): readonly PlanRow[] {
  if (target.is === 'offer') return [];
  const words = becauseWords(target.because);
  return [
    {
      cluster,
      stream,
      from: pin?.text ?? '',
      to: '',
      kind: '',
      hosts,
      state: 'none',
      words,
      request: undefined,
      branch: undefined,
    },
  ];
}

/** What a plan costs, in one sentence. */
export function forecastWords(forecast: Forecast): string {
  const { opened, updated, closed, commits, writes, pushes, minutes } = forecast;
  const parts = [
    opened > 0 ? `${counted(opened, 'request')} to open` : '',
    updated > 0 ? `${updated} to update` : '',
    closed > 0 ? `${closed} to close` : '',
    commits > 0 ? `${counted(commits, 'commit')} to push` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0 && pushes === 0) return 'Nothing to do.';
  if (parts.length === 0) return 'Branches to tidy up, in one push.';
  const time = minutes < 90 ? counted(Math.max(minutes, 1), 'minute') : `${Math.ceil(minutes / 60)} hours`;
  return `${parts.join(', ')}: ${counted(writes, 'write')} and ${pushes === 1 ? '1 push' : `${pushes} pushes`}, ${time} at the limits that GitHub documents.`;
}
