/** What a command is: how it is called, what its help says, and the code that runs it. */

import type { Terminal } from './terminal.ts';

/** 0 fine, 1 the fleet has errors or findings, 2 wrong usage, 3 the world failed (disk, git, network), 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export interface Argument {
  /** As it stands in the usage line: `HOST|CLUSTER`, `[POINTER]`, `FILE…`. */
  readonly usage: string;
  readonly about: string;
}

export interface Option {
  /** As it stands in the usage line: `--out DIR`, `--no-cache`. */
  readonly usage: string;
  readonly about: string;
  /** What is taken where the option is not given, in words. */
  readonly otherwise?: string;
  /** The words it takes, where they are few. */
  readonly choices?: readonly string[];
}

export interface Example {
  readonly line: string;
  readonly about: string;
}

/** A command as the table has it. Its code is loaded when it is called. */
export interface Command {
  readonly name: string;
  /** A few words, for the list of commands. */
  readonly summary: string;
  /** What it is for, in full sentences. */
  readonly about: string;
  readonly arguments: readonly Argument[];
  readonly options: readonly Option[];
  readonly examples: readonly Example[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

export type Run = (call: Call) => Promise<ExitCode>;

/** One call of a command. */
export interface Call {
  readonly arguments: readonly string[];
  readonly options: Options;
  /** Options that every command takes. */
  readonly global: GlobalOptions;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. Who asks for it takes the signal upon himself: it no longer ends the process. */
  readonly interruption: () => AbortSignal;
}

/** Options as they were given, by their long name; a list where an option was given more than once. */
export interface Options {
  text(name: string): string | undefined;
  list(name: string): readonly string[] | undefined;
  flag(name: string): boolean;
}

export interface GlobalOptions {
  /** The fleet's folder, absolute. */
  readonly fleet: string;
  /** Where the command was called. */
  readonly cwd: string;
  readonly now: Date;
  readonly format: string;
  readonly quiet: boolean;
}

/** Thrown by a command that was called wrongly; the words are shown, and the exit code is 2. */
export class WrongUsage extends Error {}
