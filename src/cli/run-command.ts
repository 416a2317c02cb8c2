/** From arguments to an exit code: finds the command, reads its options, runs it, and turns what goes wrong into words. */

import { Command as Parser, CommanderError, Option as ParserOption } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { untrustedTerminal } from '../render/untrusted.ts';
import { toolVersion } from '../run/tool.ts';
import {
  WrongUsage,
  type Call,
  type Command,
  type ExitCode,
  type GlobalOptions,
  type Option,
  type Options,
} from './command.ts';
import { errorCode } from '../core/disk-fault.ts';
import { examplesText } from './help.ts';
import { withOptionsBehind } from './leading-options.ts';
import { commands, families, globalOptions, optionsOf } from './table.ts';
import { guarded, terminalOf, type World } from './terminal.ts';

export async function runCommand(argv: readonly string[], world: World): Promise<ExitCode> {
  if (argv[0] === 'complete' && argv[1] === '--') return answer(argv.slice(2), world);
  let exit: ExitCode = 0;
  const { stderr } = guarded(world);
  const parser = parserFor(world, async (command, given, values) => {
    exit = await call(command, given, values, world);
  });
  try {
    await parser.parseAsync(withOptionsBehind(argv, { options: globalOptions, families }), { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Error && error.name === 'AbortError') {
      stderr.write('interrupted: every file that was written is whole; run the command again to do the rest\n');
      return 130;
    }
    stderr.write(`error: ${wordsOf(error)}\n`);
    return error instanceof WrongUsage ? 2 : 3;
  }
}

/** Answers a shell that asks what may come next. */
async function answer(words: readonly string[], world: World): Promise<ExitCode> {
  const { printCompletions } = await import('./completion.ts');
  const named = words.includes('--fleet') ? folderAt(words[words.indexOf('--fleet') + 1] ?? '', world.cwd) : undefined;
  printCompletions({ words, cwd: world.cwd, fleet: named ?? findFleet(undefined, world.cwd) });
  return 0;
}

type Found = (command: Command, given: readonly string[], values: Values) => Promise<void>;

/** Option values as the parser gives them. */
type Values = Readonly<Record<string, unknown>>;

function parserFor(world: World, found: Found): Parser {
  const { stdout, stderr } = guarded(world);
  const parser = new Parser('tidemark')
    .description('Compiles a fleet of machine clusters from files in a git repository.')
    .version(toolVersion, '--version', 'the version of the tool')
    .helpOption('--help', 'what a command does, with examples')
    .helpCommand(false)
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', '\nEvery command has help with examples: tidemark COMMAND --help');
  for (const command of commands) addCommand(familyOf(parser, command), command, found);
  return parser;
}

/** Where a command is called: `tidemark check` at the top, `tidemark upgrade plan` in its family. */
function familyOf(parser: Parser, { name }: Command): Parser {
  const [family = '', second] = name.split(' ');
  if (second === undefined) return parser;
  const known = parser.commands.find((command) => command.name() === family);
  if (known !== undefined) return known;
  const about = families[family] ?? '';
  return parser.command(family).summary(about).description(about).helpOption('--help', 'show this').helpCommand(false);
}

function addCommand(parser: Parser, command: Command, found: Found): void {
  const sub = parser
    .command(command.name.split(' ').at(-1) ?? command.name)
    .summary(command.summary)
    .description(command.about)
    .helpOption('--help', 'show this')
    .showHelpAfterError(`(tidemark ${command.name} --help shows how it is called)`)
    .addHelpText('after', `\n${examplesText(command)}`);
  for (const { usage, about } of command.arguments) sub.argument(parserArgument(usage), about);
  for (const option of optionsOf(command)) sub.addOption(parserOption(option));
  sub.action(async () => {
    await found(command, sub.args, sub.opts());
  });
}

/** `FILE…` stands for one or more, `[POINTER]` for one or none. */
function parserArgument(usage: string): string {
  const many = usage.includes('…');
  const name = usage.replaceAll(/[[\]…]/g, '');
  return usage.startsWith('[') ? `[${name}${many ? '...' : ''}]` : `<${name}${many ? '...' : ''}>`;
}

function parserOption({ usage, about, otherwise, choices }: Option): ParserOption {
  const [flag = '', value] = usage.split(' ');
  const flags =
    value === undefined ? flag : value.endsWith('…') ? `${flag} <${value.slice(0, -1)}...>` : `${flag} <${value}>`;
  const words = otherwise === undefined ? about : `${about} (otherwise: ${otherwise})`;
  const option = new ParserOption(flags, words);
  return choices === undefined ? option : option.choices(choices);
}

async function call(command: Command, given: readonly string[], values: Values, world: World): Promise<ExitCode> {
  const options = readOptions(values);
  const quiet = options.flag('quiet');
  const color = options.text('color');
  const terminal = terminalOf(world, { color: color === 'always' || color === 'never' ? color : 'auto', quiet });
  const global: GlobalOptions = {
    fleet: findFleet(options.text('fleet'), world.cwd),
    cwd: world.cwd,
    now: readNow(options.text('now'), world),
    format: options.text('format') ?? 'text',
    quiet,
  };
  const { run } = await command.load();
  const details: Call = { arguments: given, options, global, terminal, interruption: world.interruption };
  return run(details);
}

function readOptions(values: Values): Options {
  const named = (name: string): unknown =>
    values[name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  return {
    text: (name) => {
      const value = named(name);
      return typeof value === 'string' ? value : undefined;
    },
    list: (name) => {
      const value = named(name);
      return Array.isArray(value) ? value.map(String) : undefined;
    },
    flag: (name) => named(name) === true,
  };
}

/** The folder that was named, or the nearest one above that holds a fleet; the current one where there is none. */
function findFleet(named: string | undefined, cwd: string): string {
  if (named !== undefined) {
    const folder = folderAt(named, cwd);
    if (folder !== undefined) return folder;
    throw new WrongUsage(`--fleet takes a folder, and there is none at ${named}`);
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'fleet.yaml'))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

function folderAt(named: string, cwd: string): string | undefined {
  const folder = resolve(cwd, named);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : undefined;
}

function readNow(named: string | undefined, { env, clock }: World): Date {
  if (named === undefined) {
    const epoch = env['SOURCE_DATE_EPOCH'];
    return epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : clock();
  }
  const date = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(named)
    ? new Date(named)
    : undefined;
  if (date === undefined || Number.isNaN(date.getTime()))
    throw new WrongUsage(
      `--now takes a date or an instant, as 2026-11-21 or 2026-11-21T09:00:00Z, and not ${untrustedTerminal(named)}`,
    );
  return date;
}

function wordsOf(error: unknown): string {
  const said = untrustedTerminal(error instanceof Error ? error.message : String(error));
  // Node says so of a package, too, that it could not look for.
  return errorCode(error) === 'ERR_MODULE_NOT_FOUND'
    ? `${said}: tidemark is not wholly installed, or too many files are open`
    : said;
}
