/** Shell completion: the scripts, and the answers to what shells ask. */

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/table.ts';
import { tidemark } from '../support/command.ts';
import { fleetFolder, leastFleet } from '../support/fleet.ts';

describe('the script', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])('for %s asks the command itself', (shell) => {
    const { exit, stdout } = tidemark(['complete', shell]);
    expect(exit).toBe(0);
    expect(stdout).toContain('tidemark');
    expect(stdout).toMatch(/complete'? '?--/);
  });

  test('for bash is one', () => {
    const { stdout } = tidemark(['complete', 'bash']);
    expect(spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('for another shell is refused', () => {
    const { exit, stderr } = tidemark(['complete', 'tcsh']);
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: 'error: complete writes a script for bash, zsh, fish, powershell, and not for tcsh\n',
    });
  });
});

describe('a shell is told', () => {
  const completions = (words: readonly string[], cwd?: string): readonly string[] => {
    const { exit, stdout } = tidemark(['complete', '--', ...words], cwd === undefined ? {} : { cwd });
    expect(exit).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toBe(':4');
    return lines.map((line) => line.split('\t')[0] ?? '');
  };

  test('every command', () => {
    expect(completions([''])).toEqual([...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))]);
    expect(completions(['upgrade', ''])).toEqual(['plan', 'run', 'status']);
  });

  test('the options of a command', () => {
    expect(completions(['compile', '--no'])).toEqual(['--no-cache', '--now']);
    expect(completions(['upgrade', 'plan', '--str'])).toEqual(['--stream']);
  });

  test('the words that an option takes', () => {
    expect(completions(['check', '--format', 's'])).toEqual(['sarif']);
  });

  test('codes', () => {
    expect(completions(['check', '--explain', 'final-o'])).toEqual(['final-overridden']);
  });

  test('clusters, by the names of their files', () => {
    const { root } = fleetFolder({ ...leastFleet, 'clusters/a/db.yaml': 'not even YAML: [' });
    expect(completions(['compile', '--only', ''], root)).toEqual(['db', 'web']);
    expect(completions(['compile', '--fleet', root, '--only', 'w'])).toEqual(['web']);
  });

  test('hosts, once they were compiled', () => {
    const { root } = fleetFolder(leastFleet);
    expect(completions(['profile', 'we'], root)).toEqual(['web']);
    tidemark(['compile'], { cwd: root });
    expect(completions(['profile', 'we'], root)).toEqual(['web', 'web1']);
  });

  test('files and folders', () => {
    const { root } = fleetFolder(leastFleet);
    expect(completions(['impact', 'templates/'], root)).toEqual(['templates/entry.yaml']);
    expect(completions(['init', ''], root)).toEqual(['clusters/', 'templates/']);
  });
});
