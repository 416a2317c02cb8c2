import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/compile/context.ts';
import { evaluateText, parseText, pathsOf } from '../../src/compile/expression.ts';
import { emptyMapping, mappingFrom, plainOf, type Plain } from '../../src/core/value.ts';
import { anyPlain } from '../support/values.ts';

function contextWith(variables: { readonly [key: string]: Plain }): Context {
  return {
    fleet: emptyMapping,
    cluster: mappingFrom({ name: 'web', owners: ['maria'] }),
    versions: emptyMapping,
    variables: mappingFrom(variables),
    params: emptyMapping,
    host: mappingFrom({ name: 'web1' }),
    hostVariables: new Set(),
  };
}

/** The value of a text, or the code of what is wrong with it. */
function evaluate(source: string, variables: { readonly [key: string]: Plain } = {}): Plain {
  const parsed = parseText(source);
  if (!parsed.ok) return `!${parsed.fault.code}`;
  const evaluated = evaluateText(parsed.text, contextWith(variables));
  if (evaluated.is === 'value') return plainOf(evaluated.value);
  return evaluated.is === 'fault' ? `!${evaluated.fault.code}` : '!host';
}

describe('a text', () => {
  test('without braces is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(evaluate(text)).toBe(text);
      }),
      { seed: 61 },
    );
  });

  test('that is one expression gives the value as it is, whatever it holds', () => {
    fc.assert(
      fc.property(anyPlain, (plain) => {
        fc.pre(plain !== null);
        expect(evaluate('{{variables.x}}', { x: plain })).toEqual(plain);
      }),
      { seed: 62 },
    );
  });

  test('takes a value in as text, and never reads it as an expression', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '{{variables.y}}', '\\', '\n', '<', '"', 'a') }),
        (hostile) => {
          expect(evaluate('<{{variables.x}}>', { x: hostile, y: 'secret' })).toBe(`<${hostile}>`);
        },
      ),
      { seed: 63, numRuns: 500 },
    );
  });

  test('of any characters is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '{{',
            '}}',
            '{',
            '}',
            '#',
            '/',
            '>',
            '!',
            '&',
            '^',
            '~',
            '(',
            ')',
            '[',
            ']',
            '.',
            '..',
            '@',
            '=',
            '|',
            '"',
            "'",
            ' ',
            'as',
            'if',
            'else',
            'variables',
            'x',
            '1',
            '\\',
            '\n',
          ),
        }),
        (source) => {
          expect(evaluate(source, { x: 1 })).toBeDefined();
        },
      ),
      { seed: 64, numRuns: 3_000 },
    );
  });

  test.each([
    ['{{variables.__proto__}}', '!expression-undefined'],
    ['{{variables.constructor}}', '!expression-undefined'],
    ['{{constructor.constructor}}', '!expression-undefined'],
    ['{{variables.x.length}}', '!expression-undefined'],
    ['{{lookup variables "x"}}', '!expression-helper-unknown'],
    ['{{#each variables}}x{{/each}}', '!expression-syntax'],
    ['{{> x}}', '!expression-syntax'],
    ['{{* x}}', '!expression-syntax'],
    ['{{{{raw}}}}x{{{{/raw}}}}', '!expression-syntax'],
    ['{{! comment }}', '!expression-syntax'],
    ['{{&variables.x}}', '!expression-syntax'],
    ['{{~variables.x}}', '!expression-syntax'],
    ['{{@root}}', '!expression-syntax'],
    ['{{default}}', '!expression-undefined'],
    ['{{default variables.no}}', '!expression-helper-misused'],
    ['{{default variables.no "x"}}', 'x'],
    ['{{default (upper variables.no) "x"}}', 'x'],
    ['\\{{variables.x}}', '{{variables.x}}'],
  ])('%s gives %s', (source, expected) => {
    expect(evaluate(source, { x: 'abc' })).toBe(expected);
  });

  test('names the paths that it reads, and which may be missing', () => {
    const parsed = parseText('{{default variables.a (lower variables.b)}}-{{cluster.name}}');
    expect(parsed.ok && pathsOf(parsed.text)).toEqual([
      { path: ['variables', 'a'], optional: true },
      { path: ['variables', 'b'], optional: true },
      { path: ['cluster', 'name'], optional: false },
    ]);
  });
});

describe('the work of an expression is bounded', () => {
  test('where replacing makes a text grow and grow', () => {
    const source = Array.from({ length: 60 }).reduce<string>(
      (inner) => `(replace ${inner} "a" "aaaaaaaaaa")`,
      'variables.x',
    );
    expect(evaluate(`{{default ${source}}}`, { x: 'aaaaaaaaaa' })).toBe('!expression-helper-misused');
  });

  test('where a large value is taken in many times', () => {
    expect(evaluate('{{variables.x}}{{variables.x}}'.repeat(300), { x: 'a'.repeat(900_000) })).toBe(
      '!expression-too-long',
    );
  });

  test('where parentheses are nested as deep as a text allows', () => {
    const depth = 4_000;
    expect(evaluate(`{{${'lower ('.repeat(1)}${'('.repeat(depth)}x${')'.repeat(depth)})}}`)).toMatch(/^!expression/);
    const nested = `${'(lower '.repeat(1_200)}variables.x${')'.repeat(1_200)}`;
    expect(evaluate(`{{lower ${nested}}}`, { x: 'A' })).toBe('a');
  });

  test('where a list is joined with a long text', () => {
    const list = Array.from({ length: 50_000 }, () => 'x');
    expect(evaluate('{{join variables.list variables.by}}', { list, by: 'y'.repeat(10_000) })).toBe(
      '!expression-helper-misused',
    );
  });
});
