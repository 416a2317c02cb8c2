/** A plan of upgrades that was written to a file, looked at, and is to be carried out exactly. */

import { resolve } from 'node:path';
import { Diagnostics } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { upgradePlanJson } from '../render/upgrade-plan-json.ts';
import type { ShownPlan } from '../render/upgrade-plan.ts';
import { textOfFile } from '../tree/write.ts';
import { parseJson } from '../yaml/json.ts';
import { checkFile } from '../schema/files.ts';
import type { Selection } from './selection.ts';

export interface PlanFile {
  readonly forge?: string;
  readonly base: { readonly branch: string; readonly commit: string };
  readonly selection: Selection;
  /** By the branch that they are about. */
  readonly steps: ReadonlyMap<string, WrittenStep>;
}

interface WrittenPlan {
  readonly forge?: string;
  readonly base: { readonly branch: string; readonly commit: string };
  readonly selection: {
    readonly streams?: readonly string[];
    readonly clusters?: readonly string[];
    readonly limit?: number;
  };
  readonly steps: readonly WrittenStep[];
}

/** The other members of a step are compared, not read. */
interface WrittenStep {
  readonly do: 'open' | 'update' | 'commit' | 'close' | 'disarm' | 'prune' | 'leave';
  readonly branch: string;
  readonly request?: number;
  readonly because?: string;
}

/** `file` is as seen from `cwd`; `gone` where it is not there or no plan. */
export function readPlanFile(cwd: string, file: string): Outcome<PlanFile> {
  const text = textOfFile(resolve(cwd, file));
  if (text === undefined) return failed('gone', `there is no file ${file}`);
  const out = new Diagnostics();
  const plain = parseJson(file, text, out);
  if (plain === undefined || !checkFile('plan', file, plain, out))
    return failed('gone', `${file} is no plan that "tidemark upgrade plan --out" wrote`);
  const { forge, base, selection, steps } = plain as unknown as WrittenPlan; // its schema has accepted it
  const { streams, clusters, limit } = selection;
  return succeeded({
    ...(forge === undefined ? {} : { forge }),
    base,
    selection: { streams, clusters, limit },
    steps: stepsOf(steps),
  });
}

/** What is different now, a line each; nothing where the plan still holds. */
export function whatMoved(file: PlanFile, now: ShownPlan): readonly string[] {
  const current = JSON.parse(upgradePlanJson(now)) as WrittenPlan;
  const moved: string[] = [];
  if (file.forge !== current.forge)
    moved.push(`it is for ${file.forge ?? 'no forge'}, and this is ${current.forge ?? 'none'}`);
  if (file.base.commit !== current.base.commit)
    moved.push(
      `${current.base.branch} was at ${file.base.commit.slice(0, 12)}, and is at ${current.base.commit.slice(0, 12)}`,
    );
  const steps = stepsOf(current.steps);
  for (const [about, step] of file.steps) {
    const other = steps.get(about);
    if (other === undefined) moved.push(`${about}: ${doing(step)} in the plan; now there is nothing to do`);
    else if (JSON.stringify(other) !== JSON.stringify(step)) moved.push(`${about}: ${difference(step, other)}`);
  }
  for (const [about, step] of steps)
    if (!file.steps.has(about)) moved.push(`${about}: not in the plan; now ${doing(step)}`);
  return moved;
}

function stepsOf(steps: WrittenPlan['steps']): ReadonlyMap<string, WrittenStep> {
  return new Map(steps.map((step) => [step.branch, step]));
}

function difference(before: WrittenStep, now: WrittenStep): string {
  const [was, is] = [doing(before), doing(now)];
  return was === is ? `${is} still, but its text or its branch would be another` : `${was} in the plan; now ${is}`;
}

/** What happens to the request of a branch. */
function doing({ do: what, request, because }: WrittenStep): string {
  const its = request === undefined ? 'the request' : `request #${request}`;
  switch (what) {
    case 'open':
      return 'a request is opened';
    case 'update':
      return `${its} is brought up to date`;
    case 'commit':
      return 'a commit is pushed';
    case 'close':
      return `${its} is closed`;
    case 'disarm':
      return `${its} is kept from merging itself`;
    case 'prune':
      return 'the branch is removed';
    case 'leave':
      return because === 'open' ? `${its} is open and left as it is` : 'it is left as it is';
  }
}
