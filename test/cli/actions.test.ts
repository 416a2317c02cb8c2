import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { untrustedLogLines } from '../../src/render/untrusted.ts';
import { tidemark, type Ran } from '../support/command.ts';
import { fleetFolder, leastFleet, temporaryFolder, type Files } from '../support/fleet.ts';

/** The commands that the runner knows, in any case; all that it does with a line begins with one of them. */
const registered =
  /^(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-.*|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)$/i;

/** Commands in a log, found as the runner finds them: `::name …::` behind blanks, `##[name …]` anywhere. */
function commandsIn(log: string): readonly string[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const trimmed = line.replace(/^[\s\u0085]+/, '');
    const end = trimmed.indexOf('::', 2);
    const modern = trimmed.startsWith('::') && end !== -1 ? [trimmed.slice(2, end).split(' ')[0] ?? ''] : [];
    const start = line.indexOf('##[');
    const close = line.indexOf(']', start);
    const old = start !== -1 && close !== -1 ? [line.slice(start + 3, close).split(' ')[0] ?? ''] : [];
    return [...modern, ...old].filter((name) => registered.test(name));
  });
}

interface Step extends Ran {
  readonly summary: string;
  readonly outputs: string;
}

/** Runs a command as a step of a workflow. */
function step(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Step {
  const folder = temporaryFolder();
  const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_OUTPUT: join(folder, 'output') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const ran = tidemark(args, { cwd: root, env: { CI: 'true', GITHUB_ACTIONS: 'true', ...files, ...env } });
  return {
    ...ran,
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    outputs: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
  };
}

const broken: Files = { ...leastFleet, 'clusters/wed.yaml': 'owners: [mario]\nhosts:\n  wed1: {}\n' };

describe('a step of a workflow, without a flag', () => {
  test('compile annotates the line, sums up, and sets outputs', () => {
    const { root } = fleetFolder(broken);
    const { exit, stdout, stderr, summary, outputs } = step(root, ['compile']);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^1 cluster compiled, 1 failed; 1 host\./);
    expect(stderr).toContain(
      '\n::error file=clusters/wed.yaml,line=1,endLine=1,col=10,endColumn=15,title=owner-unknown::',
    );
    expect(summary).toContain('### tidemark compile: 1 error in 1 file; 1 cluster not compiled');
    expect(summary).toContain('| error | `clusters/wed.yaml:1:10` |');
    expect(summary).toContain('1 cluster compiled, 1 failed; 1 host.');
    expect(outputs.split('\n').toSorted().filter(Boolean)).toEqual([
      'clusters=2',
      'compiled=1',
      'errors=1',
      'failed=1',
      'hosts=1',
      'notes=0',
      'removed=0',
      'unchanged=0',
      'warnings=0',
      'written=1',
    ]);
  });

  test('check does the same', () => {
    const { root } = fleetFolder(broken);
    const { exit, stderr, summary, outputs } = step(root, ['check']);
    expect(exit).toBe(1);
    expect(commandsIn(stderr)).toEqual(['error']);
    expect(summary).toContain('Checked 2 clusters and 1 host.');
    expect(outputs).toContain('errors=1\n');
    expect(outputs).toContain('failed=1\n');
  });

  test('a fleet without faults has a summary too, and no annotation', () => {
    const { root } = fleetFolder(leastFleet);
    const { exit, stdout, stderr, summary, outputs } = step(root, ['compile']);
    expect(exit).toBe(0);
    expect(commandsIn(stdout + stderr)).toEqual([]);
    expect(summary).toMatch(/^### tidemark compile: nothing found\n\n1 cluster compiled; 1 host\./);
    expect(outputs).toContain('failed=0\n');
  });

  test.each([
    ['check', 'json'],
    ['check', 'sarif'],
    ['compile', 'json'],
  ])('%s --format %s leaves the result alone on standard output', (command, format) => {
    const { stdout, stderr } = step(fleetFolder(broken).root, [command, '--format', format]);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(commandsIn(stderr)).toEqual(['error']);
  });

  test('the commands of one step share the room of its summary', () => {
    const { root } = fleetFolder(broken);
    const folder = temporaryFolder();
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'x'.repeat(1024 * 1024 - 400));
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    expect(tidemark(['check'], { cwd: root, env }).exit).toBe(1);
    expect(readFileSync(summary)).toHaveLength(1024 * 1024 - 400);
    writeFileSync(summary, 'x'.repeat(1024 * 1024 - 1500));
    tidemark(['check'], { cwd: root, env });
    expect(readFileSync(summary).length).toBeGreaterThan(1024 * 1024 - 1500);
    expect(readFileSync(summary).length).toBeLessThanOrEqual(1024 * 1024);
  });

  test('merge sets outputs', () => {
    const { root } = fleetFolder(broken);
    for (const part of ['1', '2'])
      tidemark(['compile', '--shard', `${part}/2`, '--out', `part-${part}`], { cwd: root });
    const { exit, outputs } = step(root, ['merge', 'part-1', 'part-2']);
    expect(exit).toBe(1);
    expect(outputs).toBe('compiled=1\nfailed=1\nhosts=1\n');
  });

  test('elsewhere nothing of this is written', () => {
    const { stdout, stderr } = tidemark(['compile'], { cwd: fleetFolder(broken).root });
    expect(commandsIn(stdout + stderr)).toEqual([]);
  });
});

describe('no text from outside is a command in the log', () => {
  const attacks = ['::add-mask::a', '##[add-mask]a', '  ::stop-commands::x', 'a ##[error]b', '::error file=x::y'];

  test.each(attacks)('%j in descriptions, names, keys, YAML errors and names of files', (attack) => {
    const name = attack.replaceAll(/[/ ]/g, '_');
    const { root } = fleetFolder({
      ...leastFleet,
      'clusters/syntax.yaml': `description: x\n${attack}: [\n`,
      'clusters/block.yaml': `description: |\n  a\n  ${attack}\n${JSON.stringify(attack)}: 1\n`,
      'clusters/owner.yaml': `owners: [${JSON.stringify(attack)}]\nservice: ${JSON.stringify(attack)}\nhosts:\n  o1: {}\n`,
      [`clusters/${name}.yaml`]: 'owners: [maria]\n',
      'templates/lines.yaml': `include:\n- nowhere\n${attack}\n`,
    });
    for (const command of [['check'], ['compile'], ['check', '--format', 'github'], ['check', '--format', 'json']]) {
      const { stdout, stderr, summary, outputs } = step(root, command, { FORCE_COLOR: '1' });
      const found = commandsIn(`${stdout}\n${stderr}`);
      expect(found.filter((name) => !['error', 'warning', 'notice'].includes(name))).toEqual([]);
      const ours = stderr
        .split('\n')
        .concat(stdout.split('\n'))
        .filter((line) => /^::(?:error|warning|notice) /.test(line));
      expect(found).toHaveLength(ours.length);
      for (const line of ours) expect(line).toMatch(/^::\w+ (?:file=[^,:]+,)?(?:[a-zA-Z]+=\d+,)*title=[a-z-]+::/);
      expect(summary).not.toMatch(/^::|^ +::/m);
      expect(outputs).toMatch(/^(?:[a-z]+=\d+\n)+$/);
    }
  });

  test.each([
    [['compile', '--only', '::add-mask::a']],
    [['compile', '--only', 'x\n::add-mask::a']],
    [['compile', '--shard', '\n::add-mask::a']],
    [['check', '--at', '##[add-mask]a']],
    [['check', '\n::add-mask::a']],
    [['check', '--format', '\n::add-mask::a']],
    [['\n::add-mask::a']],
    [['check', '--fleet', '\n::add-mask::a']],
    [['check', '--explain', '\n::add-mask::a']],
    [['merge', '\n::add-mask::a']],
  ])('in arguments: %j', (args) => {
    const { exit, stdout, stderr } = step(fleetFolder(leastFleet).root, args);
    expect(exit).toBe(2);
    expect(commandsIn(`${stdout}\n${stderr}`)).toEqual([]);
  });

  test('in an index that is merged', () => {
    const { root } = fleetFolder(broken);
    for (const part of ['1', '2'])
      tidemark(['compile', '--shard', `${part}/2`, '--out', `part-${part}`], { cwd: root });
    const index = join(root, 'part-2/index.json');
    writeFileSync(
      index,
      readFileSync(index, 'utf8').replace(/"message":"(?:[^"\\]|\\.)*"/, '"message":"x\\n::add-mask::a ##[add-mask]b"'),
    );
    const { exit, stdout, stderr } = step(root, ['merge', 'part-1', 'part-2']);
    expect(exit).toBe(1);
    expect(stdout).toContain('add-mask');
    expect(commandsIn(`${stdout}\n${stderr}`)).toEqual([]);
  });

  const pieces = [
    '::',
    ':',
    '##[',
    '##',
    '#',
    '[',
    ']',
    'add-mask',
    'error',
    ' ',
    '\t',
    '\n',
    '\r',
    '\u0085',
    '\u00a0',
    '\u2028',
    'a',
    '"',
    '\\',
  ];
  const log = fc.array(fc.constantFrom(...pieces), { maxLength: 16 }).map((parts) => parts.join(''));

  test('whatever the lines are', () => {
    fc.assert(
      fc.property(log, (text) => {
        expect(commandsIn(untrustedLogLines(text))).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  test('and JSON means the same', () => {
    const value = fc.dictionary(log, fc.array(log));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (data, indent) => {
        expect(JSON.parse(untrustedLogLines(JSON.stringify(data, undefined, indent)))).toEqual(
          JSON.parse(JSON.stringify(data)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('and a megabyte of blanks takes no time', () => {
    for (const blank of [' ', '\n', '\r', '\u0085', ':', '#']) {
      const before = performance.now();
      untrustedLogLines(blank.repeat(1_000_000));
      expect(performance.now() - before).toBeLessThan(2_000);
    }
  });
});

test('a summary that cannot be written is an error of the world', () => {
  const { root } = fleetFolder(leastFleet);
  mkdirSync(join(root, 'folder'));
  const { exit, stderr } = tidemark(['check'], {
    cwd: root,
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(root, 'folder') },
  });
  expect(exit).toBe(3);
  expect(stderr).toMatch(/^error: EISDIR[^\n]*\n$/m);
});
