/** A plan of upgrades as JSON: everything, and what a later run compares itself with. */

import { jsonDocument } from './json-document.ts';
import { planRows, type ShownPlan } from './upgrade-plan.ts';
import type { Step } from '../upgrade/plan.ts';

/** The same plan gives the same text; `schemas/plan.schema.json` describes it. */
export function upgradePlanJson(plan: ShownPlan): string {
  const { forge, base, forecast, steps } = plan;
  return jsonDocument({
    ...(forge === undefined ? {} : { forge }),
    base,
    selection: plan.selection,
    forecast,
    steps: steps.map((step) => stepJson(step, plan.digests)),
    clusters: planRows(plan).map(({ branch, request, ...row }) => ({
      ...row,
      ...(branch === undefined ? {} : { branch }),
      ...(request === undefined ? {} : { request }),
    })),
  });
}

function stepJson(step: Step, digests: ReadonlyMap<string, string>): object {
  switch (step.do) {
    case 'open':
    case 'update':
      return {
        do: step.do,
        ...offerJson(step, digests),
        ...(step.do === 'update' ? { request: step.request.number } : {}),
        tip: step.branch.is === 'kept' ? step.branch.tip : (step.branch.was ?? null),
        push: step.branch.is === 'made',
      };
    case 'commit':
      return { do: step.do, ...offerJson(step, digests) };
    case 'leave':
      return {
        do: step.do,
        ...offerJson(step, digests),
        because: step.because,
        ...(step.request === undefined ? {} : { request: step.request.number }),
      };
    case 'close':
      return { do: step.do, branch: step.request.branch, request: step.request.number, because: step.because };
    case 'disarm':
      return { do: step.do, branch: step.request.branch, request: step.request.number };
    case 'prune':
      return { do: step.do, branch: step.name, tip: step.tip };
  }
}

function offerJson(
  { offer }: Step & { readonly do: 'open' | 'update' | 'commit' | 'leave' },
  digests: ReadonlyMap<string, string>,
): object {
  const { branch, stream, mode, moves } = offer;
  return {
    branch,
    stream,
    mode,
    moves: moves.map(({ cluster, from, to, kind }) => ({ cluster, from: from.text, to: to.text, kind })),
    digest: digests.get(branch) ?? null,
  };
}
