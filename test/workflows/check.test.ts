import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { text } from '../house/repository.ts';
import type { Files } from '../support/fleet.ts';
import { commentServer, exampleFleet, hostOf, pullRequest, smallFleet, workflowOfThePage } from './fleet-at-github.ts';
import { workflowToken } from './runner/host.ts';
import { runWorkflow } from './runner/run.ts';

/** All that a fleet elsewhere writes. */
const caller = workflowOfThePage('tidemark-check');

const lxbatch = 'clusters/geneva/lxbatch.yaml';
const checkJob = 'check / check';
const commentJob = 'check / comment';

// A run starts a dozen processes, one after the other.
vi.setConfig({ testTimeout: 120_000 });

test('a pull request that breaks a cluster fails, at its line, with what it changes in the summary and one comment', async () => {
  const fleet = exampleFleet();
  const broken = text(lxbatch).replace(/linux: \S+/, 'linux: 2026_99_minor');
  const event = pullRequest(fleet, { [lxbatch]: broken });
  const { url, comments } = await commentServer('writes');
  const { conclusion, jobs, artifacts } = await runWorkflow(caller, event, hostOf(fleet, { apiUrl: url }));
  const check = jobs[checkJob];
  expect(conclusion).toBe('failure');
  expect(check?.result).toBe('failure');
  const errors = check?.commands.filter(({ name }) => name === 'error') ?? [];
  expect(errors).toHaveLength(1);
  const line = broken.split('\n').findIndex((at) => at.includes('2026_99_minor')) + 1;
  expect(errors[0]?.properties).toMatchObject({ file: lxbatch, line: String(line), title: 'version-unpublished' });
  expect(check?.summary).toContain('### tidemark check: 1 error');
  expect(check?.summary).toContain(lxbatch);
  expect(check?.rights).toEqual({ contents: 'read' });
  expect(readFileSync(join(artifacts.get('tidemark-diff') ?? '', 'diff.md'), 'utf8')).toContain('lxbatch');
  expect(jobs[commentJob]?.result).toBe('success');
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toMatch(/lxbatch[^]*\n<!-- tidemark: diff -->$/);
});

const small: Files = {
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: {}\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'templates/entry.yaml': 'profile:\n  port: 22\n',
  'clusters/web.yaml': 'owners: [maria]\nhosts:\n  web1: {}\n',
};

test('a second run brings its comment up to date, and a third with nothing new writes nothing', async () => {
  const fleet = smallFleet(small);
  const { url, comments, asked } = await commentServer('writes');
  comments.push({ id: 1, body: 'me too\n<!-- tidemark: diff -->', user: { login: 'mallory', type: 'User' } });
  const event = pullRequest(fleet, { 'templates/entry.yaml': 'profile:\n  port: 23\n' });
  const host = hostOf(fleet, { apiUrl: url });
  expect((await runWorkflow(caller, event, host)).conclusion).toBe('success');
  expect(comments.map(({ body }) => body.includes('port'))).toEqual([false, true]);
  const second = pullRequest(fleet, { 'templates/entry.yaml': 'profile:\n  port: 24\n' }, { branch: 'more' });
  await runWorkflow(caller, second, host);
  expect(comments).toHaveLength(2);
  expect(comments[1]?.body).toContain('24');
  const writes = asked.length;
  await runWorkflow(caller, second, host);
  expect(asked.slice(writes).every((line) => line.startsWith('GET '))).toBe(true);
});

test('a fork gets the summary alone, and no job with a right to write runs', async () => {
  const fleet = smallFleet(small);
  const { url, asked } = await commentServer('reads');
  const event = pullRequest(fleet, { 'templates/entry.yaml': 'profile:\n  port: 23\n' }, { from: 'mallory/fleet' });
  const { conclusion, jobs } = await runWorkflow(caller, event, hostOf(fleet, { apiUrl: url }));
  expect(conclusion).toBe('success');
  expect(Object.keys(jobs)).toEqual([checkJob]);
  expect(jobs[checkJob]?.summary).toContain('23');
  expect(asked).toEqual([]);
});

test('a token that may not write leaves the run green, and says where to look', async () => {
  const fleet = smallFleet(small);
  const { url, comments } = await commentServer('reads');
  const event = pullRequest(fleet, { 'templates/entry.yaml': 'profile:\n  port: 23\n' });
  const { conclusion, jobs } = await runWorkflow(caller, event, hostOf(fleet, { apiUrl: url }));
  expect(conclusion).toBe('success');
  expect(jobs[commentJob]?.log).toContain('may not write comments');
  expect(comments).toEqual([]);
});

test('a caller that grants less than a job asks for is told so before anything runs, as GitHub does', async () => {
  const fleet = smallFleet(small);
  const event = pullRequest(fleet, { 'templates/entry.yaml': 'profile:\n  port: 23\n' });
  const poor = caller.replace(', pull-requests: write', '');
  const { url } = await commentServer('writes');
  await expect(runWorkflow(poor, event, hostOf(fleet, { apiUrl: url }))).rejects.toThrow('pull-requests: write');
});

const pwned = '/tmp/tidemark-pwned';
const attacks = [
  `"; touch ${pwned}; #`,
  `$(touch ${pwned})`,
  `\`touch ${pwned}\``,
  '\n::set-output name=diff::failure',
  '::error::x\n::stop-commands::y',
  "' || true || '",
  '${{ github.token }}',
];

test('a title, descriptions, values and branches that look like scripts, commands and expressions do nothing', async () => {
  rmSync(pwned, { force: true });
  const fleet = smallFleet(small);
  const { url, comments } = await commentServer('writes');
  const clusters = attacks.map((attack, index) => [
    `clusters/c${index}.yaml`,
    `description: ${JSON.stringify(attack)}\nowners: [maria]\nprofile:\n  motd: ${JSON.stringify(attack.replaceAll('{{', ''))}\n`,
  ]);
  const files: Files = {
    ...Object.fromEntries(clusters),
    'clusters/bad.yaml': `owners: [${JSON.stringify(attacks[3])}]\n`,
  };
  const branch = `b/x";touch\${IFS}${pwned};$(touch\${IFS}${pwned})'||true||'\`touch\${IFS}${pwned}\`#--upload-pack=touch`;
  const event = pullRequest(fleet, files, { title: attacks.join(' '), branch });
  const { jobs, log } = await runWorkflow(caller, event, hostOf(fleet, { apiUrl: url }));
  expect(existsSync(pwned)).toBe(false);
  const commands = jobs[checkJob]?.commands ?? [];
  expect(new Set(commands.map(({ name, properties }) => `${name} ${properties['title']}`))).toEqual(
    new Set(['error owner-unknown', 'warning cluster-empty']),
  );
  expect(jobs[checkJob]?.steps['diff']?.outputs['diff']).toBeUndefined();
  expect(jobs[commentJob]?.result).toBe('success');
  expect(comments).toHaveLength(1);
  expect(log).not.toContain(workflowToken);
});
