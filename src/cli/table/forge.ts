/** The commands that look at and act on the embedded forge. */

import type { Command, Option } from '../command.ts';

const at: Option = {
  usage: '--at DIR',
  about: "the forge's bare repository",
  otherwise: "the fleet's origin on this machine, or the fleet itself where it is bare",
};

const as: Option = { usage: '--as LOGIN', about: 'who acts', otherwise: 'the user of this machine' };

const format: Option = {
  usage: '--format FORMAT',
  about: "json is what GitHub's API would answer",
  choices: ['text', 'json'],
  otherwise: 'text',
};

const number = { usage: 'NUMBER', about: 'of a request or an issue' };
const request = { usage: 'NUMBER', about: 'of a request' };

export const forgeCommands: readonly Command[] = [
  {
    name: 'forge init',
    summary: 'make an embedded forge in a new folder',
    about:
      'Makes a bare git repository in a new folder, in which pull requests, issues and releases live beside the branches. Where the command runs in a fleet, its branch and tags are brought there, and branches are deleted once they are merged.',
    arguments: [{ usage: 'DIR', about: 'a new or empty folder' }],
    options: [],
    examples: [{ line: 'tidemark forge init ../fleet.git', about: 'for the fleet in this folder' }],
    load: () => import('../forge-init.ts'),
  },
  {
    name: 'forge serve',
    summary: "answer GitHub's API on this machine",
    about:
      "Answers the part of GitHub's REST API that tidemark uses, on 127.0.0.1 alone, until it is interrupted. There are no passwords: a token `as:LOGIN` says who acts. Printed are the variables by which a client finds it.",
    arguments: [],
    options: [at, { usage: '--port PORT', about: 'the port', otherwise: 'any that is free' }],
    examples: [
      { line: 'tidemark forge serve --port 8080', about: 'until Ctrl-C' },
      { line: 'tidemark forge serve --at ../fleet.git', about: 'another than the origin of this fleet' },
    ],
    load: () => import('../forge-serve.ts'),
  },
  {
    name: 'forge list',
    summary: 'list requests and issues',
    about: 'Lists the pull requests and issues of the embedded forge, the newest first.',
    arguments: [],
    options: [
      at,
      { usage: '--state STATE', about: 'which ones', choices: ['open', 'closed', 'all'], otherwise: 'open' },
      format,
    ],
    examples: [
      { line: 'tidemark forge list', about: 'what is open' },
      { line: 'tidemark forge list --state all --format json', about: 'everything, for a program' },
    ],
    load: () => import('../forge-list.ts'),
  },
  {
    name: 'forge show',
    summary: 'show a request or an issue',
    about: 'Shows a pull request or an issue: its text, its people, its checks, whether it merges, and every comment.',
    arguments: [number],
    options: [at, format],
    examples: [{ line: 'tidemark forge show 3', about: 'all but its change' }],
    load: () => import('../forge-show.ts'),
  },
  {
    name: 'forge diff',
    summary: 'show what a request changes',
    about: 'Shows the files that a pull request changes since it left its base, as unified text.',
    arguments: [request],
    options: [at, format],
    examples: [{ line: 'tidemark forge diff 3', about: 'line by line' }],
    load: () => import('../forge-diff.ts'),
  },
  {
    name: 'forge merge',
    summary: 'merge a request',
    about: 'Merges a pull request as it is now into its base branch. What conflicts is refused.',
    arguments: [request],
    options: [at, as, { usage: '--squash', about: 'as one commit on the base' }, format],
    examples: [
      { line: 'tidemark forge merge 3', about: 'with a merge commit' },
      { line: 'tidemark forge merge 3 --as maria --squash', about: 'as maria, in one commit' },
    ],
    load: () => import('../forge-merge.ts'),
  },
  {
    name: 'forge close',
    summary: 'close a request or an issue',
    about: 'Closes an issue, or a pull request without merging it: the version that it offers is declined.',
    arguments: [number],
    options: [at, as, { usage: '--comment TEXT', about: 'say why, first' }, format],
    examples: [{ line: 'tidemark forge close 3 --comment "after the run"', about: 'with a reason' }],
    load: () => import('../forge-close.ts'),
  },
  {
    name: 'forge comment',
    summary: 'comment on a request or an issue',
    about: 'Says something on a pull request or an issue.',
    arguments: [number, { usage: 'TEXT', about: 'what is said, as Markdown' }],
    options: [at, as, format],
    examples: [{ line: 'tidemark forge comment 3 "works for us" --as jan', about: 'as jan' }],
    load: () => import('../forge-comment.ts'),
  },
  {
    name: 'forge status',
    summary: 'post the result of a check, as CI would',
    about:
      'Posts the result of a check to the head of a pull request. A request that merges itself does so once every check that was posted is a success.',
    arguments: [request, { usage: 'success|failure|pending|error', about: 'the result' }],
    options: [at, as, { usage: '--context NAME', about: "the check's name", otherwise: 'check' }, format],
    examples: [{ line: 'tidemark forge status 3 success', about: 'the check named `check`' }],
    load: () => import('../forge-status.ts'),
  },
];
