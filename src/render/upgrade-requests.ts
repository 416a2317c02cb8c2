/** Every request that a run would send, for `--dry-run`: nothing of it has been sent. */

import type { Offer } from '../upgrade/offer.ts';
import type { Step } from '../upgrade/plan.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';
import { forecastWords, type ShownPlan } from './upgrade-plan.ts';

/** What an offer's request says, and whom it asks. */
export interface Texts {
  textOf(offer: Offer): { readonly title: string; readonly body: string; readonly labels: readonly string[] };
  peopleFor(offer: Offer): readonly string[];
  /** `request` where reviews are asked for by a write of their own. */
  readonly reviewers: 'codeowners' | 'request';
}

/** In the order in which they would be sent; bodies as they are. */
export function upgradeRequestsText(plan: ShownPlan, texts: Texts, paint: Paint): string {
  const pushed = plan.steps.flatMap(pushLine);
  const lines = plan.steps.flatMap((step) => requestLines(step, { plan, texts, paint }));
  const push =
    pushed.length === 0 ? [] : [paint.strong(`git push (${pushed.length} refs)`), ...pushed.map((line) => `  ${line}`)];
  const removed = plan.steps.flatMap((step) => (step.do === 'close' && step.branch !== undefined ? [step] : []));
  const tidied =
    removed.length === 0
      ? []
      : [
          paint.strong(`git push (${removed.length} refs)`),
          ...removed.map(({ request }) => `  delete  ${safe(request.branch)}`),
        ];
  return `${[...push, ...lines, ...tidied, paint.strong(forecastWords(plan.forecast)), 'Nothing was written.'].join('\n')}\n`;
}

function pushLine(step: Step): readonly string[] {
  if (step.do === 'prune') return [`delete  ${safe(step.name)}`];
  if ((step.do !== 'open' && step.do !== 'update') || step.branch.is === 'kept') return [];
  return [`${step.branch.was === undefined ? 'create' : 'renew '}  ${safe(step.offer.branch)}`];
}

interface Around {
  readonly plan: ShownPlan;
  readonly texts: Texts;
  readonly paint: Paint;
}

function requestLines(step: Step, { plan, texts, paint }: Around): readonly string[] {
  switch (step.do) {
    case 'open': {
      const { title, body, labels } = texts.textOf(step.offer);
      return [
        paint.strong('POST pulls'),
        ...member('head', step.offer.branch),
        ...member('base', plan.base.branch),
        ...member('title', title),
        ...member('body', body),
        ...reviewLines(step.offer, 'NUMBER', { texts, paint }),
        ...(step.offer.mode === 'auto'
          ? [paint.strong('POST graphql'), ...member('mutation', 'enablePullRequestAutoMerge')]
          : []),
        paint.strong('PATCH issues/NUMBER'),
        ...member('labels', labels.join(', ')),
        ...member('assignees', texts.peopleFor(step.offer).join(', ')),
      ];
    }
    case 'update': {
      const { title, body, labels } = texts.textOf(step.offer);
      const { number, isComplete } = step.request;
      return [
        ...(isComplete ? [] : reviewLines(step.offer, String(number), { texts, paint })),
        paint.strong(`PATCH issues/${number}`),
        ...member('title', title),
        ...member('body', body),
        ...member('labels', labels.join(', ')),
        ...(isComplete ? [] : member('assignees', texts.peopleFor(step.offer).join(', '))),
      ];
    }
    case 'close':
      return [
        paint.strong(`POST issues/${step.request.number}/comments`),
        ...member('body', step.because),
        paint.strong(`PATCH issues/${step.request.number}`),
        ...member('state', 'closed'),
      ];
    case 'disarm':
      return [
        paint.strong('POST graphql'),
        ...member('mutation', `disablePullRequestAutoMerge of #${step.request.number}`),
      ];
    case 'commit':
      return [
        paint.strong(`commit to ${safe(plan.base.branch)}`),
        ...step.offer.moves.flatMap(({ cluster, from, to }) =>
          member(cluster, `${step.offer.stream} ${from.text} → ${to.text}`),
        ),
      ];
    case 'prune':
    case 'leave':
      return [];
  }
}

function reviewLines(offer: Offer, number: string, { texts, paint }: Omit<Around, 'plan'>): readonly string[] {
  if (texts.reviewers !== 'request') return [];
  return [
    paint.strong(`POST pulls/${number}/requested_reviewers`),
    ...member('reviewers', texts.peopleFor(offer).join(', ')),
  ];
}

function member(name: string, value: string): readonly string[] {
  const [first = '', ...rest] = value.trimEnd().split('\n');
  return [`  ${safe(name)}: ${safe(first)}`, ...rest.map((line) => `    ${safe(line)}`)];
}
