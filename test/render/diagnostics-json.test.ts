import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { diagnosticsJson } from '../../src/render/diagnostics-json.ts';
import { placeDiagnostic, summaryOf } from '../../src/render/placed.ts';
import { codes, pageOf, placedExample } from './code-pages.ts';
import { diagnosticOf, flood, hostileTexts, story } from './diagnostics-samples.ts';

const schema: { readonly examples: readonly unknown[] } = JSON.parse(
  readFileSync(new URL('../../schemas/diagnostics.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

test('the document holds everything, in a fixed order', async () => {
  await expect(diagnosticsJson(story(), summaryOf(story(), 35))).toMatchFileSnapshot('diagnostics/story.json');
});

test('every code fits the schema, and so does the schema’s own example', () => {
  const all = codes.map((code) => placedExample(code, pageOf(code)));
  validate(JSON.parse(diagnosticsJson(all, summaryOf(all, 3))));
  expect(validate.errors).toBe(null);
  for (const example of schema.examples) validate(example);
  expect(validate.errors).toBe(null);
});

test('a flood is written whole', () => {
  const all = flood(3000);
  const document: { diagnostics: unknown[] } = JSON.parse(diagnosticsJson(all, summaryOf(all, 3000)));
  expect(document.diagnostics).toHaveLength(3001);
});

test('hostile text comes back as it was', () => {
  for (const text of hostileTexts) {
    const placed = placeDiagnostic(diagnosticOf('version-malformed', { text }), {
      locate: () => undefined,
      fold: () => '',
    });
    const document: { diagnostics: { facts: { text: string } }[] } = JSON.parse(
      diagnosticsJson([placed], summaryOf([placed], 1)),
    );
    expect(document.diagnostics[0]?.facts.text).toBe(text);
  }
});
