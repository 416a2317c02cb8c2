/** A workflow and an action as GitHub's own parser reads them; what it does not accept is thrown. */

import type { Step as ParsedStep, WorkflowJob } from '@actions/workflow-parser/model/workflow-template';
import type { TemplateParseResult } from '@actions/workflow-parser/templates/template-parse-result';
import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import { isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { resolved, tableOf, type Plain, type Table } from './expression.ts';
import { actionParser, actionTemplate, workflows } from './parser.ts';

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = workflows;

/** A part of a workflow whose values may hold expressions. */
export interface Part {
  readonly names: readonly string[];
  get(name: string): TemplateToken | undefined;
}

export interface Step {
  readonly id: string;
  /** Always one: what is not written is `success()`, as GitHub has it. */
  readonly condition: string;
  readonly part: Part;
}

export interface Job {
  readonly id: string;
  readonly condition: string;
  readonly needs: readonly string[];
  readonly part: Part;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly events: Table;
  readonly part: Part;
  readonly jobs: readonly Job[];
}

export interface Action {
  readonly inputs: Table;
  readonly outputs: Part;
  readonly steps: readonly Step[];
}

/** What GitHub would say of a workflow's syntax. */
export function syntaxErrors(content: string): readonly string[] {
  return messagesOf(parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter()));
}

export function actionErrors(content: string): readonly string[] {
  return messagesOf(actionParser.parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter()));
}

export async function readWorkflow(content: string): Promise<Workflow> {
  const { context, root } = checked(parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter()));
  const template = await convertWorkflowTemplate(context, root);
  const written = partOf(partOf(root).get('jobs'));
  return {
    events: eventsIn(resolved(partOf(root).get('on'), {})),
    part: partOf(root),
    jobs: template.jobs.map((job) => jobOf(job, partOf(written.get(job.id.value)))),
  };
}

/** `on` may be one name, a list of them, or a mapping. */
function eventsIn(on: Plain): Table {
  if (typeof on === 'string') return { [on]: null };
  return Array.isArray(on) ? Object.fromEntries((on as readonly string[]).map((name) => [name, null])) : tableOf(on);
}

export function readAction(content: string): Action {
  const { context, root } = checked(
    actionParser.parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter()),
  );
  const { runs } = actionTemplate.convertActionTemplate(context, root);
  if (runs.using !== 'composite') throw new Error('only composite actions are run here');
  const part = partOf(root);
  return {
    inputs: tableOf(resolved(part.get('inputs'), {})),
    outputs: partOf(part.get('outputs')),
    steps: stepsOf(runs.steps, partOf(part.get('runs')).get('steps')),
  };
}

export function partOf(token: TemplateToken | undefined): Part {
  const mapping: MappingToken | undefined = token !== undefined && isMapping(token) ? token : undefined;
  return {
    names: mapping === undefined ? [] : [...mapping].map(({ key }) => key.toString()),
    get: (name) => mapping?.find(name),
  };
}

/** What a part says, where it holds no expression. */
export function said(part: Part, name: string): Plain {
  return resolved(part.get(name), {});
}

function jobOf(job: WorkflowJob, part: Part): Job {
  return {
    id: job.id.value,
    condition: job.if.expression,
    needs: (job.needs ?? []).map(({ value }) => value),
    part,
    steps: 'steps' in job ? stepsOf(job.steps, part.get('steps')) : [],
  };
}

function stepsOf(steps: readonly ParsedStep[], written: TemplateToken | undefined): readonly Step[] {
  const parts = written !== undefined && Symbol.iterator in written ? [...(written as Iterable<TemplateToken>)] : [];
  return steps.map((step, index) => ({
    id: step.id === '' ? `__step_${index}` : step.id,
    condition: step.if?.expression ?? 'success()',
    part: partOf(parts[index]),
  }));
}

function checked(parsed: TemplateParseResult): {
  readonly context: TemplateParseResult['context'];
  readonly root: TemplateToken;
} {
  const errors = messagesOf(parsed);
  if (errors.length > 0 || parsed.value === undefined) throw new Error(errors.join('\n'));
  return { context: parsed.context, root: parsed.value };
}

function messagesOf({ context }: TemplateParseResult): readonly string[] {
  return context.errors.getErrors().map(({ message }) => message);
}
