/** Every command: the one place from which help, completion and the reference in `docs/cli.md` are made. */

import type { Command, Option } from './command.ts';
import { compileCommands } from './table/compile.ts';
import { forgeCommands } from './table/forge.ts';
import { reportCommands } from './table/report.ts';
import { releaseCommands } from './table/release.ts';
import { setupCommands } from './table/setup.ts';
import { upgradeCommands } from './table/upgrade.ts';

/** Options that every command takes. */
export const globalOptions: readonly Option[] = [
  { usage: '--fleet DIR', about: 'the fleet to work on', otherwise: 'the nearest folder above with a fleet.yaml' },
  {
    usage: '--now INSTANT',
    about: 'the time to reckon with, as 2026-11-21 or 2026-11-21T09:00:00Z',
    otherwise: 'SOURCE_DATE_EPOCH, or the clock',
  },
  {
    usage: '--format FORMAT',
    about: 'how results are written; each command says which it knows',
    choices: ['text'],
    otherwise: 'text',
  },
  {
    usage: '--color WHEN',
    about: 'colours',
    choices: ['auto', 'always', 'never'],
    otherwise: 'auto, and NO_COLOR is heeded',
  },
  { usage: '--quiet', about: 'results and errors only' },
  { usage: '--help', about: 'what a command does, with examples' },
  { usage: '--version', about: 'the version of the tool' },
];

export const commands: readonly Command[] = [
  ...compileCommands,
  ...releaseCommands,
  ...upgradeCommands,
  ...reportCommands,
  ...forgeCommands,
  ...setupCommands,
];

/** What the commands of two words have in common, by their first. */
export const families: Readonly<Record<string, string>> = {
  template: 'make the next release from package lists',
  release: 'check, publish, announce and withdraw releases',
  upgrade: 'offer new versions to clusters',
  report: 'tell who is stale, how far versions are spread, and who moved what',
  forge: 'look at and act on the embedded forge',
};

/** A command's own options, then those of every command that it does not say more of itself. */
export function optionsOf(command: Command): readonly Option[] {
  const own = new Set(command.options.map(longName));
  return [
    ...command.options,
    ...globalOptions.filter((option) => !own.has(longName(option)) && !['help', 'version'].includes(longName(option))),
  ];
}

/** `out` of `--out DIR`, and `cache` of `--no-cache`. */
export function longName({ usage }: Option): string {
  return /^--(?:no-)?([a-z-]+)/.exec(usage)?.[1] ?? '';
}
