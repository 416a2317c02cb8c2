/** Shell completion: the scripts, and the words that may come next, made from the command table. */

import { RootCommand, script, type Complete } from '@bomb.sh/tab';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalogue } from '../core/catalogue.ts';
import { clusterNames, hostNames } from '../run/known-names.ts';
import type { Command, Option } from './command.ts';
import { commands, families, globalOptions, longName, optionsOf } from './table.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof shells)[number];

/** Prints the script that makes a shell ask `tidemark complete -- WORDS`. */
export function printScript(shell: Shell): void {
  script(shell, 'tidemark', 'tidemark');
}

/** What a shell asks: the words after `tidemark` as far as they are typed, the last one perhaps empty. */
export interface Asked {
  readonly words: readonly string[];
  readonly cwd: string;
  /** The fleet's folder, absolute. */
  readonly fleet: string;
}

/** Prints what may come next, a line each, and the directive that the scripts expect. */
export function printCompletions(asked: Asked): void {
  const root = new RootCommand();
  for (const option of ownOptions) root.option(longName(option), option.about);
  for (const command of commands) {
    const [family = '', second] = command.name.split(' ');
    // A command of two words is found only below its first.
    if (second !== undefined) root.command(family, families[family] ?? '');
    addCommand(root, command, asked);
  }
  root.parse([...asked.words]);
}

/** Those that `tidemark` takes without a command. */
const ownOptions = globalOptions.filter((option) => ['help', 'version'].includes(longName(option)));

function addCommand(root: RootCommand, command: Command, asked: Asked): void {
  const added = root.command(command.name, command.summary);
  for (const { usage } of command.arguments) {
    added.argument(usage, answering(wordsFor(usage), asked), usage.includes('…'));
  }
  for (const option of optionsOf(command)) {
    const name = `${option.usage.startsWith('--no-') ? 'no-' : ''}${longName(option)}`;
    const value = option.usage.split(' ')[1];
    if (value === undefined) added.option(name, option.about);
    else
      added.option(
        name,
        option.about,
        answering(option.choices === undefined ? wordsFor(value) : choicesOf(option), asked),
      );
  }
}

/** What may stand in a place; `typed` is the beginning of it. */
type Words = (asked: Asked, typed: string) => Iterable<string>;

function answering(words: Words, asked: Asked): (complete: Complete) => void {
  const last = asked.words.at(-1) ?? '';
  const typed = last.startsWith('--') ? last.slice(last.indexOf('=') + 1) : last;
  return (complete) => {
    for (const word of words(asked, typed)) if (word.startsWith(typed)) complete(word, '');
  };
}

function choicesOf({ choices = [] }: Option): Words {
  return () => choices;
}

/** By the word that stands for it in the usage line. */
function wordsFor(usage: string): Words {
  const name = usage.replaceAll(/[[\]…]/g, '');
  return byName[name] ?? (() => []);
}

const byName: Readonly<Record<string, Words>> = {
  CLUSTER: ({ fleet }) => clusterNames(fleet),
  'HOST|CLUSTER': ({ fleet }, typed) => [...clusterNames(fleet), ...hostNames(fleet, typed)],
  CODE: () => Object.keys(catalogue),
  DIR: ({ cwd }, typed) => paths(cwd, typed, 'folders'),
  FILE: ({ cwd }, typed) => paths(cwd, typed, 'all'),
  INDEX: ({ cwd }, typed) => paths(cwd, typed, 'all'),
  'bash|zsh|fish|powershell': () => shells,
};

/** The entries of the folder that is being typed; folders end in `/`. */
function paths(cwd: string, typed: string, wanted: 'folders' | 'all'): readonly string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  try {
    return readdirSync(resolve(cwd, folder === '' ? '.' : folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || wanted === 'all')
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .toSorted();
  } catch {
    return [];
  }
}
