/** What a workflow must never do: run strangers' code with our rights, or an action that somebody else can move. */

import { expect, test } from 'vitest';
import { actionComplaints, workflowComplaints } from '../workflows/rules.ts';
import { files, text } from './repository.ts';

const workflows = files('.github').filter((path) => path.startsWith('.github/workflows/'));

test.each(workflows)('%s breaks no rule', (path) => {
  expect(path).toMatch(/\.yml$/);
  expect(workflowComplaints(text(path))).toEqual([]);
});

test('the action breaks no rule', () => {
  expect(actionComplaints(text('action.yml'))).toEqual([]);
});

test.each(files('test/workflows/bad'))('%s is caught by its rule, and by no other', (path) => {
  const source = text(path);
  const [, rule = ''] = /^#! (\w+)\n/.exec(source) ?? [];
  const complaints = workflowComplaints(source);
  expect(complaints).not.toEqual([]);
  for (const complaint of complaints) expect(complaint.startsWith(`${rule}: `), complaint).toBe(true);
});

test('the workflow that tests every change runs the README’s command on each supported Node', () => {
  const source = text('.github/workflows/ci.yml');
  expect(source).toContain('node: [20, 22, 24]');
  expect(source).toContain('run: npm ci');
  expect(source).toContain('run: npm test');
  expect(text('README.md')).toContain('npm ci && npm test');
});

/** A fleet elsewhere calls these. */
test.each(['check', 'compile', 'release', 'report', 'upgrades'])(
  '%s.yml can be called from another repository',
  (name) => {
    const source = text(`.github/workflows/${name}.yml`);
    expect(source).toMatch(/\n {2}workflow_call:\n/);
    expect(source).toContain('repository: ${{ inputs.tool-repository || fromJSON(toJSON(job)).workflow_repository }}');
    expect(source).toContain('ref: ${{ inputs.tool-ref || fromJSON(toJSON(job)).workflow_sha }}');
  },
);
