/** Options of every command, before it and behind it. */

import { expect, test } from 'vitest';
import { withOptionsBehind } from '../../src/cli/leading-options.ts';
import { families, globalOptions } from '../../src/cli/table.ts';
import { tidemark } from '../support/command.ts';

const behind = (line: string): string =>
  withOptionsBehind(line.split(' '), { options: globalOptions, families }).join(' ');

test.each([
  ['--fleet DIR check', 'check --fleet DIR'],
  ['--fleet=DIR --quiet check', 'check --fleet=DIR --quiet'],
  ['--now 2026-12-01 upgrade plan --stream linux', 'upgrade plan --now 2026-12-01 --stream linux'],
  ['--quiet report logbook lxbatch -- x', 'report logbook --quiet lxbatch -- x'],
])('%s is %s', (line, found) => {
  expect(behind(line)).toBe(found);
});

test.each([
  'check --fleet DIR',
  '--help',
  '--version',
  '--quiet --help',
  '--strange check',
  '--fleet',
  'report --help',
])('%s stays as it is', (line) => {
  expect(behind(line)).toBe(line);
});

test('an option before the command means what it means behind it, and a wrong one is refused in the same words', () => {
  const before = tidemark(['--format', 'json', 'check']);
  const after = tidemark(['check', '--format', 'json']);
  expect(before).toEqual(after);
  expect(tidemark(['--fleet', '/nowhere', 'check'])).toEqual(tidemark(['check', '--fleet', '/nowhere']));
});
