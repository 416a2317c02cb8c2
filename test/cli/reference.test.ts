/** What the command line says of itself: `docs/cli.md`, and the help of every command. `vitest -u` rewrites the page. */

import { describe, expect, test } from 'vitest';
import { cliReference } from '../../src/cli/reference.ts';
import { commands, families, optionsOf } from '../../src/cli/table.ts';
import { tidemark } from '../support/command.ts';

test('docs/cli.md is what the command table says', async () => {
  await expect(cliReference()).toMatchFileSnapshot('../../docs/cli.md');
});

test('the command lists every command, and fits a screen', () => {
  const { exit, stdout } = tidemark(['--help']);
  expect(exit).toBe(0);
  const single = commands
    .filter(({ name }) => !name.includes(' '))
    .map(({ name, summary }) => [name, summary] as const);
  for (const [name, summary] of [...single, ...Object.entries(families)]) {
    expect(stdout).toContain(` ${name} `);
    expect(stdout).toContain(summary);
  }
  expect(stdout.split('\n').length).toBeLessThan(60);
});

test.each(Object.entries(families))('tidemark %s lists its commands', (family, about) => {
  const { exit, stdout } = tidemark([family, '--help']);
  expect(exit).toBe(0);
  expect(stdout).toContain(about);
  for (const { name } of commands) {
    const [first, second] = name.split(' ');
    if (first === family) expect(stdout).toContain(` ${second} `);
  }
});

describe.each(commands.map((command) => [command.name, command] as const))('tidemark %s --help', (name, command) => {
  const { exit, stdout, stderr } = tidemark([...name.split(' '), '--help']);

  test('is a result', () => {
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });

  test('tells every argument and option', () => {
    for (const { usage } of command.arguments) expect(stdout).toContain(usage.replaceAll(/[[\]…]/g, ''));
    for (const { usage } of optionsOf(command)) expect(stdout).toContain(usage.split(' ')[0]);
  });

  test('ends with examples that call it', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { line } of command.examples) {
      expect(line).toContain(`tidemark ${name}`);
      expect(stdout).toContain(line);
    }
  });
});
