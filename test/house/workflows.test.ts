/** What a workflow must never do: run strangers' code with our rights, or an action that somebody else can move. */

import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { files, text } from './repository.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: unknown; readonly steps?: readonly Step[]; readonly 'timeout-minutes'?: number }
    >
  >;
}

const paths = files('.github').filter((path) => path.endsWith('.yml') || path.endsWith('.yaml'));
const workflows = paths.filter((path) => path.startsWith('.github/workflows/'));

describe.each(workflows)('%s', (path) => {
  const source = text(path);
  const workflow = load(source) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);

  test('every action is pinned by its full commit id, with its version beside it', () => {
    const uses = source.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('its token may read and no more, unless a job says what it needs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const [name, job] of jobs) expect(job.permissions, name).not.toBe('write-all');
  });

  test('a pull request from a stranger gets no rights', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on)).not.toContain('workflow_run');
  });

  test('no text of an event is pasted into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toMatch(/\$\{\{/);
  });

  test('a checkout leaves no token behind', () => {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/checkout@') !== true) continue;
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('every job ends in time', () => {
    for (const [name, job] of jobs) expect(job['timeout-minutes'], name).toBeLessThanOrEqual(30);
  });
});

test('the workflow that tests every change runs the README’s command on each supported Node', () => {
  const source = text('.github/workflows/ci.yml');
  expect(source).toContain('node: [20, 22, 24]');
  expect(source).toContain('run: npm ci');
  expect(source).toContain('run: npm test');
  expect(text('README.md')).toContain('npm ci && npm test');
});
