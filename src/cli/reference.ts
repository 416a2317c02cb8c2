/** The reference of the command line, `docs/cli.md`, made from the command table. */

import type { Command, Option } from './command.ts';
import { commands, globalOptions } from './table.ts';

/** The whole page. */
export function cliReference(): string {
  return [head, contents(), ...commands.map(section), everyCommand(), exits].join('\n');
}

const head = `# The command line

Every command also tells all of this itself: \`tidemark COMMAND --help\`. Results go to standard output, everything else to standard error.
`;

function contents(): string {
  const rows = commands.map(({ name, summary }) => `| [\`tidemark ${name}\`](#${anchor(name)}) | ${cell(summary)} |`);
  return ['| command | what for |', '|---|---|', ...rows, ''].join('\n');
}

function section(command: Command): string {
  const { name, about, examples } = command;
  return [
    `## ${name}\n`,
    `\`\`\`\n${usage(command)}\n\`\`\`\n`,
    `${about}\n`,
    ...table(
      ['argument', 'what'],
      command.arguments.map((argument) => [argument.usage, argument.about]),
    ),
    ...table(['option', 'what'], command.options.map(optionRow)),
    `\`\`\`\n${exampleLines(examples)}\n\`\`\`\n`,
  ].join('\n');
}

function usage({ name, arguments: taken, options }: Command): string {
  const flags = options.map((option) => `[${option.usage}]`);
  return ['tidemark', name, ...taken.map((argument) => argument.usage), ...flags].join(' ');
}

function exampleLines(examples: Command['examples']): string {
  const width = Math.max(...examples.map(({ line }) => line.length));
  return examples.map(({ line, about }) => `${line.padEnd(width)}   # ${about}`).join('\n');
}

function optionRow({ usage, about, otherwise, choices }: Option): readonly [string, string] {
  const words = choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
  return [usage, `${about}${words}${otherwise === undefined ? '' : ` (otherwise: ${otherwise})`}`];
}

function everyCommand(): string {
  return [
    '## Every command\n',
    'These options are taken by every command.\n',
    ...table(['option', 'what'], globalOptions.map(optionRow)),
  ].join('\n');
}

const exits = `## Exit codes

| code | when |
|---|---|
| 0 | fine |
| 1 | the fleet has errors, or there are findings |
| 2 | the command was called wrongly |
| 3 | something outside the fleet failed: the disk, git, the network |
| 130 | interrupted; what was written is whole |

In GitHub Actions, without an option, \`check\` and \`compile\` also write annotations at the lines of a pull request, a summary of the step, and
outputs for the steps that follow (\`errors\`, \`warnings\`, \`notes\`, \`failed\`, \`clusters\`, \`hosts\`; \`compile\` also \`compiled\`, \`unchanged\`, \`written\`,
\`removed\`); \`merge\` gives the outputs \`compiled\`, \`failed\`, \`hosts\`. Nothing that a file of the fleet says can be a command to GitHub.
`;

function table(titles: readonly [string, string], rows: readonly (readonly [string, string])[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(([code, text]) => `| \`${code.replaceAll('|', '\\|')}\` | ${cell(text)} |`);
  return [[`| ${titles[0]} | ${titles[1]} |`, '|---|---|', ...lines, ''].join('\n')];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function anchor(name: string): string {
  return name.replaceAll(' ', '-');
}
