/** The text of a version's release.yaml: what it is, what it closes, what it was made from. */

import type { Advisory } from '../change/change.ts';
import { byteOrder } from '../core/order.ts';
import { yamlBlock, yamlQuoted, yamlWord } from './template-yaml.ts';

/** A file that templates were made from, as release.yaml names it, and its digest. */
export interface SourceFile {
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface ReleaseParts {
  readonly stream: string;
  readonly version: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly owners: readonly string[];
  readonly notes: readonly string[];
  readonly sources: readonly SourceFile[];
  readonly advisories: readonly Advisory[];
  /** Whether editors find the schema of releases in the fleet. */
  readonly withSchema: boolean;
}

/** Bugs and documentation are left open, for the release team to fill in. */
export function releaseText(parts: ReleaseParts): string {
  const { stream, version, date, owners, notes, sources, advisories, withSchema } = parts;
  return [
    withSchema ? '# yaml-language-server: $schema=../../../schemas/release.schema.json\n' : '',
    `stream: ${yamlWord(stream)}\n`,
    `version: ${yamlWord(version)}\n`,
    `date: ${date}\n`,
    owners.length === 0 ? '' : `owners: [${owners.map(yamlWord).join(', ')}]\n`,
    yamlBlock('notes', notes),
    'bugs: []\n',
    'documentation: []\n',
    'sources:\n',
    ...sources.map(({ file, sha256 }) => `  - { file: ${yamlWord(file)}, sha256: ${yamlWord(sha256)} }\n`),
    advisories.length === 0 ? 'advisories: []\n' : 'advisories:\n',
    ...advisories.map(advisoryText),
  ].join('');
}

/** The advisories that a release.yaml holds within the size of a fleet's files: where they are too many, the last ones. */
export function fittingAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  let room = advisoriesSize;
  const from = advisories.findLastIndex((advisory) => (room -= advisoryText(advisory).length) < 0);
  return advisories.slice(from + 1);
}

/** In characters; the files of a fleet may have 1 MiB. */
const advisoriesSize = 800_000;

function advisoryText({ id, severity, published, title, cves, packages }: Advisory): string {
  const names = Object.keys(packages).toSorted(byteOrder);
  return [
    `  - id: ${yamlQuoted(id)}\n`,
    `    severity: ${severity}\n`,
    published === '' ? '' : `    published: ${published}\n`,
    title === '' ? '' : `    title: ${yamlQuoted(title)}\n`,
    cves.length === 0 ? '    cves: []\n' : '    cves:\n',
    ...cves.map((cve) => `      - ${yamlWord(cve)}\n`),
    '    packages:\n',
    ...names.map((name) => `      ${yamlWord(name)}: ${yamlQuoted(packages[name] ?? '')}\n`),
  ].join('');
}
