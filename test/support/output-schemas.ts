/** The schemas of what commands print as JSON, as a program would use them. */

import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** Which schema describes what a command prints with `--format json`. */
export const schemaOfCommand: Readonly<Record<string, string>> = {
  check: 'diagnostics',
  compile: 'compilation',
  merge: 'merge',
  diff: 'change',
  explain: 'explanation',
  impact: 'impact',
  owners: 'codeowners',
  doctor: 'doctor',
  'template new': 'new-template',
  'template next': 'new-template',
  'template import': 'package-list',
  'release check': 'release-check',
  'release announce': 'announcement',
  'release withdraw': 'withdrawal',
  'release schedule': 'release-schedule',
  'upgrade plan': 'plan',
  'upgrade run': 'plan',
  'upgrade status': 'upgrade-status',
  'report all': 'report',
  'report stale': 'report',
  'report spread': 'report',
  'report logbook': 'report',
};

export const outputSchemas: readonly string[] = [...new Set(Object.values(schemaOfCommand))];

export interface OutputSchema {
  readonly $id: string;
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly unknown[];
}

export function outputSchema(name: string): OutputSchema {
  const text = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as OutputSchema;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).addKeyword('patternErrorMessage');

/** What is wrong with a document; empty where it has the shape. */
export function faultsIn(name: string, document: unknown): readonly ErrorObject[] {
  const validate = ajv.getSchema(`urn:tidemark:schema:${name}`) ?? ajv.compile(outputSchema(name));
  return validate(document) ? [] : (validate.errors ?? []);
}

/** Throws where a command that was asked for JSON printed something else than its schema says. */
export function expectDescribed(args: readonly string[], stdout: string): void {
  const at = args.indexOf('--format');
  const name = schemaOfCommand[args.slice(0, 2).join(' ')] ?? schemaOfCommand[args[0] ?? ''];
  if (at === -1 || args[at + 1] !== 'json' || name === undefined || stdout === '') return;
  const faults = faultsIn(name, JSON.parse(stdout));
  if (faults.length > 0) throw new Error(`tidemark ${args.join(' ')} prints no ${name}: ${JSON.stringify(faults)}`);
}
