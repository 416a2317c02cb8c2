/** Texts made from a finished profile by a Handlebars template of the fleet: strict, plain data only, a closed set of blocks. */

import Handlebars from 'handlebars';
import type { Plain } from '../core/value.ts';
import type { TextTemplate } from './emit.ts';

const limits = { source: 100_000, depth: 20, rounds: 100_000, output: 4_000_000 } as const;

/** What a template may call; `text` is put around every expression and cannot be written. */
const knownHelpers = { if: true, unless: true, each: true, with: true, lookup: true, text: true, log: false } as const;

/** Reads a template; one that cannot be used gives the reason. */
export function readTextTemplate(
  source: string,
): { readonly ok: true; readonly render: TextTemplate } | { readonly ok: false; readonly reason: string } {
  const reason = whyTooMuch(source);
  if (reason !== undefined) return { ok: false, reason };
  try {
    const handlebars = Handlebars.create();
    const budget = boundRounds(handlebars);
    handlebars.registerHelper('text', textOfValue);
    const program = Handlebars.parse(source);
    new Speller(source).accept(program);
    const options = { noEscape: true, knownHelpersOnly: true, knownHelpers } as const;
    handlebars.precompile(program, options);
    const run = handlebars.compile(program, options);
    return { ok: true, render: (data) => render(run, data, budget) };
  } catch (error) {
    return { ok: false, reason: firstLine(error) };
  }
}

interface Budget {
  rounds: number;
}

function render(run: (data: Plain) => string, data: Plain, budget: Budget): ReturnType<TextTemplate> {
  budget.rounds = 0;
  try {
    const text = run(data);
    return text.length > limits.output
      ? { ok: false, reason: `it makes more than ${limits.output} characters` }
      : { ok: true, text };
  } catch (error) {
    return { ok: false, reason: firstLine(error), ...(error instanceof Unspeakable && { offset: error.offset }) };
  }
}

/**
 * Puts `text` around what stands between braces. Without it Handlebars adds two numbers that stand side by side,
 * writes `[object Object]` for a mapping, and nothing for what is not there.
 */
class Speller extends Handlebars.Visitor {
  /** Where each line begins. */
  readonly #starts: readonly number[];

  constructor(source: string) {
    super();
    this.#starts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path, params, hash, loc } = mustache;
    const isCall = params.length > 0 || hash !== undefined;
    const name = (path as hbs.AST.PathExpression).original;
    if (name === 'text') throw new Error('"text" is no helper');
    const value = isCall ? ({ type: 'SubExpression', path, params, hash, loc } as hbs.AST.SubExpression) : path;
    mustache.path = {
      type: 'PathExpression',
      data: false,
      depth: 0,
      parts: ['text'],
      original: 'text',
      loc,
    } as hbs.AST.PathExpression;
    const called = { type: 'StringLiteral', value: name, original: name, loc } as hbs.AST.StringLiteral;
    const offset = this.#offsetOf(loc.start);
    const place = { type: 'NumberLiteral', value: offset, original: offset, loc } as hbs.AST.NumberLiteral;
    mustache.params = [value, called, place];
    delete (mustache as { hash?: hbs.AST.Hash }).hash;
  }

  /** Parts that call each other could do so without end, or in ways that double with each. */
  override PartialStatement(): void {
    throw new Error('partials are not used here');
  }

  override PartialBlockStatement(): void {
    throw new Error('partials are not used here');
  }

  override Decorator(): void {
    throw new Error('decorators are not used here');
  }

  override DecoratorBlock(): void {
    throw new Error('decorators are not used here');
  }

  #offsetOf({ line, column }: hbs.AST.Position): number {
    return (this.#starts[line - 1] ?? 0) + column;
  }
}

/** Leaves a rendering at an expression that cannot be written; never seen outside this file. */
class Unspeakable extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function textOfValue(value: Plain | undefined, name: string, offset: number): string {
  if (value === undefined || value === null) throw new Unspeakable(`${name} has no value`, offset);
  if (typeof value === 'object')
    throw new Unspeakable(
      `${name} is a ${Array.isArray(value) ? 'list' : 'mapping'}, and cannot stand in text`,
      offset,
    );
  return String(value);
}

/** Loops inside loops multiply, so their rounds are counted over a whole text. A loop over nothing needs an `else`. */
function boundRounds(handlebars: typeof Handlebars): Budget {
  const budget = { rounds: 0 };
  const each = handlebars.helpers['each'] as Handlebars.HelperDelegate; // one of those that come with the library
  handlebars.registerHelper(
    'each',
    function (this: unknown, items: unknown, options: Handlebars.HelperOptions): unknown {
      const isThere = typeof items === 'object' && items !== null;
      if (!isThere && options.inverse === noop)
        throw new Error('a loop goes over what is neither a list nor a mapping');
      const fn: Handlebars.TemplateDelegate = (context: unknown, details?: Handlebars.RuntimeOptions) => {
        budget.rounds += 1;
        if (budget.rounds > limits.rounds) throw new Error(`its loops take more than ${limits.rounds} rounds`);
        return options.fn(context, details);
      };
      return each.call(this, items, { ...options, fn });
    },
  );
  return budget;
}

/** What a block without `else` has in its place; the types do not know it. */
const { noop } = Handlebars.VM as unknown as { readonly noop: Handlebars.TemplateDelegate };

/** Nested blocks cost time that grows out of bounds, so they are counted before anything is compiled. */
function whyTooMuch(source: string): string | undefined {
  if (source.length > limits.source) return `it has more than ${limits.source} characters`;
  let depth = 0;
  for (const [tag] of source.matchAll(/\{\{~?[#/^]/g)) {
    depth += tag.endsWith('/') ? -1 : 1;
    if (depth > limits.depth) return `its blocks are nested deeper than ${limits.depth} levels`;
  }
  return undefined;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').at(-1) === '' ? message : (message.split('\n')[0] ?? message);
}
