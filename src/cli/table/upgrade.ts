/** The commands that bring new versions to clusters. */

import type { Command, Option } from '../command.ts';

const which: readonly Option[] = [
  { usage: '--stream STREAM…', about: 'only these streams' },
  { usage: '--only CLUSTER…', about: 'only these clusters' },
];

const where: readonly Option[] = [
  {
    usage: '--forge FORGE',
    about: 'where requests are opened',
    choices: ['local', 'github'],
    otherwise: 'GitHub in GitHub Actions, else the embedded forge that origin is',
  },
  { usage: '--branch BRANCH', about: 'the branch to offer to', otherwise: 'the one that the repository starts from' },
];

const limit: Option = { usage: '--limit N', about: 'open at most so many requests in this run' };

const all: Option = { usage: '--all', about: 'show every row' };

const format: Option = {
  usage: '--format FORMAT',
  about: 'how the plan is written; schemas/plan.schema.json describes json',
  choices: ['text', 'json', 'md'],
  otherwise: 'text',
};

export const upgradeCommands: readonly Command[] = [
  {
    name: 'upgrade plan',
    summary: 'show which cluster would be offered which version',
    about:
      'Says for every cluster and stream what should be offered: the newest version that is published, not withdrawn, accepted by its staged rollout, allowed by the cluster and not on hold. Every offer is compiled in memory first; one that would not compile is told with its reason and line, and not made. Then what it costs: requests, pushes, time at the limits of the forge. Nothing is written.',
    arguments: [],
    options: [
      ...which,
      limit,
      ...where,
      { usage: '--offline', about: 'ask no forge: plan from HEAD and the tags that are here' },
      { usage: '--out FILE', about: 'write the plan, for `upgrade run FILE`' },
      all,
      format,
    ],
    examples: [
      { line: 'tidemark upgrade plan', about: 'the whole fleet' },
      { line: 'tidemark upgrade plan --offline', about: 'in a clone, without a forge' },
      { line: 'tidemark upgrade plan --stream linux --out plan.json', about: 'to be looked at, and run later' },
    ],
    load: () => import('../upgrade-plan.ts'),
  },
  {
    name: 'upgrade run',
    summary: 'offer every cluster its new version in a pull request of its own',
    about:
      'Carries the plan out: one push of branches, and at most two writes for each pull request. A cluster whose mode is commit gets a commit instead. What is right already is left alone, so that a second run writes nothing, and a run that died is ended by running it again. A request that its manager closed is not opened again for that version; commits of a person are never overwritten. What failed is told to the owners of the clusters, over the channels of fleet.yaml. With FILE exactly the plan that was written there is carried out, or nothing, where something has moved since.',
    arguments: [{ usage: '[FILE]', about: 'a plan that `upgrade plan --out` wrote' }],
    options: [
      ...which,
      limit,
      ...where,
      { usage: '--dry-run', about: 'print every request, and write nothing' },
      { usage: '--no-tell', about: 'tell nobody of what failed' },
      { usage: '--resend', about: 'send letters of earlier runs again that may not have arrived' },
      all,
      format,
    ],
    examples: [
      { line: 'tidemark upgrade run', about: 'everything that is due' },
      { line: 'tidemark upgrade run --dry-run', about: 'every request that this would send' },
      { line: 'tidemark upgrade run --only lxbatch lxplus --stream linux', about: 'two clusters, one stream' },
      { line: 'tidemark upgrade run --limit 20', about: 'twenty requests, the rest another day' },
      { line: 'tidemark upgrade run plan.json', about: 'a plan that somebody looked at' },
    ],
    load: () => import('../upgrade-run.ts'),
  },
  {
    name: 'upgrade status',
    summary: 'show where every cluster stands, and whose move it is',
    about:
      'A row for each cluster and stream: what it pins, what it is or would be offered, the pull request and since when it is open, or why there is none. Nothing is compiled and nothing is written.',
    arguments: [],
    options: [
      ...which,
      ...where,
      {
        ...format,
        about: 'how the table is written; schemas/upgrade-status.schema.json describes json',
        choices: ['text', 'json', 'md'],
      },
    ],
    examples: [
      { line: 'tidemark upgrade status', about: 'the whole fleet' },
      { line: 'tidemark upgrade status --only lxbatch', about: 'one cluster' },
      { line: 'tidemark upgrade status --format md', about: 'for a page or a mail' },
    ],
    load: () => import('../upgrade-status.ts'),
  },
];
