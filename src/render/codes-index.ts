/** The index of the catalogue: every code with its severity and title, as `docs/codes/README.md` has it. */

import { catalogue } from '../core/catalogue.ts';
import type { Code, Severity } from '../core/diagnostic.ts';

/** The Markdown of `docs/codes/README.md`. */
export function codesIndex(): string {
  return `${head}\n${rows().join('\n')}\n\n${severities}\n`;
}

const head = `# What Tidemark can complain about

Each complaint has a code, and each code a page. \`tidemark check --explain CODE\` shows the page in a terminal.

| code | severity | title |
|---|---|---|`;

const meaning = {
  error: 'the clusters that it breaks are not compiled; every other cluster is, and the command ends with exit code 1',
  warning: 'everything is compiled, and somebody should look',
  note: 'nothing is wrong; worth knowing',
} as const satisfies Record<Severity, string>;

const severities = `The severities:

${Object.entries(meaning)
  .map(([severity, text]) => `- **${severity}**: ${text}.`)
  .join('\n')}`;

/** In the order of the catalogue, which goes from files over YAML and the fleet to the outputs. */
function rows(): readonly string[] {
  const codes = Object.keys(catalogue) as Code[]; // the catalogue has exactly the codes
  return codes.map((code) => `| [${code}](${code}.md) | ${catalogue[code].severity} | ${catalogue[code].title} |`);
}
