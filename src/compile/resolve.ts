/** From a cluster's (or a host's) context to the list of templates it is made of, in the order in which they are merged. */

import { severityOf } from '../core/catalogue.ts';
import type { Diagnostics, Facts, Related } from '../core/diagnostic.ts';
import { suggester } from '../core/nearest.ts';
import type { Route, Site } from '../core/site.ts';
import { emptyMapping, isScalar, Mapping, mappingOf, textOf, valueAt, weightOf, type Value } from '../core/value.ts';
import { evaluateBody, type Listener } from './body.ts';
import { holds } from './condition.ts';
import type { Context } from './context.ts';
import { evaluateText } from './expression.ts';
import type { Include, Template } from './template.ts';

/** Templates by name; undefined where there is none. */
export interface Library {
  template(name: string): Template | undefined;
  /** Every name there is, for those who misspell one. */
  names(): readonly string[];
  /** Why parameters do not fit a template, in words; empty when they do. */
  misfits(template: Template, params: Mapping): readonly string[];
}

/** The most templates that one profile may include, and how deep includes may be nested. */
const includeLimit = 1_000;
const includeDepth = 64;

/** The most characters that the parameters of one include may have: handed on and on, they could double each time. */
const parametersLimit = 100_000;

/** After so many faults the rest of the includes is not looked at. */
const faultLimit = 1_000;

/** A template with its parameters, and the includes that led to it, outermost first. */
export interface Included {
  readonly template: Template;
  readonly params: Mapping;
  readonly chain: readonly Site[];
}

type ResolveCode =
  | 'template-name'
  | 'template-missing'
  | 'include-cycle'
  | 'include-too-deep'
  | 'include-too-many'
  | 'condition-mistyped'
  | 'expression-undefined'
  | 'expression-too-long'
  | 'expression-not-text'
  | 'expression-helper-misused'
  | 'parameters-undeclared'
  | 'parameters-invalid';

export type ResolveFault = {
  [C in ResolveCode]: {
    readonly code: C;
    readonly site: Site;
    readonly facts: Facts[C];
    readonly chain: readonly Site[];
    readonly related?: readonly Related[];
  };
}[ResolveCode];

export interface Resolution {
  readonly included: readonly Included[];
  readonly faults: readonly ResolveFault[];
  /** Names of templates that were looked for, whether they are there or not. */
  readonly lookedFor: ReadonlySet<string>;
  /** The paths that decided which templates are included and with what; as `variables.os`. */
  readonly reads: ReadonlySet<string>;
  /** Whether something depends on a host, and was left out because none is known here. */
  readonly hostDecides: boolean;
  /** Whether it has faults, or templates with complaints. */
  readonly faulty: boolean;
  /** Whether one of them is an error, so that what it makes is not worth looking at. */
  readonly broken: boolean;
}

/** Where a resolution starts: the includes of a file. */
export interface Start {
  readonly file: string;
  readonly includes: readonly Include[];
}

export function resolve(start: Start, context: Context, library: Library): Resolution {
  const resolver = new Resolver(library);
  resolver.includeAll(start.includes, { file: start.file, context, chain: [], open: [] });
  return resolver.resolution();
}

/** Where a list of includes stands, and what it sees. */
interface Scope {
  readonly file: string;
  readonly context: Context;
  readonly chain: readonly Site[];
  /** The templates that are being included, outermost first. */
  readonly open: readonly string[];
}

class Resolver {
  readonly #included: Included[] = [];
  readonly #faults: ResolveFault[] = [];
  readonly #lookedFor = new Set<string>();
  readonly #reads = new Set<string>();
  #hostDecides = false;
  readonly #library: Library;
  readonly #suggest = suggester();
  readonly #seen = new Set<string>();

  constructor(library: Library) {
    this.#library = library;
  }

  resolution(): Resolution {
    const [included, faults, lookedFor] = [this.#included, this.#faults, this.#lookedFor];
    const told = included.filter(({ template }) => template.complaints.length > 0);
    const faulty = faults.length + told.length > 0;
    const broken =
      faulty &&
      (faults.some(({ code }) => severityOf(code) === 'error') ||
        told.some(({ template }) => template.complaints.some(({ code }) => severityOf(code) === 'error')));
    return { included, faults, lookedFor, reads: this.#reads, hostDecides: this.#hostDecides, faulty, broken };
  }

  includeAll(includes: readonly Include[], scope: Scope): void {
    for (const include of includes) this.#include(include, scope);
  }

  #include(include: Include, scope: Scope): void {
    if (this.#seen.size > includeLimit || this.#faults.length >= faultLimit) return;
    if (include.when !== undefined && !this.#wanted(include, scope)) return;
    const name = this.#nameOf(include, scope);
    if (name === undefined) return;
    const given = this.#paramsOf(include, scope);
    if (given === undefined) return;
    const site = { file: scope.file, route: include.nameRoute };
    const chain = [...scope.chain, site];
    const template = this.#find(name, include, { site, chain, open: scope.open });
    if (template === undefined) return;
    const params = this.#fit(template, given, { route: include.route, site, chain });
    const identity = `${name}\0${textOf(params)}`;
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    if (this.#seen.size > includeLimit) {
      this.#faults.push({ code: 'include-too-many', site, facts: { limit: includeLimit }, chain });
      return;
    }
    if (template.includes.length > 0) {
      const context = { ...scope.context, params };
      this.includeAll(template.includes, { file: template.file, context, chain, open: [...scope.open, name] });
    }
    this.#included.push({ template, params, chain });
  }

  #wanted(include: Include, scope: Scope): boolean {
    if (include.when === undefined) return true;
    for (const path of include.reads.whether) this.#reads.add(path);
    const verdict = holds(include.when, scope.context, ({ route, facts }) => {
      this.#faults.push({ code: 'condition-mistyped', site: { file: scope.file, route }, facts, chain: scope.chain });
    });
    if (verdict === 'host') this.#hostDecides = true;
    return verdict === true;
  }

  #nameOf(include: Include, scope: Scope): string | undefined {
    for (const path of include.reads.what) this.#reads.add(path);
    const evaluated = evaluateText(include.name, scope.context);
    const site = { file: scope.file, route: include.nameRoute };
    if (evaluated.is === 'host') this.#hostDecides = true;
    if (evaluated.is === 'fault') this.#faults.push({ ...evaluated.fault, site, chain: scope.chain });
    if (evaluated.is !== 'value') return undefined;
    return isScalar(evaluated.value) ? String(evaluated.value) : '';
  }

  /** The parameters that an include gives; undefined when it must be left out. */
  #paramsOf(include: Include, scope: Scope): Mapping | undefined {
    if (include.with.size === 0) return emptyMapping;
    const entries: [string, Value][] = [];
    let faulty = false;
    for (const [name, body] of include.with) {
      const fault: Listener['fault'] = (what, route) => {
        faulty = true;
        this.#faults.push({ ...what, site: { file: scope.file, route }, chain: scope.chain });
      };
      const value = evaluateBody(body, scope.context, { file: scope.file, fault });
      if (value !== undefined) entries.push([name, value]);
    }
    if (entries.length === include.with.size) return mappingOf(entries);
    if (!faulty) this.#hostDecides = true;
    return undefined;
  }

  #find(
    name: string,
    include: Include,
    at: { readonly site: Site; readonly chain: readonly Site[]; readonly open: readonly string[] },
  ): Template | undefined {
    const { site, chain, open } = at;
    if (open.includes(name)) {
      const cycle = [...open.slice(open.indexOf(name)), name];
      this.#faults.push({ code: 'include-cycle', site, facts: { cycle }, chain });
      return undefined;
    }
    if (open.length >= includeDepth) {
      this.#faults.push({ code: 'include-too-deep', site, facts: { limit: includeDepth }, chain });
      return undefined;
    }
    const template = this.#library.template(name);
    const reason = template === undefined ? whyNoTemplate(name) : undefined;
    if (reason !== undefined) {
      this.#faults.push({ code: 'template-name', site, facts: { name, reason }, chain });
      return undefined;
    }
    this.#lookedFor.add(name);
    if (template === undefined && !include.optional) {
      this.#faults.push({
        code: 'template-missing',
        site,
        facts: { name, nearest: this.#suggest(name, this.#library.names()) },
        chain,
      });
    }
    return template;
  }

  /** The parameters with the template's defaults; those that do not fit are told. */
  #fit(
    template: Template,
    given: Mapping,
    at: { readonly route: Route; readonly site: Site; readonly chain: readonly Site[] },
  ): Mapping {
    if (template.parameters === undefined && given.keys.length === 0) return emptyMapping;
    const { site, chain } = at;
    const withSite = { file: site.file, route: [...at.route, 'with'] };
    if (weightOf(given) > parametersLimit) {
      const reason = `they have more than ${parametersLimit} characters`;
      this.#faults.push({ code: 'parameters-invalid', site: withSite, facts: { reason }, chain });
      return emptyMapping;
    }
    const undeclared = given.keys.filter((key) => !takes(template.parameters, key));
    if (undeclared.length > 0) {
      const related = [{ site: { file: template.file, route: ['parameters'] }, role: 'declared-here' }] as const;
      this.#faults.push({
        code: 'parameters-undeclared',
        site: withSite,
        facts: { names: undeclared },
        chain,
        related,
      });
    }
    if (template.parameters === undefined) return emptyMapping;
    const params = withDefaults(template.parameters, given);
    for (const reason of undeclared.length > 0 ? [] : this.#library.misfits(template, params)) {
      const related = [{ site: { file: template.file, route: ['parameters'] }, role: 'declared-here' }] as const;
      this.#faults.push({
        code: 'parameters-invalid',
        site: given.keys.length > 0 ? withSite : site,
        facts: { reason },
        chain,
        related,
      });
    }
    return params;
  }
}

/** Why a text cannot name a template, or undefined when it can. Names are looked up in a table, never joined into a path. */
function whyNoTemplate(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 200) return 'it has more than 200 characters';
  if (name.startsWith('/')) return 'it is an absolute path';
  if (name.includes('\\')) return 'it has a backslash';
  if (name.split('/').some((part) => part === '..' || part === '.')) return 'it climbs out of a folder';
  if (name.endsWith('.yaml')) return 'it ends in ".yaml", which is added by itself';
  return /^[A-Za-z0-9_][A-Za-z0-9_.+-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*$/.test(name)
    ? undefined
    : 'it has characters other than letters, digits, "_", ".", "+", "-" and "/"';
}

/** Whether a template takes a parameter. One that declares no properties but takes parameters takes any. */
function takes(parameters: Mapping | undefined, key: string): boolean {
  if (parameters === undefined) return false;
  const properties = valueAt(parameters, 'properties');
  if (!(properties instanceof Mapping)) return true;
  if (valueAt(properties, key) !== undefined || valueAt(parameters, 'patternProperties') !== undefined) return true;
  const rest = valueAt(parameters, 'additionalProperties');
  return rest !== undefined && rest !== false;
}

/** What is given, and the schema's `default` for each property that is not; in mappings below too. */
function withDefaults(schema: Mapping, given: Mapping): Mapping {
  const properties = valueAt(schema, 'properties');
  if (!(properties instanceof Mapping)) return given;
  const entries: [string, Value][] = given.keys.map((key, index) => [key, given.values[index] as Value]);
  properties.keys.forEach((key, index) => {
    const property = properties.values[index];
    if (!(property instanceof Mapping)) return;
    const value = valueAt(given, key);
    const fallback = valueAt(property, 'default');
    if (value === undefined && fallback !== undefined) entries.push([key, fallback]);
    if (value instanceof Mapping) entries.push([key, withDefaults(property, value)]);
  });
  return mappingOf(entries);
}

/** Tells the faults of a resolution, for one victim. */
export function tellFaults(
  resolution: Resolution,
  victim: { readonly cluster: string; readonly host?: string },
  out: Diagnostics,
): void {
  for (const fault of resolution.faults) {
    out.add(fault.code, fault.site, fault.facts, {
      chain: fault.chain,
      victims: [victim],
      related: fault.related ?? [],
    });
  }
  for (const { template, chain } of resolution.included) {
    for (const complaint of template.complaints) {
      const { code, site, facts, related } = complaint;
      out.add(code, site, facts, { related, chain, victims: [victim] });
    }
  }
}
