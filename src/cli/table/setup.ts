/** The commands that set a fleet up and try the product out. */

import type { Command } from '../command.ts';

export const setupCommands: readonly Command[] = [
  {
    name: 'owners',
    summary: 'make CODEOWNERS from the fleet, and find owners who are not there',
    about:
      'Prints .github/CODEOWNERS with a line for every cluster, or for a folder whose clusters all have the same owners, so that the forge asks for reviews by itself. Teams are spelt out as the people in them; who has left is left out. Lines of your own stay, outside the two marker lines. Beside it, tells of people and teams that do not exist or have left, and of clusters that nobody answers for: those fall to the owners of the streams they pin.',
    arguments: [],
    options: [
      { usage: '--write', about: 'write the file' },
      { usage: '--check', about: 'only say whether the file is up to date; 1 where it is not' },
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/codeowners.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark owners', about: 'look at it' },
      { line: 'tidemark owners --write', about: 'write .github/CODEOWNERS' },
      { line: 'tidemark owners --check', about: 'in CI: has somebody forgotten it?' },
    ],
    load: () => import('../owners.ts'),
  },
  {
    name: 'doctor',
    summary: 'find what would go wrong, before it does',
    about:
      'Looks at the clock, the fleet, the repository and its remote, the published versions, the forge with its settings and the rights of the token, the owners, the channels and the limits, and says of each whether it is well, with what to do where it is not. Writes nothing. The exit code is 1 where something would keep a run from doing its work; a warning does not count.',
    arguments: [],
    options: [
      { usage: '--offline', about: 'ask nobody outside this machine' },
      {
        usage: '--forge FORGE',
        about: 'which forge is meant',
        choices: ['github', 'local'],
        otherwise: 'GitHub in GitHub Actions, else the embedded forge that origin is',
      },
      {
        usage: '--format FORMAT',
        about: 'how the findings are written; schemas/doctor.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark doctor', about: 'before the first run, and when one went wrong' },
      { line: 'tidemark doctor --offline', about: 'only what can be seen from here' },
      { line: 'tidemark doctor --format json', about: 'for a program' },
    ],
    load: () => import('../doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'play the whole pipeline on this machine',
    about:
      'Copies the example fleet into a temporary folder, with an embedded forge and a mail server on loopback, and plays a story there by the commands that people would type: a release is made, checked and published; every cluster is offered it; two cannot compile it, and their owners are mailed; managers merge, and one declines; a second release follows, and is withdrawn; the security team reads the report. The repository, the mails, the forge and the report stay to be looked at.',
    arguments: [{ usage: '[DIR]', about: 'an empty folder to play in; otherwise a new temporary one' }],
    options: [],
    examples: [
      { line: 'tidemark demo', about: 'in a new temporary folder' },
      { line: 'tidemark demo /tmp/play', about: 'in a folder that is there, and empty' },
    ],
    load: () => import('../demo.ts'),
  },
];
