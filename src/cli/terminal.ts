/** Where a command writes: results to standard output, everything else to standard error. */

import { appendFileSync } from 'node:fs';
import { plainPaint, terminalPaint, type Paint } from '../render/paint.ts';
import { untrustedTerminal } from '../render/untrusted.ts';

/** What a command is given of the process that it runs in. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly clock: () => Date;
}

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Terminal {
  /** A result. */
  print(text: string): void;
  /** Anything that is no result: what is going on, what went wrong. */
  say(text: string): void;
  /** A line that is overwritten by the next; shown on a terminal only. */
  progress(text: string): void;
  /** Colours for results, or none. */
  readonly paint: Paint;
  /** Set when GitHub Actions runs the command. */
  readonly actions: Actions | undefined;
  readonly env: World['env'];
}

/** What GitHub Actions reads beside standard output. */
export interface Actions {
  /** Appends Markdown to the summary of the step. */
  summarize(markdown: string): void;
  /** Sets an output of the step. */
  output(name: string, value: string): void;
}

export interface TerminalOptions {
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
}

export function terminalOf(world: World, options: TerminalOptions): Terminal {
  const { stdout, stderr, env } = world;
  const live = stderr.isTTY === true && !options.quiet && env['CI'] === undefined;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    env,
    paint: isColored(world, options.color) ? terminalPaint() : plainPaint,
    actions: actionsOf(env),
    print(text) {
      clear();
      stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
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

/** `--color` decides, then NO_COLOR and FORCE_COLOR, then whether somebody looks. */
function isColored({ stdout, env }: World, color: TerminalOptions['color']): boolean {
  if (color !== 'auto') return color === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

function actionsOf(env: World['env']): Actions | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined;
  return {
    summarize: (markdown) => append(env['GITHUB_STEP_SUMMARY'], `${markdown}\n`),
    output: (name, value) => append(env['GITHUB_OUTPUT'], `${name}=${value.replaceAll(/[\r\n]/g, ' ')}\n`),
  };
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text);
}
