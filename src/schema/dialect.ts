/**
 * JSON Schema 2020-12 as it is spoken here: ajv with every fault reported, own keys only, the closed formats,
 * and unions whose error says how many of the errors before it belong to each branch.
 * Ajv is loaded by the first call: most runs never need it.
 */

import type { CodeKeywordDefinition, KeywordCxt, Options } from 'ajv';
import type * as Library from 'ajv/dist/2020.js';
import { createRequire } from 'node:module';
import { byteOrder } from '../core/order.ts';
import { formats } from './formats.ts';

/** The options that say what a schema means, whoever asks. */
export const common: Options = {
  ownProperties: true,
  strict: false,
  validateSchema: false,
  meta: false,
  logger: false,
  addUsedSchema: false,
  formats,
};

export interface Dialect {
  /** Whether a schema uses `unevaluatedProperties` or `unevaluatedItems`; keeping account of them costs time. */
  readonly unevaluated: boolean;
  /** Called for every `$ref` that is followed, so that a check can be stopped; it may throw. */
  readonly onRef?: () => void;
  readonly options?: Options;
}

/** A new validator compiler. It trusts the schema's form: `vocabulary.ts` looks at that first. */
export function newAjv({ unevaluated, onRef, options = {} }: Dialect): Library.Ajv2020 {
  const { Ajv2020 } = library();
  const ajv = new Ajv2020({ ...common, allErrors: true, verbose: true, ...options });
  ajv.opts.unevaluated = unevaluated;
  ajv.opts.dynamicRef = false;
  const keywords = [
    union('anyOf'),
    union('oneOf'),
    countedContains(),
    linearUniqueItems(),
    ...(onRef === undefined ? [] : [heededRef(onRef)]),
  ];
  for (const keyword of keywords) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  return ajv;
}

/** What the error of `anyOf` and `oneOf` carries: branches that fit, and how many errors stand before it for each. */
export interface UnionParams {
  readonly passing: number;
  readonly counts: readonly number[];
}

const load = createRequire(import.meta.url);

function library(): typeof Library {
  return load('ajv/dist/2020.js') as typeof Library; // `require` has no types
}

function union(keyword: 'anyOf' | 'oneOf'): CodeKeywordDefinition {
  const { _ } = library();
  return {
    keyword,
    schemaType: 'array',
    trackErrors: true,
    error: {
      message: 'must fit one of the forms',
      params: ({ params }) => _`{passing: ${codeOf(params['passing'])}, counts: ${codeOf(params['counts'])}}`,
    },
    code: (cxt) => unionCode(cxt, keyword),
  };
}

/** As ajv's own `anyOf` and `oneOf`, but for the counts; `passing` and `ends` are numbers in the generated code. */
function unionCode(cxt: KeywordCxt, keyword: 'anyOf' | 'oneOf'): void {
  const { _, Name } = library();
  const { gen } = cxt;
  const errors = new Name('errors');
  const fits = gen.name('_valid');
  const passing = gen.let('passing', 0);
  const ends = (cxt.schema as readonly unknown[]).map(() => gen.let('end', 0));
  gen.block(() => {
    for (const [index, end] of ends.entries()) {
      const branch = cxt.subschema({ keyword, schemaProp: index, compositeRule: true }, fits);
      gen.assign(end, _`${errors} - ${codeOf(cxt.errsCount)}`);
      gen.if(fits, () => gen.assign(passing, _`${passing} + 1`));
      const merged = cxt.mergeValidEvaluated(branch, fits);
      if (keyword === 'anyOf' && merged !== true) gen.if(_`!${fits}`);
    }
  });
  const [first, ...rest] = ends.map((end, index) => (index === 0 ? _`${end}` : _`${end} - ${codeOf(ends[index - 1])}`));
  const counts = rest.reduce((list, count) => _`${list}, ${count}`, codeOf(first));
  cxt.setParams({ passing, counts: _`[${counts}]` });
  const one = keyword === 'anyOf' ? _`${passing} > 0` : _`${passing} === 1`;
  cxt.result(
    one,
    () => cxt.reset(),
    () => cxt.error(true),
  );
}

/** As ajv's own `contains`, whose error also says how many errors of single items stand before it. */
function countedContains(): CodeKeywordDefinition {
  const { _, Name } = library();
  const error: CodeKeywordDefinition['error'] = {
    message: 'must contain certain items',
    params: ({ errsCount }) => _`{inner: ${new Name('errors')} - ${codeOf(errsCount)}}`,
  };
  return { ...ownKeyword('applicator/contains'), error };
}

/** As ajv's own `uniqueItems`, but in time linear in the list, where ajv compares every pair. */
function linearUniqueItems(): CodeKeywordDefinition {
  const { _ } = library();
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not repeat an item', params: ({ params }) => _`{i: ${codeOf(params['again'])}}` },
    code(cxt) {
      if (cxt.schema !== true) return;
      const search = cxt.gen.scopeValue('func', { ref: firstRepeated });
      const again = cxt.gen.const('again', _`${search}(${cxt.data})`);
      cxt.setParams({ again });
      cxt.pass(_`${again} < 0`);
    },
  };
}

/** The index of the first item that stood before, or -1. */
function firstRepeated(items: readonly unknown[]): number {
  const seen = new Set<string>();
  return items.findIndex((item) => seen.size === seen.add(canonical(item)).size);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`);
  return `{${entries.toSorted(byteOrder).join(',')}}`;
}

function heededRef(onRef: () => void): CodeKeywordDefinition {
  const { _ } = library();
  const own = ownKeyword('core/ref');
  return {
    ...own,
    code(cxt) {
      const heed = cxt.gen.scopeValue('func', { ref: onRef });
      cxt.gen.code(_`${heed}()`);
      own.code(cxt);
    },
  };
}

function ownKeyword(name: 'applicator/contains' | 'core/ref'): CodeKeywordDefinition {
  const module = load(`ajv/dist/vocabularies/${name}.js`) as { readonly default: CodeKeywordDefinition }; // untyped
  return module.default;
}

type Code = InstanceType<typeof Library.Name>;

function codeOf(part: unknown): Code {
  return part as Code; // ajv hands its pieces of code round as `any`
}
