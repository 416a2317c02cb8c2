/** Where a command writes: results to standard output, everything else to standard error. */

import { asciiGlyphs, blockGlyphs, type Glyphs } from '../render/chart-glyphs.ts';
import { plainPaint, terminalPaint, type Paint } from '../render/paint.ts';
import { untrustedLogLines, untrustedTerminal } from '../render/untrusted.ts';
import { actionsOf, isInActions, type Actions } from './actions.ts';

/** What a command is given of the process that it runs in. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly clock: () => Date;
  /** From now on Ctrl-C aborts this signal, and no longer ends the process. */
  readonly interruption: () => AbortSignal;
}

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Terminal {
  /** A result. */
  print(text: string): void;
  /** A result in pieces, as it is: one that may be longer than a string can be. */
  printAll(pieces: Iterable<string>): void;
  /** Anything that is no result: what is going on, what went wrong. */
  say(text: string): void;
  /** A line that is overwritten by the next; shown on a terminal only. */
  progress(text: string): void;
  /** Colours for results, or none. */
  readonly paint: Paint;
  /** With what charts are drawn. */
  readonly glyphs: Glyphs;
  /** How many columns results may have: those of a terminal that somebody looks at, more where nobody does. */
  readonly width: number;
  /** A result made of workflow commands, which GitHub Actions is meant to obey. */
  printCommands(text: string): void;
  /** Set when GitHub Actions runs the command. */
  readonly actions: Actions | undefined;
  readonly env: World['env'];
}

export interface TerminalOptions {
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
}

/**
 * The streams, where GitHub Actions runs the command such that nothing written to them is a workflow command: it reads
 * both, and file names, descriptions and errors of others reach them.
 */
export function guarded({ env, stdout, stderr }: World): Pick<World, 'stdout' | 'stderr'> {
  if (!isInActions(env)) return { stdout, stderr };
  const guard = (stream: Stream): Stream => ({
    ...shapeOf(stream),
    write: (text) => stream.write(untrustedLogLines(text)),
  });
  return { stdout: guard(stdout), stderr: guard(stderr) };
}

export function terminalOf(world: World, options: TerminalOptions): Terminal {
  const { env } = world;
  const { stdout, stderr } = guarded(world);
  const live = stderr.isTTY === true && !options.quiet && env['CI'] === undefined;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    env,
    paint: isColored(world, options.color) ? terminalPaint() : plainPaint,
    glyphs: showsUnicode(env) ? blockGlyphs : asciiGlyphs,
    width: Math.max(stdout.columns ?? unseenWidth, leastWidth),
    actions: actionsOf(world),
    print(text) {
      clear();
      stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
    },
    printAll(pieces) {
      clear();
      for (const piece of pieces) stdout.write(piece);
    },
    printCommands(text) {
      clear();
      world.stdout.write(text);
    },
    say(text) {
      clear();
      stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    progress(text) {
      if (!live) return;
      stderr.write(`\r\u001b[K${untrustedTerminal(text)}`);
      shown = text !== '';
    },
  };
}

/** A file or the log of a job. */
const unseenWidth = 120;
const leastWidth = 40;

/** `--color` decides, then NO_COLOR and FORCE_COLOR, then whether somebody looks. */
function isColored({ stdout, env }: World, color: TerminalOptions['color']): boolean {
  if (color !== 'auto') return color === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

/**
 * The first of LC_ALL, LC_CTYPE and LANG that says something names the encoding. Where none does, as in CI and in
 * containers, whoever reads the output takes it for UTF-8 all the same.
 */
function showsUnicode({ LC_ALL, LC_CTYPE, LANG }: World['env']): boolean {
  const locale = (LC_ALL ?? '') || (LC_CTYPE ?? '') || (LANG ?? '');
  return locale === '' || /utf-?8/i.test(locale);
}

function shapeOf({ isTTY, columns }: Stream): Omit<Stream, 'write'> {
  return { ...(isTTY === undefined ? {} : { isTTY }), ...(columns === undefined ? {} : { columns }) };
}
