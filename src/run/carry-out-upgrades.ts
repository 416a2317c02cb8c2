/** Carries a plan of upgrades out, best effort: one cluster's failure never stops the next. */

import type { Outcome } from '../core/outcome.ts';
import { failed, succeeded } from '../core/outcome.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { markerLine } from '../forge/marker.ts';
import { closingWords } from '../render/upgrade-words.ts';
import type { Offer } from '../upgrade/offer.ts';
import { waveSize } from '../upgrade/forecast.ts';
import type { Step } from '../upgrade/plan.ts';
import type { UpgradePlan } from './plan-upgrades.ts';
import { overLabel } from './upgrade-requests.ts';
import { pushBranches, pushCommits, removeBranches, type PushOrder } from './push-upgrades.ts';

export interface CarryOrder extends PushOrder {
  readonly plan: UpgradePlan;
  readonly forge: Forge;
  readonly assigneesOf: (offer: Offer) => readonly string[];
  readonly now: Date;
  readonly progress: (text: string) => void;
}

/** What became of a step. Steps that leave everything as it is are not among them. */
export interface Done {
  readonly step: Step;
  readonly result: Outcome<Result>;
}

export interface Result {
  /** Undefined where it is about none. */
  readonly request: Pick<PullRequest, 'number' | 'url'> | undefined;
  /** People whom the forge refused. */
  readonly leftOut: readonly string[];
  /** What it came to, in the words of reports. */
  readonly what: 'opened' | 'updated' | 'closed' | 'merged' | 'committed' | 'pruned' | 'disarmed';
}

export async function carryOut(order: CarryOrder): Promise<readonly Done[]> {
  const { steps } = order.plan;
  const extra = reviewersOf(order) === 'request' ? 1 : 0;
  const done: Done[] = [];
  const waves = wavesOf(
    steps.filter(({ do: what }) => what !== 'leave' && what !== 'commit'),
    waveSize(extra),
  );
  for (const wave of waves) done.push(...(await carryWave(order, wave, done.length)));
  const over = done.flatMap(({ step, result }) =>
    step.do === 'close' && result.ok && step.branch !== undefined ? [step] : [],
  );
  await removeBranches(
    order.remote,
    over.map(({ request, branch }) => ({ name: request.branch, tip: branch?.tip ?? '' })),
  );
  return [...done, ...(await commitAll(order))];
}

/** What is closed, updated and pruned goes with the first requests that are opened. */
function wavesOf(steps: readonly Step[], size: number): readonly (readonly Step[])[] {
  const opened = steps.filter(({ do: what }) => what === 'open');
  const others = steps.filter(({ do: what }) => what !== 'open');
  if (opened.length === 0) return others.length === 0 ? [] : [others];
  const waves: Step[][] = [];
  for (let at = 0; at < opened.length; at += size) waves.push(opened.slice(at, at + size));
  return waves.map((wave, index) => (index === 0 ? [...others, ...wave] : wave));
}

async function carryWave(order: CarryOrder, wave: readonly Step[], before: number): Promise<readonly Done[]> {
  const all = order.plan.steps.length;
  order.progress(`pushing branches for ${wave.length} requests`);
  const pushed = await pushBranches(order, wave);
  const done: Done[] = [];
  let stopped: (Outcome<Result> & { readonly ok: false }) | undefined;
  for (const [index, step] of wave.entries()) {
    order.progress(`request ${before + index + 1} of ${all}`);
    const result = !pushed.ok ? pushed : (stopped ?? (await carryStep(order, step, pushed.value)));
    // Nothing more is asked of a forge that has had enough; the next run goes on from here.
    if (!result.ok && result.why === 'limited') stopped ??= result;
    done.push({ step, result });
  }
  return done;
}

interface Branches {
  readonly tips: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, { readonly why: 'moved' | 'denied'; readonly detail: string }>;
}

async function carryStep(order: CarryOrder, step: Step, branches: Branches): Promise<Outcome<Result>> {
  switch (step.do) {
    case 'open':
    case 'update': {
      const tip = branches.tips.get(step.offer.branch);
      const refusal = branches.refused.get(step.offer.branch);
      if (tip === undefined || refusal !== undefined)
        return failed(
          refusal?.why === 'denied' ? 'denied' : 'conflict',
          refusal?.detail ?? 'its branch was not pushed',
        );
      return step.do === 'open' ? openRequest(order, step.offer, tip) : updateRequest(order, step, tip);
    }
    case 'close':
      return closeRequest(order, step);
    case 'disarm': {
      const disarmed = await order.forge.stopMerging(step.request.number);
      return disarmed.ok ? succeeded({ request: undefined, leftOut: [], what: 'disarmed' }) : disarmed;
    }
    case 'prune': {
      const refusal = branches.refused.get(step.name);
      return refusal === undefined
        ? succeeded({ request: undefined, leftOut: [], what: 'pruned' })
        : failed(refusal.why === 'denied' ? 'denied' : 'conflict', refusal.detail);
    }
    case 'commit':
    case 'leave':
      throw new Error(`${step.do} is no step of a wave`);
  }
}

/** The labels come last: a request that bears ours lacks nothing. */
async function openRequest(order: CarryOrder, offer: Offer, tip: string): Promise<Outcome<Result>> {
  const { forge, plan, fleet } = order;
  const { title, body, labels } = plan.textOf(offer);
  const opened = await forge.openRequest({ branch: offer.branch, base: fleet.branch, title, body });
  if (!opened.ok) return opened;
  const asked = await askReviews(order, offer, opened.value.number);
  if (!asked.ok) return asked;
  const merging = await mergeItself(order, offer, { ...opened.value, head: tip });
  if (!merging.ok) return merging;
  const dressed = await forge.edit(opened.value.number, { labels, assignees: order.assigneesOf(offer) });
  if (!dressed.ok) return dressed;
  return succeeded({
    request: opened.value,
    leftOut: [...new Set([...asked.value, ...dressed.value.leftOut])],
    what: merging.value === 'merged' ? 'merged' : 'opened',
  });
}

/** Whom the forge does not know; nothing is asked where CODEOWNERS does it. */
async function askReviews(order: CarryOrder, offer: Offer, number: number): Promise<Outcome<readonly string[]>> {
  if (reviewersOf(order) !== 'request') return succeeded([]);
  const asked = await order.forge.askReviews(number, order.assigneesOf(offer));
  return asked.ok ? succeeded(asked.value.leftOut) : asked;
}

/** Only what we made ourselves merges itself, and only at the commit that we pushed. */
async function mergeItself(
  { forge }: CarryOrder,
  offer: Offer,
  request: PullRequest,
): Promise<Outcome<'waiting' | 'merged' | 'offered'>> {
  return offer.mode === 'auto' && !request.autoMerge ? forge.mergeWhenReady(request) : succeeded('offered');
}

async function updateRequest(
  order: CarryOrder,
  { offer, request }: Step & { readonly do: 'update' },
  tip: string,
): Promise<Outcome<Result>> {
  const { forge, plan } = order;
  const known = plan.requests.get(request.number);
  if (known === undefined) throw new Error('a plan updates only requests that it has read');
  const { title, body, labels } = plan.textOf(offer);
  const stopped = offer.mode !== 'auto' && request.mergesItself ? await forge.stopMerging(request.number) : undefined;
  if (stopped?.ok === false) return stopped;
  // A run that died between opening and labelling it may not have asked anybody.
  const asked = request.isComplete ? succeeded([]) : await askReviews(order, offer, request.number);
  if (!asked.ok) return asked;
  const merging = await mergeItself(order, offer, { ...known, head: tip });
  if (!merging.ok) return merging;
  const edited = await forge.edit(request.number, {
    ...(known.title === title ? {} : { title }),
    ...(known.body === body ? {} : { body }),
    labels: [...new Set([...labels, ...known.labels.filter((label) => !isOurs(label, offer))])],
    // Whom people have put in or taken out stays so.
    ...(request.isComplete ? {} : { assignees: order.assigneesOf(offer) }),
  });
  if (!edited.ok) return edited;
  if (edited.value.state === 'closed' && merging.value !== 'merged') return takeBack(order, known);
  return succeeded({
    request: known,
    leftOut: [...new Set([...asked.value, ...edited.value.leftOut])],
    what: merging.value === 'merged' ? 'merged' : 'updated',
  });
}

/** Somebody has closed or merged it meanwhile: it says again what he decided about, and the new version is offered anew. */
async function takeBack({ forge }: CarryOrder, known: PullRequest): Promise<Outcome<never>> {
  const { number, title, body, labels } = known;
  const restored = await forge.edit(number, { title, body, labels });
  return restored.ok ? failed('conflict', `request ${number} was closed while it was being updated`) : restored;
}

function isOurs(label: string, { stream }: Offer): boolean {
  return ['tidemark', 'minor', 'major', 'withdrawn', stream].includes(label);
}

async function closeRequest(order: CarryOrder, step: Step & { readonly do: 'close' }): Promise<Outcome<Result>> {
  const { forge, plan } = order;
  const { number } = step.request;
  const known = plan.requests.get(number);
  if (known === undefined) throw new Error('a plan closes only requests that it has read');
  const marker = markerLine({ identity: `closed ${known.branch}`, facts: {}, digest: known.head.slice(0, 16) });
  const told = await forge.comment(number, `${closingWords(step.because)}\n\n${marker}\n`, marker);
  if (!told.ok) return told;
  const closed = await forge.edit(number, { state: 'closed', labels: [...new Set([...known.labels, overLabel])] });
  return closed.ok ? succeeded({ request: known, leftOut: [], what: 'closed' }) : closed;
}

async function commitAll(order: CarryOrder): Promise<readonly Done[]> {
  const steps = order.plan.steps.flatMap((step) => (step.do === 'commit' ? [step] : []));
  if (steps.length === 0) return [];
  order.progress(`committing ${steps.length} upgrades`);
  const pushed = await pushCommits(
    order,
    steps.map(({ offer }) => offer),
    order.now,
  );
  return steps.map((step) => ({
    step,
    result: pushed.ok ? succeeded({ request: undefined, leftOut: [], what: 'committed' }) : pushed,
  }));
}

function reviewersOf({ plan }: CarryOrder): 'codeowners' | 'request' {
  return plan.open?.fleet.upgrade.reviewers ?? 'codeowners';
}
