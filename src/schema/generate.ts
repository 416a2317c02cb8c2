/**
 * Writes `generated/gates.ts` from `schemas/`: for every kind of file a function that says yes or no.
 * They hold no words and collect no errors, so that they load in a moment. Run by `npm run build`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { _, Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { common } from './dialect.ts';
import { fileKinds } from './kinds.ts';

const folder = new URL('./generated/', import.meta.url);
const head = `// @ts-nocheck
/** Made from schemas/ by src/schema/generate.ts. */
import { formats } from '../formats.ts';
`;

/** What ajv writes to collect errors, each on lines of its own, and what stands there instead. */
const leftOut: readonly (readonly [RegExp, string])[] = [
  [
    /^const (err\d+) = \{.*\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/gm,
    '',
  ],
  [/^if\(vErrors !== null\)\{\nif\(\w+\)\{\nvErrors\.length = \w+;\n\}\nelse \{\nvErrors = null;\n\}\n\}\n/gm, ''],
  [/^vErrors = vErrors === null \? .*;\nerrors = vErrors\.length;\n/gm, 'errors++;\n'],
  [/^validate\d+\.errors = .*;\n/gm, ''],
  [/^let vErrors = null;\n/gm, ''],
  [/, \{instancePath[:,].*?\brootData\}\)/g, ')'],
  [/\(data, \{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}\)/g, '(data)'],
  [/^export const (\w+) = (\w+);$/gm, 'export const $1: (data: unknown) => boolean = $2;'],
  [/^"use strict";\n?/gm, ''],
];

const ajv = new Ajv2020({
  ...common,
  allErrors: true,
  unicode: false,
  messages: false,
  inlineRefs: false,
  code: { source: true, esm: true, lines: true, formats: _`formats` },
});
ajv.opts.unevaluated = false;
ajv.opts.dynamicRef = false;
for (const kind of fileKinds) ajv.addSchema(schemaOf(kind), kind);
const whole = standalone.default(ajv, Object.fromEntries(fileKinds.map((kind) => [kind, kind])));
const bare = leftOut.reduce((text, [found, instead]) => text.replace(found, instead), whole);
const code = bare.replace(/^const (schema\d+) = (.*);\n/gm, keysAlone);
const remains = /.*(?:vErrors|instancePath|require\(|schema\d+[.[](?!properties, )).*/.exec(code);
if (remains !== null) throw new Error(`ajv writes code of another form now: ${remains[0]}`);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('gates.ts', folder), head + code);

/** Of the schemas, the code reads only which keys a long mapping may have. */
function keysAlone(_line: string, name: string, text: string): string {
  if (!bare.includes(`${name}.properties, `)) return '';
  const { properties } = JSON.parse(text) as { readonly properties: object };
  return `const ${name} = {properties: ${JSON.stringify(Object.fromEntries(Object.keys(properties).map((key) => [key, 0])))}};\n`;
}

function schemaOf(kind: string): object {
  const text = readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8');
  return JSON.parse(text, (key, value: unknown) => (key === '$id' ? undefined : value)) as object;
}
