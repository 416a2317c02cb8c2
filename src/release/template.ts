/** From packages to the templates of a version: the same packages give the same bytes. */

import type { Route } from '../core/site.ts';
import { List, mappingOf, type Mapping, type Value } from '../core/value.ts';
import type { ListedPackage } from './lists/package.ts';
import { yamlComment, yamlQuoted, yamlWord } from './template-yaml.ts';

/** What a version's templates are made of. */
export interface TemplateParts {
  readonly stream: string;
  /** The stream's title, `Operating system`. */
  readonly title: string;
  readonly version: string;
  /** Where a profile keeps its packages, as `fleet.yaml` says. */
  readonly route: Route;
  /** In the order in which they are written: {@link import('./lists/newest.ts').joinedSources}. */
  readonly packages: readonly ListedPackage[];
  /** What they were made from, as release.yaml names it. */
  readonly sources: readonly string[];
  /** Whether editors find the schema of templates in the fleet. */
  readonly withSchema: boolean;
}

/** The most characters of a template; the files of a fleet may have 1 MiB. */
const templateSize = 900_000;

/**
 * The templates of a version by their file names: `default.yaml`, and `packages-N.yaml`, which it includes, where the
 * packages are more than one file holds.
 */
export function templateFiles(parts: TemplateParts): ReadonlyMap<string, string> {
  const pieces = piecesOf(packageLines(parts.packages, '  '.repeat(parts.route.length + 1)));
  const description = `description: ${yamlWords(descriptionOf(parts))}\n`;
  const head = headOf(parts);
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1)
    return new Map([['default.yaml', `${head}${description}${profileOf(parts.route, only)}`]]);
  const names = pieces.map((_, index) => `packages-${index + 1}`);
  const includes = names.map((name) => `  - ${yamlWord(`${parts.stream}/${parts.version}/${name}`)}\n`).join('');
  return new Map([
    ['default.yaml', `${head}${description}include:\n${includes}`],
    ...pieces.map((lines, index): [string, string] => [
      `${names[index] ?? ''}.yaml`,
      `${head}description: ${yamlWords(`Packages of ${parts.version}, part ${index + 1} of ${pieces.length}.`)}\n${profileOf(parts.route, lines)}`,
    ]),
  ]);
}

/** The packages as a profile has them: one mapping each, or a list where several stand side by side. */
export function packagesMapping(packages: readonly ListedPackage[]): Mapping {
  const entries = byName(packages).map(([name, versions]): [string, Value] => {
    const items = versions.map(({ version, arch }) =>
      mappingOf([
        ['version', version],
        ['arch', arch],
      ]),
    );
    const [first] = items;
    return [name, first !== undefined && items.length === 1 ? first : new List(items)];
  });
  return mappingOf(entries);
}

function headOf({ sources, withSchema }: TemplateParts): string {
  const schema = withSchema ? '# yaml-language-server: $schema=../../../schemas/template.schema.json\n' : '';
  return schema + sources.map((source) => `# made from ${yamlComment(source)}\n`).join('');
}

/** A title in the plural names the things themselves; any other names what the packages are for. */
function descriptionOf({ title, version }: TemplateParts): string {
  return /[^s]s$/.test(title) ? `${title} of ${version}.` : `${title} packages of ${version}.`;
}

/** A sentence, plain where it is made of nothing that means something to YAML. */
function yamlWords(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_., +-]*$/.test(text) ? text : yamlQuoted(text);
}

function profileOf(route: Route, lines: readonly string[]): string {
  const keys = ['profile', ...route.map(String)];
  const opened = keys.map((key, level) => `${'  '.repeat(level)}${yamlWord(key)}:`);
  return `${opened.join('\n')}\n${lines.join('')}`;
}

function packageLines(packages: readonly ListedPackage[], indent: string): readonly string[] {
  return byName(packages).map(([name, versions]) => {
    const [first] = versions;
    if (first !== undefined && versions.length === 1) return `${indent}${yamlWord(name)}: ${entryOf(first)}\n`;
    return `${indent}${yamlWord(name)}:\n${versions.map((entry) => `${indent}  - ${entryOf(entry)}\n`).join('')}`;
  });
}

function entryOf({ version, arch }: ListedPackage): string {
  return `{ version: ${yamlQuoted(version)}, arch: ${yamlWord(arch)} }`;
}

function byName(packages: readonly ListedPackage[]): readonly (readonly [string, readonly ListedPackage[]])[] {
  const found = new Map<string, ListedPackage[]>();
  for (const entry of packages) {
    const there = found.get(entry.name);
    if (there === undefined) found.set(entry.name, [entry]);
    else there.push(entry);
  }
  return [...found];
}

function piecesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = [];
  let size = Infinity;
  for (const line of lines) {
    if (size + line.length > templateSize) {
      pieces.push([]);
      size = 0;
    }
    pieces.at(-1)?.push(line);
    size += line.length;
  }
  return pieces;
}
