/** `tidemark init`: what it writes works, and it writes over nothing. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileKinds } from '../../src/schema/kinds.ts';
import { tidemark } from '../support/command.ts';
import { filesIn, temporaryFolder } from '../support/fleet.ts';

describe('a fleet made by init', () => {
  test('checks without a word and compiles', () => {
    const cwd = temporaryFolder();
    const made = tidemark(['init', 'my-fleet'], { cwd });
    expect(made).toMatchObject({ exit: 0, stderr: '' });
    expect(made.stdout).toContain('cd my-fleet\n');
    const fleet = join(cwd, 'my-fleet');
    expect(tidemark(['check'], { cwd: fleet })).toEqual({
      exit: 0,
      stdout: 'nothing found\n',
      stderr: 'Checked 2 clusters and 13 hosts.\n',
    });
    expect(tidemark(['compile'], { cwd: fleet })).toMatchObject({ exit: 0, stderr: '' });
    const batch = JSON.parse(readFileSync(join(fleet, 'profiles/batch.json'), 'utf8')) as { readonly hosts: object };
    expect(Object.keys(batch.hosts)).toHaveLength(10);
  });

  test('has the schemas that its files name', () => {
    const fleet = temporaryFolder();
    tidemark(['init', fleet]);
    const files = filesIn(fleet);
    const kinds = fileKinds.filter((kind) => kind !== 'index').map((kind) => `schemas/${kind}.schema.json`);
    expect([...files.keys()]).toEqual(expect.arrayContaining([...kinds, 'schemas/profile.schema.json']));
    const named = [...files].flatMap(([file, text]) => {
      const schema = /^# yaml-language-server: \$schema=(.*)$/m.exec(text)?.[1];
      return schema === undefined ? [] : [join(file, '..', schema)];
    });
    expect(named).toHaveLength(9);
    for (const schema of named) expect(files.has(schema)).toBe(true);
  });

  test('is named by its folder', () => {
    const folder = join(temporaryFolder(), 'Our Fleet 2');
    tidemark(['init', folder]);
    expect(readFileSync(join(folder, 'fleet.yaml'), 'utf8')).toContain('\nfleet: our-fleet-2\n');
    expect(tidemark(['check', '--fleet', folder]).exit).toBe(0);
  });

  test('does everything that its next steps say', () => {
    const cwd = temporaryFolder();
    const steps = tidemark(['init'], { cwd }).stdout.match(/^ {2}tidemark .*?(?= {3})/gm) ?? [];
    expect(steps.map((step) => step.trim())).toEqual([
      'tidemark check',
      'tidemark compile',
      'tidemark explain node007 /system/sysctl',
    ]);
    for (const step of steps) expect(tidemark(step.trim().split(' ').slice(1), { cwd }).exit).toBe(0);
  });
});

describe('init refuses', () => {
  test('a folder with anything in it, and leaves it as it is', () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'notes.txt'), 'mine');
    const { exit, stderr } = tidemark(['init'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toBe(`error: ${cwd} is not empty (notes.txt): name a new folder, or an empty one\n`);
    expect([...filesIn(cwd)]).toEqual([['notes.txt', 'mine']]);
  });

  test('but not an empty git repository', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, '.git'));
    expect(tidemark(['init'], { cwd }).exit).toBe(0);
  });

  test('a file where the folder should be', () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'fleet'), '');
    expect(tidemark(['init', 'fleet'], { cwd }).exit).toBe(2);
  });
});
