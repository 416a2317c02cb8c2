/** The commands that tell the security team where the fleet stands. */

import type { Command, Option } from '../command.ts';

const which: readonly Option[] = [
  { usage: '--only CLUSTER…', about: 'only these clusters' },
  { usage: '--stream STREAM…', about: 'only these streams' },
  { usage: '--owner OWNER…', about: 'only the clusters of these people and teams' },
  { usage: '--site SITE…', about: 'only the clusters of these sites: their variable site' },
  { usage: '--service SERVICE…', about: 'only the clusters of these services' },
];

const where: readonly Option[] = [
  { usage: '--at REV', about: 'read the fleet at a git revision', otherwise: 'the branch at the forge, or HEAD' },
  {
    usage: '--as-of DATE',
    about: 'as it was at the end of a day, such as 2026-09-30; what the forge says is then not asked',
    otherwise: 'today',
  },
  {
    usage: '--forge FORGE',
    about: 'who is asked for requests',
    choices: ['none', 'local', 'github'],
    otherwise: 'GitHub in GitHub Actions, else the embedded forge that origin is, else nobody',
  },
  { usage: '--branch BRANCH', about: 'the branch at the forge', otherwise: 'the one that the repository starts from' },
];

const groupBy: Option = {
  usage: '--group-by WHAT',
  about: 'count the rows by it as well',
  choices: ['owner', 'site', 'service', 'stream'],
};

const state: Option = {
  usage: '--state STATE…',
  about: 'list only rows in these states',
  choices: ['withdrawn-version', 'unmaintained', 'overdue', 'unpinned', 'due', 'held', 'current'],
};

const failOn: Option = {
  usage: '--fail-on STATE',
  about:
    'exit with 1 where a cluster is in this state or worse and nothing excuses it, and where an advisory, a hold or an exception is past its day',
  choices: ['due', 'overdue', 'unmaintained'],
};

const telling: readonly Option[] = [
  {
    usage: '--tell',
    about:
      'tell the owners of what is late, the security team, and the issue of the fleet: nobody twice of the same state',
  },
  { usage: '--dry-run', about: 'with --tell: say who would be told, and tell nobody' },
  { usage: '--resend', about: 'with --tell: send again what may not have arrived' },
];

const all: Option = { usage: '--all', about: 'show every row' };

const out: Option = {
  usage: '--out DIR',
  about: 'write every form of the report to a folder: JSON, Markdown, CSV, SARIF, OpenMetrics, Atom',
};

const since: Option = { usage: '--since DATE', about: 'only logbook lines from this day on' };

function format(
  choices: readonly string[],
  about = 'how it is written; schemas/report.schema.json describes json',
): Option {
  return { usage: '--format FORMAT', about, choices, otherwise: 'text' };
}

export const reportCommands: readonly Command[] = [
  {
    name: 'report all',
    summary: 'show on one screen who is worst, since when, and whose move it is',
    about:
      'The stale clusters, the spread over versions and the end of the logbook: clusters by state, the advisories that they lack and the hosts exposed, the worst rows with the next move and whom to call, exceptions past their end. Each part names the command that lists its rows. In GitHub Actions it is the summary of the step as well, with annotations and outputs; with --out a folder has all of it, for an artifact. A forge that cannot be asked is said, and keeps nothing else from being told.',
    arguments: [],
    options: [
      ...which,
      ...where,
      groupBy,
      since,
      failOn,
      ...telling,
      out,
      all,
      format(['text', 'md', 'json', 'sarif', 'openmetrics']),
    ],
    examples: [
      { line: 'tidemark report all', about: 'the first thing in the morning' },
      { line: 'tidemark report all --out report --fail-on overdue', about: 'in a scheduled workflow' },
      { line: 'tidemark report all --tell', about: 'and tell everybody what is new to them' },
      { line: 'tidemark report all --as-of 2026-09-30', about: 'as it was at the end of a quarter' },
      { line: 'tidemark report all --owner maria --format md', about: 'one owner, for a mail' },
    ],
    load: () => import('../report-all.ts'),
  },
  {
    name: 'report stale',
    summary: 'list clusters by how late they are, with what they lack',
    about:
      'A row for each cluster and stream, the worst first: its pin, the newest version it should have, the days since the first release that it lacks, its state, the advisories that the newer releases close and the day by which policy wants them closed, whose move it is, and whom to call. Policy is `stale` in fleet.yaml, of a stream, or of a cluster; `exceptions` in fleet.yaml excuse for a while.',
    arguments: [{ usage: '[CLUSTER…]', about: 'only these clusters, as with --only' }],
    options: [
      ...which,
      state,
      ...where,
      groupBy,
      failOn,
      out,
      all,
      format(['text', 'md', 'json', 'csv', 'sarif', 'openmetrics']),
    ],
    examples: [
      { line: 'tidemark report stale', about: 'the worst rows of each state' },
      { line: 'tidemark report stale --all --state overdue unmaintained', about: 'every row that is late' },
      { line: 'tidemark report stale lxbatch', about: 'one cluster' },
      { line: 'tidemark report stale --group-by owner', about: 'whom to call first' },
      { line: 'tidemark report stale --fail-on overdue', about: 'in CI: red for whom nothing excuses' },
    ],
    load: () => import('../report-stale.ts'),
  },
  {
    name: 'report spread',
    summary: 'show how far the fleet is spread over versions, and its tail',
    about:
      'For each stream the versions in use over clusters and hosts, Shannon entropy in bits, the effective number of versions (2 to the power of it), and beside it the tail that such a number hides: who lacks a release for longer than policy allows, and since when. Over time from the history of the branch, the last day of each month.',
    arguments: [],
    options: [...which, ...where, out, all, format(['text', 'md', 'json', 'csv', 'openmetrics'])],
    examples: [
      { line: 'tidemark report spread', about: 'every stream' },
      { line: 'tidemark report spread --stream linux --site geneva', about: 'a part of the fleet' },
      { line: 'tidemark report spread --format csv', about: 'for a spreadsheet' },
    ],
    load: () => import('../report-spread.ts'),
  },
  {
    name: 'report logbook',
    summary: 'tell who moved which cluster where, when, and through what',
    about:
      'Read from the history of the branch, newest first: pins that moved, releases written, published and withdrawn, holds, rollouts, clusters that came, went and were renamed, each with the request or commit, its author and committer, and what cannot be known of it. With CLUSTER the timeline of that cluster, through its earlier names.',
    arguments: [{ usage: '[CLUSTER…]', about: 'only these clusters, also under names that they once had' }],
    options: [
      { usage: '--only CLUSTER…', about: 'only these clusters' },
      since,
      ...where,
      out,
      all,
      format(['text', 'md', 'json', 'csv', 'atom']),
    ],
    examples: [
      { line: 'tidemark report logbook', about: 'the newest lines' },
      { line: 'tidemark report logbook lxbatch --all', about: 'the timeline of one cluster' },
      { line: 'tidemark report logbook --since 2026-10-01 --format csv', about: 'a quarter, for a spreadsheet' },
    ],
    load: () => import('../report-logbook.ts'),
  },
];
