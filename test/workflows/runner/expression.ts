/** GitHub's own evaluator over plain data: expressions, and whatever of a workflow may hold them. */

import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };
export type Table = Readonly<Record<string, Plain>>;
export type Texts = Readonly<Record<string, string>>;

/** How the work before has gone: what `success()` and its like ask for. */
export type Status = 'success' | 'failure' | 'cancelled';

/** What an expression may ask for; a context that is left out is empty. */
export interface Contexts {
  readonly github?: Table;
  readonly inputs?: Table;
  readonly env?: Table;
  readonly secrets?: Table;
  readonly needs?: Table;
  readonly steps?: Table;
  readonly jobs?: Table;
  readonly job?: Table;
  readonly matrix?: Table;
  readonly runner?: Table;
  readonly vars?: Table;
  readonly strategy?: Table;
}

const names = 'github inputs env secrets needs steps jobs job matrix runner vars strategy'.split(' ');

/** The value of an expression without its `${{ }}`. */
function evaluated(expression: string, contexts: Contexts, status: Status = 'success'): Plain {
  const tokens = new Lexer(expression).lex().tokens;
  const functions = statusFunctions(status);
  const tree = new Parser(tokens, names, [...functions.values()]).parse();
  const known = new data.Dictionary();
  const given = contexts as Readonly<Record<string, Plain | undefined>>;
  for (const name of names) known.add(name, dataOf(given[name] ?? {}));
  return plainOf(new Evaluator(tree, known, functions).evaluate());
}

/** Whether a condition holds, as GitHub takes values for true. */
export function holds(expression: string, contexts: Contexts, status: Status): boolean {
  const value = evaluated(expression, contexts, status);
  return value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value);
}

/** A part of a workflow with every expression in it replaced by its value. */
export function resolved(token: TemplateToken | undefined, contexts: Contexts): Plain {
  if (token === undefined) return null;
  if (isBasicExpression(token)) return evaluated(token.expression, contexts);
  if (isString(token) || isBoolean(token) || isNumber(token)) return token.value;
  if (isSequence(token)) return [...token].map((item) => resolved(item, contexts));
  if (!isMapping(token)) return null;
  return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), resolved(value, contexts)]));
}

/** As {@link resolved}, of a mapping, each value as the text that a process is given. */
export function resolvedTexts(token: TemplateToken | undefined, contexts: Contexts): Texts {
  return textsOf(tableOf(resolved(token, contexts)));
}

export function textsOf(table: Table): Texts {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, textOf(value)]));
}

export function textOf(value: Plain): string {
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function tableOf(value: Plain | undefined): Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Table) : {};
}

function dataOf(value: Plain): data.ExpressionData {
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;
}

function plainOf(value: data.ExpressionData): Plain {
  return JSON.parse(JSON.stringify(value, data.replacer)) as Plain;
}

function statusFunctions(status: Status): Map<string, FunctionDefinition> {
  const answers = {
    success: status === 'success',
    failure: status === 'failure',
    cancelled: status === 'cancelled',
    always: true,
  };
  const entries = Object.entries(answers).map(([name, answer]): [string, FunctionDefinition] => [
    name,
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) },
  ]);
  return new Map(entries);
}
