import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands, globalOptions, optionsOf } from '../../src/cli/table.ts';
import { main, tidemark, type Ran } from '../support/command.ts';
import { filesIn, fleetFolder, leastFleet } from '../support/fleet.ts';

/** What no person is ever shown. */
const stack = /\n +at |node:internal|file:\/\/|\bthrow\b|Node\.js v/;

function expectPlain({ stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>): void {
  expect(`${stdout}\n${stderr}`).not.toMatch(stack);
}

describe('2: the command was called wrongly', () => {
  test.each([
    [['compile', '--at', 'no-such-branch'], 'no-such-branch'],
    [['check', '--at', '--upload-pack=x'], ''],
    [['check', '--at', 'a\u0001b'], String.raw`a\u{1}b`],
    [['check', '--fleet', 'nowhere'], 'nowhere'],
    [['check', '--fleet', 'fleet.yaml'], 'fleet.yaml'],
    [['compile', '--only', 'wbe'], 'there is no cluster wbe (did you mean web?) in this fleet'],
    [['compile', '--only', 'web', 'zzzzzz'], 'there is no cluster zzzzzz in this fleet'],
    [['compile', '--shard', '5/4'], '5/4'],
    [['compile', '--shard', '0/4'], '0/4'],
    [['compile', '--shard', '1/2', '--only', 'web'], 'do not go together'],
    [['compile', '--out', 'owners.yaml'], 'a file stands where a folder is needed'],
    [['check', '--now', 'tomorrow'], 'tomorrow'],
    [['check', '--explain', 'version-unpublishd'], 'version-unpublished'],
    [['compile', '--format', 'sarif'], 'Allowed choices are text, json'],
    [['chekc'], 'check'],
    [['compile', '--ouT', 'x'], '--out'],
    [['check', 'more'], 'too many arguments'],
  ])('%j', (args, said) => {
    const { root } = repository();
    const ran = tidemark(args, { cwd: root });
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain(said);
    expect(ran.stderr).toMatch(/^error: /);
    expectPlain(ran);
    expect(existsSync(join(root, 'profiles'))).toBe(false);
  });

  test('a revision where there is no repository', () => {
    const { root } = fleetFolder(leastFleet);
    const ran = tidemark(['check', '--at', 'main'], { cwd: root });
    expect(ran).toMatchObject({ exit: 2, stderr: `error: ${root} is not in a git repository\n` });
  });

  test('a folder stands where an output belongs', () => {
    const { root } = fleetFolder(leastFleet);
    mkdirSync(join(root, 'profiles/web.json/inside'), { recursive: true });
    const ran = tidemark(['compile'], { cwd: root });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toMatch(/a folder stands where the file belongs\n$/);
    expectPlain(ran);
    expect([...filesIn(join(root, 'profiles')).keys()]).toEqual([]);
  });
});

describe('3: the world failed', () => {
  test('the output folder cannot be made', () => {
    const ran = tidemark(['compile', '--out', '/proc/nothing/here'], { cwd: fleetFolder(leastFleet).root });
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toMatch(/^error: cannot write \/proc\/nothing\/here\/web\.json: [^\n]+\n$/m);
    expectPlain(ran);
  });

  test.skipIf(process.getuid?.() === 0)('the output folder may not be written', () => {
    const { root } = fleetFolder(leastFleet);
    mkdirSync(join(root, 'closed'), { mode: 0o555 });
    const ran = tidemark(['compile', '--out', 'closed'], { cwd: root });
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toMatch(/closed\/web\.json: permission is denied\n$/);
    expectPlain(ran);
  });

  test('the disk behind standard output is full', () => {
    const ran = inShell('check > /dev/full');
    expect(ran).toMatchObject({ exit: 3 });
    expect(ran.stderr).toContain('error: cannot write the output: ENOSPC\n');
    expectPlain(ran);
  });

  test('nothing can be opened any more', () => {
    // From what Node itself needs to start on, each file more lets the command come further.
    let failed = 0;
    for (const limit of [22, 24, 28, 32, 40, 48, 64]) {
      const ran = inShell('check', `ulimit -n ${limit}; `);
      if (!ran.stderr.startsWith('error:')) continue;
      failed += 1;
      expect(ran.exit).toBe(3);
      expect(ran.stderr).toMatch(/^error: [^\n]*(?:EMFILE|too many)[^\n]*\n$/);
      expectPlain(ran);
    }
    expect(failed).toBeGreaterThan(0);
  });
});

describe('a reader that has seen enough', () => {
  test.each(['check', 'check --format json', '--help', 'compile --format json'])('%s ends quietly', (line) => {
    const { root } = fleetFolder(leastFleet);
    writeFileSync(join(root, 'clusters/bad.yaml'), `owners: [mario]\n${'# long\n'.repeat(1000)}`);
    const ran = inShell(`${line} | true; exit \${PIPESTATUS[0]}`, '', root);
    expect(ran.exit).toBe(line === '--help' ? 0 : 1);
    expectPlain(ran);
    expect(ran.stderr).not.toContain('EPIPE');
  });
});

describe('130: interrupted', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s leaves nothing half-written, and the next run does the rest',
    async (signal) => {
      const clusters = Array.from({ length: 400 }, (_, i) => [
        `clusters/c${i}.yaml`,
        `owners: [maria]\nhosts:\n  h${i}: {}\n`,
      ]);
      const { root } = fleetFolder({ ...leastFleet, ...Object.fromEntries(clusters) });
      const { exit, stderr } = await interrupted(root, signal);
      expect(stderr).toBe('interrupted: every file that was written is whole; run the command again to do the rest\n');
      expect(exit).toBe(130);
      const left = filesIn(join(root, 'profiles'));
      expect(left.size).toBeLessThan(401);
      for (const [path, text] of left) {
        expect(path).toMatch(/^c\d+\.json$/);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }
      expect(tidemark(['compile'], { cwd: root }).exit).toBe(0);
      tidemark(['compile', '--out', 'again', '--no-cache'], { cwd: root });
      expect(filesIn(join(root, 'profiles'))).toEqual(filesIn(join(root, 'again')));
    },
  );
});

describe('every command', () => {
  const formats = commands.map((command) => ({
    command,
    format: optionsOf(command).filter(({ usage }) => usage.startsWith('--format ')),
  }));

  test.each(formats)(
    '$command.name has one --format, its own where it has one, with choices',
    ({ command, format }) => {
      expect(format).toHaveLength(1);
      const own = command.options.find(({ usage }) => usage.startsWith('--format '));
      expect(format[0]).toBe(own ?? globalOptions.find(({ usage }) => usage.startsWith('--format ')));
      expect(format[0]?.choices).toContain('text');
    },
  );

  test.each(formats)('$command.name shows it in its help, once, and refuses another', ({ command, format }) => {
    const words = command.name.split(' ');
    const help = tidemark([...words, '--help']);
    expect(help.exit).toBe(0);
    expect(help.stdout.match(/--format/g)?.length).toBeGreaterThanOrEqual(1);
    expect(help.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `(choices: ${format[0]?.choices?.map((choice) => `"${choice}"`).join(', ')})`,
    );
    const needed = command.arguments.filter(({ usage }) => !usage.startsWith('[')).map(() => 'x');
    const refused = tidemark([...words, ...needed, '--format', 'papyrus']);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain("'papyrus' is invalid. Allowed choices are");
    expectPlain(refused);
  });
});

function repository(): { readonly root: string } {
  const folder = fleetFolder(leastFleet);
  spawnSync('git', ['init', '-q'], { cwd: folder.root });
  return folder;
}

/** Runs a command line of tidemark in a shell. */
function inShell(line: string, before = '', root: string = fleetFolder(leastFleet).root): Ran {
  const command = `${before}"${process.execPath}" "${main}" ${line}`;
  const ran = spawnSync('bash', ['--norc', '-c', command], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'] },
  });
  return { exit: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

/** Compiles, and sends a signal as soon as the first output is there. */
async function interrupted(
  root: string,
  signal: NodeJS.Signals,
): Promise<{ readonly exit: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [main, 'compile'], { cwd: root, env: { PATH: process.env['PATH'] } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const out = join(root, 'profiles');
  while (child.exitCode === null && !(existsSync(out) && readdirSync(out).length > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill(signal);
  return { exit: await ended, stderr };
}
