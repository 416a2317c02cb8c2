/** `tidemark report all --tell` on an embedded forge: who is told of a fleet with a cluster in every standing. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/fleet.ts';
import { late, reportWorld } from './report/world.ts';
import { issues, ran } from './upgrade/session.ts';

test('--tell tells each owner once, and opens the issue; --dry-run says so and tells nobody', async () => {
  const world = reportWorld();
  const folder = temporaryFolder();
  const tell = async (...more: readonly string[]): Promise<string> => {
    const { exit, stderr } = await ran(world.clone.root, ['report', 'all', ...late, '--tell', ...more], {
      TIDEMARK_MAIL_FOLDER: folder,
    });
    expect(exit, stderr).toBe(0);
    return stderr;
  };
  expect(await tell('--dry-run')).toContain('waiting.');
  expect([readdirSync(folder), await issues(world)]).toEqual([[], []]);

  expect(await tell()).toContain('Issues: 1 opened.');
  const mails = await Promise.all(
    readdirSync(folder).map((name) => PostalMime.parse(readFileSync(join(folder, name), 'utf8'))),
  );
  const tomas = mails.find(({ to }) => to?.[0]?.address === 'tomas@example.org');
  expect(tomas?.text).toContain('declined, linux: overdue');
  expect(tomas?.text).not.toContain('excused');
  const [issue] = await issues(world);
  expect(issue?.labels.map(({ name }) => name)).toEqual(['tidemark', 'security-report']);
  expect(issue?.body).toContain('`lapsed`');

  const told = mails.length;
  const again = await tell();
  expect(again).not.toMatch(/Issues|Letters/);
  expect(readdirSync(folder)).toHaveLength(told);
});

test.each<readonly [readonly string[], string]>([
  [['--dry-run'], 'goes together with --tell'],
  [['--tell', '--as-of', '2026-04-01'], 'leave --as-of away'],
  [['--tell', '--at', 'HEAD'], 'leave --at away'],
  [['--tell', '--forge', 'none'], 'leave --forge none away'],
])('%j is refused, for people are told what is so today', async (more, words) => {
  const { exit, stderr } = await ran(reportWorld().clone.root, ['report', 'all', ...late, ...more]);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(words)]);
});
