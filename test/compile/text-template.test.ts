/** Output templates: what they write, and what they refuse. */

import { describe, expect, test } from 'vitest';
import { readTextTemplate } from '../../src/compile/text-template.ts';
import type { Plain } from '../../src/core/value.ts';

const rendered = (source: string, data: Plain): string => {
  const read = readTextTemplate(source);
  if (!read.ok) return `refused: ${read.reason}`;
  const made = read.render(data);
  return made.ok ? made.text : `failed: ${made.reason}`;
};
const hundred = Array.from({ length: 100 }, (_, i) => i);

describe('an output template', () => {
  test.each([
    ['writes numbers side by side, and does not add them', '{{a}}{{b}}', { a: 1, b: 2 }, '12'],
    ['writes a lone number as text', '{{a}}', { a: 1 }, '1'],
    ['writes false', '{{a}}', { a: false }, 'false'],
    ['escapes nothing', '{{a}}', { a: '<&"' }, '<&"'],
    ['goes over lists and mappings', '{{#each a}}{{@key}}={{this}};{{/each}}', { a: { x: 1, y: 2 } }, 'x=1;y=2;'],
    ['reaches keys with dots', '{{lookup a "x.y"}}{{a.[x.y]}}', { a: { 'x.y': 2 } }, '22'],
    ['may ask whether something is there', '{{#if a.b.c}}y{{else}}n{{/if}}', {}, 'n'],
    ['may loop over nothing with an else', '{{#each a}}y{{else}}n{{/each}}', {}, 'n'],
    ['keeps escaped braces', '\\{{a}}', {}, '{{a}}'],
  ])('%s', (_, source, data, text) => {
    expect(rendered(source, data as Plain)).toBe(text);
  });

  test.each([
    ['a value that is not there', '{{a.b}}', { a: {} }, 'a.b has no value'],
    ['null', '{{a}}', { a: null }, 'a has no value'],
    ['a list', '{{a}}', { a: [1] }, 'a is a list, and cannot stand in text'],
    ['a mapping', '{{a}}', { a: {} }, 'a is a mapping, and cannot stand in text'],
    ['what every JavaScript object has', '{{a.constructor}}', { a: {} }, 'a.constructor has no value'],
    ['a loop over nothing', '{{#each a}}x{{/each}}', {}, 'a loop goes over what is neither a list nor a mapping'],
    [
      'loops that multiply',
      `${'{{#each @root.a}}'.repeat(4)}x${'{{/each}}'.repeat(4)}`,
      { a: hundred },
      'its loops take more than 100000 rounds',
    ],
  ])('fails on %s', (_, source, data, reason) => {
    expect(rendered(source, data as Plain)).toBe(`failed: ${reason}`);
  });

  test.each(['{{lower a}}', '{{log a}}', '{{text a}}', '{{#each a}}', '{{#if a}}'.repeat(21)])(
    'refuses %s',
    (source) => {
      expect(rendered(source, { a: 'x' })).toMatch(/^refused: /);
    },
  );
});
