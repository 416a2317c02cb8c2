/**
 * Expressions in texts: `{{path.to.value}}` and a closed set of helpers, by Handlebars' own grammar.
 * They are evaluated on parsed values, so a value can never add structure; nothing can loop, call or include.
 */

import { parseWithoutProcessing } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { nearest } from '../core/nearest.ts';
import { isScalar, List, Mapping, type Scalar, type Value } from '../core/value.ts';
import { readPath, type Context, type Path } from './context.ts';
import { helpers, isHelperName, type HelperName } from './helpers.ts';

/** The longest text with expressions that is read, in characters. */
const expressionLimit = 10_000;

/** The longest text that expressions may make, in characters. */
const resultLimit = 1_000_000;

export type Expression =
  | { readonly is: 'path'; readonly path: Path }
  | { readonly is: 'literal'; readonly value: Scalar }
  | { readonly is: 'helper'; readonly helper: HelperName; readonly args: readonly Expression[] };

/** A text once parsed. `whole` is a text that is exactly one expression, and keeps the value's type. */
export type Text =
  | { readonly is: 'fixed'; readonly text: string }
  | { readonly is: 'whole'; readonly expression: Expression }
  | { readonly is: 'parts'; readonly parts: readonly (string | Expression)[] };

export type TextFault =
  | { readonly code: 'expression-syntax'; readonly facts: { readonly text: string; readonly reason: string } }
  | { readonly code: 'expression-too-long'; readonly facts: { readonly length: number; readonly limit: number } }
  | {
      readonly code: 'expression-helper-unknown';
      readonly facts: { readonly helper: string; readonly nearest: readonly string[] };
    };

export type ParsedText = { readonly ok: true; readonly text: Text } | { readonly ok: false; readonly fault: TextFault };

export function hasExpression(text: string): boolean {
  return text.includes('{{');
}

export function parseText(source: string): ParsedText {
  if (!hasExpression(source)) return { ok: true, text: { is: 'fixed', text: source } };
  if (source.length > expressionLimit) {
    return refused({ code: 'expression-too-long', facts: { length: source.length, limit: expressionLimit } });
  }
  try {
    return { ok: true, text: textOf(parseWithoutProcessing(source).body) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault(source));
    return refused(syntaxFault(source, 'its braces or words do not fit together'));
  }
}

/** The paths that a text reads; `optional` ones may be absent without harm. */
export function pathsOf(text: Text): readonly { readonly path: Path; readonly optional: boolean }[] {
  if (text.is === 'fixed') return [];
  const found: { readonly path: Path; readonly optional: boolean }[] = [];
  const parts = text.is === 'whole' ? [text.expression] : text.parts;
  for (const part of parts) if (typeof part !== 'string') collectPaths(part, found, { optional: false });
  return found;
}

/** A text as it could have been written, for people. */
export function wordsOf(text: Text): string {
  if (text.is === 'fixed') return text.text;
  const parts = text.is === 'whole' ? [text.expression] : text.parts;
  return parts.map((part) => (typeof part === 'string' ? part : `{{${expressionWords(part)}}}`)).join('');
}

function expressionWords(expression: Expression): string {
  if (expression.is === 'path') return expression.path.join('.');
  if (expression.is === 'literal') return JSON.stringify(expression.value);
  const args = expression.args.map((arg) => (arg.is === 'helper' ? `(${expressionWords(arg)})` : expressionWords(arg)));
  return [expression.helper, ...args].join(' ');
}

export type Evaluated =
  | { readonly is: 'value'; readonly value: Value }
  | { readonly is: 'host' }
  | { readonly is: 'fault'; readonly fault: EvaluationFault };

export type EvaluationFault =
  | { readonly code: 'expression-undefined'; readonly facts: { readonly path: string } }
  | { readonly code: 'expression-too-long'; readonly facts: { readonly length: number; readonly limit: number } }
  | { readonly code: 'expression-not-text'; readonly facts: { readonly path: string; readonly found: string } }
  | {
      readonly code: 'expression-helper-misused';
      readonly facts: { readonly helper: string; readonly reason: string };
    };

export function evaluateText(text: Text, context: Context): Evaluated {
  if (text.is === 'fixed') return { is: 'value', value: text.text };
  if (text.is === 'whole') return evaluate(text.expression, context);
  let result = '';
  for (const part of text.parts) {
    if (typeof part === 'string') {
      result += part;
      continue;
    }
    const evaluated = evaluate(part, context);
    if (evaluated.is !== 'value') return evaluated;
    const { value } = evaluated;
    if (!isScalar(value)) {
      return {
        is: 'fault',
        fault: { code: 'expression-not-text', facts: { path: nameOf(part), found: kindOf(value) } },
      };
    }
    result += String(value);
    if (result.length > resultLimit) {
      return {
        is: 'fault',
        fault: { code: 'expression-too-long', facts: { length: result.length, limit: resultLimit } },
      };
    }
  }
  return { is: 'value', value: result };
}

/** A value's kind in words. */
export function kindOf(value: Value): string {
  if (value instanceof Mapping) return 'a mapping';
  if (value instanceof List) return 'a list';
  if (value === null) return 'nothing';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
}

function evaluate(expression: Expression, context: Context): Evaluated {
  switch (expression.is) {
    case 'literal':
      return { is: 'value', value: expression.value };
    case 'path': {
      const reading = readPath(context, expression.path);
      if (reading.is !== 'absent') return reading;
      return { is: 'fault', fault: { code: 'expression-undefined', facts: { path: expression.path.join('.') } } };
    }
    case 'helper':
      return call(expression.helper, expression.args, context);
  }
}

function call(name: HelperName, args: readonly Expression[], context: Context): Evaluated {
  const values: (Value | undefined)[] = [];
  for (const arg of args) {
    const evaluated = evaluate(arg, context);
    if (evaluated.is === 'value') values.push(evaluated.value);
    else if (evaluated.is === 'fault' && name === 'default' && evaluated.fault.code === 'expression-undefined')
      values.push(undefined);
    else return evaluated;
  }
  const result = helpers[name](values);
  if (typeof result !== 'object' || result === null || !('misused' in result)) return { is: 'value', value: result };
  return { is: 'fault', fault: { code: 'expression-helper-misused', facts: { helper: name, reason: result.misused } } };
}

function nameOf(expression: Expression): string {
  return expression.is === 'path'
    ? expression.path.join('.')
    : expression.is === 'helper'
      ? expression.helper
      : 'the literal';
}

function collectPaths(
  expression: Expression,
  found: { readonly path: Path; readonly optional: boolean }[],
  where: { readonly optional: boolean },
): void {
  if (expression.is === 'path') found.push({ path: expression.path, optional: where.optional });
  if (expression.is !== 'helper') return;
  for (const arg of expression.args)
    collectPaths(arg, found, { optional: where.optional || expression.helper === 'default' });
}

/** Leaves the walk over the grammar's nodes; never seen outside this file. */
class Refusal extends Error {
  readonly fault: (source: string) => TextFault;

  constructor(fault: (source: string) => TextFault) {
    super();
    this.fault = fault;
  }
}

function refuse(reason: string): never {
  throw new Refusal((source) => syntaxFault(source, reason));
}

function textOf(body: readonly hbs.AST.Statement[]): Text {
  const parts: (string | Expression)[] = [];
  for (const statement of body) {
    const part = readStatement(statement);
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  const [only] = parts;
  if (parts.length > 1) return { is: 'parts', parts };
  if (only === undefined || typeof only === 'string') return { is: 'fixed', text: only ?? '' };
  return { is: 'whole', expression: only };
}

function readStatement(statement: hbs.AST.Statement): string | Expression {
  if (statement.type === 'ContentStatement') return (statement as hbs.AST.ContentStatement).value;
  if (statement.type !== 'MustacheStatement') return refuse('blocks, partials and comments are not used here');
  const mustache = statement as hbs.AST.MustacheStatement;
  if (!mustache.escaped) return refuse('three braces are not used here: nothing is escaped');
  if (mustache.strip.open || mustache.strip.close) return refuse('"~" is not used here');
  return readCall(mustache);
}

function readCall(node: {
  readonly path: hbs.AST.Node;
  readonly params: hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}): Expression {
  if (node.hash !== undefined && node.hash.pairs.length > 0) return refuse('named arguments are not used here');
  if (node.params.length === 0) return readExpression(node.path);
  const name = (node.path as hbs.AST.PathExpression).original;
  if (!isHelperName(name)) {
    throw new Refusal(() => ({
      code: 'expression-helper-unknown',
      facts: { helper: name, nearest: nearest(name, Object.keys(helpers)) },
    }));
  }
  return { is: 'helper', helper: name, args: node.params.map(readExpression) };
}

function readExpression(node: hbs.AST.Node): Expression {
  switch (node.type) {
    case 'PathExpression':
      return readPathNode(node as hbs.AST.PathExpression);
    case 'SubExpression':
      return readCall(node as hbs.AST.SubExpression);
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return { is: 'literal', value: (node as hbs.AST.StringLiteral).value };
    default:
      return refuse('only paths, texts, numbers, true and false can stand here');
  }
}

function readPathNode(node: hbs.AST.PathExpression): Expression {
  if (node.data || node.depth > 0 || /^(?:\.|this\b)/.test(node.original))
    return refuse('"@", "this" and ".." are not used here');
  return { is: 'path', path: node.parts.map(String) };
}

function syntaxFault(text: string, reason: string): TextFault {
  return { code: 'expression-syntax', facts: { text, reason } };
}

function refused(fault: TextFault): ParsedText {
  return { ok: false, fault };
}
