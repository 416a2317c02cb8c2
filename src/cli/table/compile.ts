/** The commands that compile a fleet and answer questions about it. */

import type { Command, Option } from '../command.ts';

const asHost: Option = { usage: '--host', about: 'mean a host, also where a cluster has the same name' };

const at: Option = { usage: '--at REV', about: 'read a git revision instead of the working tree' };

export const compileCommands: readonly Command[] = [
  {
    name: 'init',
    summary: 'write a small working fleet',
    about:
      'Writes a fleet of two clusters, a few templates and one release into a new or empty folder, with the schemas that editors complete and check with. It checks and compiles as it is. A folder that holds anything but an empty git repository is refused.',
    arguments: [{ usage: '[DIR]', about: 'the folder; otherwise this one' }],
    options: [],
    examples: [
      { line: 'tidemark init my-fleet', about: 'in a folder of its own' },
      { line: 'git init && tidemark init', about: 'in a new repository' },
    ],
    load: () => import('../init.ts'),
  },
  {
    name: 'check',
    summary: 'find everything that can be wrong, without writing',
    about:
      'Reads every file of the fleet, compiles every cluster in memory, and reports what is wrong: each fault once, at its line, with every cluster and host it breaks.',
    arguments: [],
    options: [
      at,
      { usage: '--explain CODE', about: 'tell what a diagnostic means and how to mend it' },
      {
        usage: '--format FORMAT',
        about: 'how the report is written; schemas/diagnostics.schema.json describes json',
        choices: ['text', 'json', 'github', 'sarif'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark check', about: 'the working tree' },
      { line: 'tidemark check --at main', about: 'the newest commit of main, without a checkout' },
      { line: 'tidemark check --explain version-unpublished', about: 'the page about a code' },
      { line: 'tidemark check --format sarif > tidemark.sarif', about: 'for code scanning' },
    ],
    load: () => import('../check.ts'),
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
      { usage: '--tell', about: 'tell the owners of clusters that fail, over the channels of fleet.yaml' },
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/compilation.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark compile', about: 'everything that changed, into profiles/' },
      { line: 'tidemark compile --at v1.4 --out /tmp/old', about: 'how a tag compiled' },
      { line: 'tidemark compile --only lxbatch lxplus', about: 'two clusters' },
      { line: 'tidemark compile --shard 1/4 --out part-1', about: 'a quarter, in one of four jobs' },
    ],
    load: () => import('../compile.ts'),
  },
  {
    name: 'merge',
    summary: 'join what several machines compiled',
    about:
      'Joins the shards that `compile --shard` wrote into one index.json, the same as a single run writes, and gathers their outputs beside it. Every output is compared with its digest first; where a shard is missing, damaged or of another fleet, nothing is written.',
    arguments: [{ usage: 'INDEX…', about: 'the index.json of every shard, or the folder that holds it' }],
    options: [
      { usage: '--out DIR', about: 'the output folder', otherwise: 'that of the first index' },
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/merge.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark merge part-1 part-2 part-3 part-4', about: 'everything into part-1/' },
      { line: 'tidemark merge part-*/index.json --out profiles', about: 'into a folder of its own' },
    ],
    load: () => import('../merge.ts'),
  },
  {
    name: 'diff',
    summary: 'show what changes between two revisions',
    about:
      'Compiles two revisions without a checkout and compares them host by host. A change that many clusters go through is shown once, with the pins that move, packages by name and version, the advisories that it closes, and every other value. A cluster that is made of the same files in both is not compiled. Differences are no error: the exit code is 1 only where a cluster that the change touches does not compile at HEAD.',
    arguments: [
      { usage: '[BASE]', about: 'a revision; otherwise where HEAD left origin/HEAD, main or master' },
      { usage: '[HEAD]', about: 'a revision; otherwise the files as they are in the folder' },
    ],
    options: [
      { usage: '--all', about: 'show every row of every table' },
      {
        usage: '--format FORMAT',
        about: 'md is for a pull request; json has everything, and schemas/change.schema.json describes it',
        choices: ['text', 'md', 'json', 'unified'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark diff', about: 'what this branch and the files in the folder change' },
      { line: 'tidemark diff main~1', about: 'against the commit before the newest of main' },
      { line: 'tidemark diff v1.4 v1.5 --format md', about: 'two tags, as Markdown' },
      { line: 'tidemark diff main --format unified', about: 'whole profiles, line by line' },
    ],
    load: () => import('../diff.ts'),
  },
  {
    name: 'profile',
    summary: 'show the finished profile of a host, or a part of it',
    about:
      'Prints the finished profile of a host, or the common profile of a cluster, as JSON with sorted keys; or the part of it at a JSON Pointer. Only the one cluster is compiled. Where a cluster and a host have the same name, the cluster is meant, unless --host says otherwise. What a cluster leaves to its hosts is not in its common profile.',
    arguments: [
      { usage: 'HOST|CLUSTER', about: 'the name of a host or a cluster' },
      { usage: '[POINTER]', about: 'a place in the profile, as a JSON Pointer: /software/packages/openssl' },
    ],
    options: [
      at,
      asHost,
      {
        usage: '--format FORMAT',
        about: 'text is indented, json is one line',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark profile lxb0007', about: 'all of it' },
      { line: 'tidemark profile lxb0007 /software/packages/openssl', about: 'one package' },
      { line: 'tidemark profile lxbatch /system/sysctl', about: 'what the hosts of a cluster share' },
      { line: 'tidemark profile lxb0007 --at main --format json', about: 'how it is on main, for a program' },
    ],
    load: () => import('../profile.ts'),
  },
  {
    name: 'explain',
    summary: 'show where each value of a profile comes from',
    about:
      'Shows every layer that set, overrode, changed, removed or locked a place of a profile, in the order in which they merge, with file, line and column, the release it lies in, and the includes that brought it. A full dot marks the layer whose word holds, a hollow one a layer of which a part holds. Below a mapping or a list, every value stands on a line with its layer. Where a cluster and a host have the same name, the cluster is meant, unless --host says otherwise. What cannot be compiled is explained as far as it goes, with its errors and exit code 1.',
    arguments: [
      { usage: 'HOST|CLUSTER', about: 'the name of a host or a cluster' },
      { usage: '[POINTER]', about: 'a place in the profile, as a JSON Pointer: /software/packages/openssl' },
    ],
    options: [
      at,
      asHost,
      {
        usage: '--format FORMAT',
        about: 'json shows values whole; schemas/explanation.schema.json describes it',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark explain lxb0007 /software/packages/openssl', about: 'who decides on a package' },
      { line: 'tidemark explain lxb0007 /system/sysctl', about: 'every value below a place' },
      { line: 'tidemark explain lxbatch /monitoring/checks', about: 'every item of a merged list' },
      { line: 'tidemark explain lxb0007 --format json', about: 'the whole profile, for a program' },
    ],
    load: () => import('../explain.ts'),
  },
  {
    name: 'impact',
    summary: 'show which clusters and hosts depend on files',
    about:
      'Shows the clusters and hosts whose profiles depend on these files, by what they include. A file that is not there yet counts for those that look for it. Paths are as seen from here, or from the top of the fleet.',
    arguments: [{ usage: 'FILE…', about: 'files of the fleet' }],
    options: [
      at,
      {
        usage: '--format FORMAT',
        about: 'json lists every host; schemas/impact.schema.json describes it',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark impact templates/hardware/dell-r640.yaml', about: 'who has this hardware' },
      { line: 'tidemark impact templates/service/tape.yaml', about: 'who would include it, if it were there' },
      { line: 'tidemark impact $(git diff --name-only main)', about: 'whom this branch touches' },
    ],
    load: () => import('../impact.ts'),
  },
  {
    name: 'complete',
    summary: 'print the script for shell completion',
    about:
      'Prints a script that makes a shell complete commands, options and their values, the names of clusters, and those of the hosts that were compiled last.',
    arguments: [{ usage: 'bash|zsh|fish|powershell', about: 'the shell' }],
    options: [],
    examples: [
      { line: 'source <(tidemark complete bash)', about: 'for this bash; put it into ~/.bashrc to keep it' },
      { line: 'source <(tidemark complete zsh)', about: 'for this zsh; put it into ~/.zshrc to keep it' },
      { line: 'tidemark complete fish > ~/.config/fish/completions/tidemark.fish', about: 'for every fish' },
      { line: 'tidemark complete powershell | Out-String | Invoke-Expression', about: 'for this PowerShell' },
    ],
    load: () => import('../complete.ts'),
  },
];
