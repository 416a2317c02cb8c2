/** Every command: the one place from which help, completion and the reference in `docs/cli.md` are made. */

import type { Command, Option } from './command.ts';

/** Options that every command takes. */
export const globalOptions: readonly Option[] = [
  { usage: '--fleet DIR', about: 'the fleet to work on', otherwise: 'the nearest folder above with a fleet.yaml' },
  { usage: '--now INSTANT', about: 'the time to reckon with, as 2026-11-21 or 2026-11-21T09:00:00Z', otherwise: 'SOURCE_DATE_EPOCH, or the clock' },
  { usage: '--format FORMAT', about: 'how results are written; each command says which it knows', otherwise: 'text' },
  { usage: '--color WHEN', about: 'colours', choices: ['auto', 'always', 'never'], otherwise: 'auto, and NO_COLOR is heeded' },
  { usage: '--quiet', about: 'results and errors only' },
  { usage: '--help', about: 'what a command does, with examples' },
  { usage: '--version', about: 'the version of the tool' },
];

const at: Option = { usage: '--at REV', about: 'read a git revision instead of the working tree' };

export const commands: readonly Command[] = [
  {
    name: 'check',
    summary: 'find everything that can be wrong, without writing',
    about:
      'Reads every file of the fleet, compiles every cluster in memory, and reports what is wrong: each fault once, at its line, with every cluster and host it breaks.',
    arguments: [],
    options: [
      at,
      { usage: '--explain CODE', about: 'tell what a diagnostic means and how to mend it' },
      { usage: '--format FORMAT', about: 'how the report is written', choices: ['text', 'json', 'github', 'sarif'], otherwise: 'text' },
    ],
    examples: [
      { line: 'tidemark check', about: 'the working tree' },
      { line: 'tidemark check --at main', about: 'the newest commit of main, without a checkout' },
      { line: 'tidemark check --explain version-unpublished', about: 'the page about a code' },
      { line: 'tidemark check --format sarif > tidemark.sarif', about: 'for code scanning' },
    ],
    load: () => import('./check.ts'),
  },
  {
    name: 'compile',
    summary: 'write the profiles of every host',
    about:
      'Compiles every cluster and writes what fleet.yaml lists under `emit`, with index.json beside it. Only what changed since the last time is compiled again. A cluster that fails keeps its old outputs and never stops the others.',
    arguments: [],
    options: [
      { usage: '--out DIR', about: 'the output folder', otherwise: 'profiles in the fleet' },
      at,
      { usage: '--only CLUSTER…', about: 'only these clusters; the index keeps what it says of the others' },
      { usage: '--shard I/N', about: 'only the I-th of N parts, for several machines; `tidemark merge` joins them' },
      { usage: '--no-cache', about: 'compile everything again, and remember nothing' },
      { usage: '--format FORMAT', about: 'how the result is written', choices: ['text', 'json'], otherwise: 'text' },
    ],
    examples: [
      { line: 'tidemark compile', about: 'everything that changed, into profiles/' },
      { line: 'tidemark compile --at v1.4 --out /tmp/old', about: 'how a tag compiled' },
      { line: 'tidemark compile --only lxbatch lxplus', about: 'two clusters' },
      { line: 'tidemark compile --shard 1/4 --out part-1', about: 'a quarter, in one of four jobs' },
    ],
    load: () => import('./compile.ts'),
  },
];
