/** A template as the compiler knows it: includes with conditions, a body with expressions, locks. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { suggester } from '../core/nearest.ts';
import { readPointer, type Route } from '../core/site.ts';
import { emptyMapping, Mapping, valueOf, type Plain } from '../core/value.ts';
import type { WrittenInclude } from '../core/cluster.ts';
import { readBody, readsOf, type Body, type Read } from './body.ts';
import { readCondition, testsOf, type Condition } from './condition.ts';
import { undefinable, type Definable, type Path } from './context.ts';
import { refuseExpressions } from './data.ts';
import { parseText, pathsOf, type Text } from './expression.ts';
import type { Sharing } from './sharing.ts';

/** A template file after its schema has accepted it. */
export interface WrittenTemplate {
  readonly description?: string;
  readonly include?: readonly WrittenInclude[];
  readonly parameters?: Plain;
  readonly profile?: Plain;
  readonly final?: readonly string[];
}

export interface Include {
  /** Where the entry stands in its file. */
  readonly route: Route;
  /** Where the template's name stands. */
  readonly nameRoute: Route;
  readonly name: Text;
  readonly when: Condition | undefined;
  readonly optional: boolean;
  /** The parameters it gives, by name. */
  readonly with: ReadonlyMap<string, Body>;
  /** The paths that decide whether it is taken, and those that decide what is taken; as `variables.os`. */
  readonly reads: { readonly whether: readonly string[]; readonly what: readonly string[] };
}

export interface Final {
  readonly pointer: string;
  readonly keys: readonly string[];
  readonly route: Route;
}

export interface Template {
  readonly name: string;
  readonly file: string;
  readonly includes: readonly Include[];
  /** JSON Schema of its parameters; undefined when it takes none. */
  readonly parameters: Mapping | undefined;
  readonly body: Body;
  /** The paths that the body reads. */
  readonly reads: readonly Path[];
  readonly finals: readonly Final[];
  /** What is wrong with the file itself, whoever includes it. */
  readonly complaints: readonly Diagnostic[];
}

/** A template that could not be read: it has complaints and nothing else. */
export function brokenTemplate(name: string, file: string, complaints: readonly Diagnostic[]): Template {
  const body: Body = { is: 'fixed', value: emptyMapping };
  return { name, file, includes: [], parameters: undefined, body, reads: [], finals: [], complaints };
}

export interface TemplateSource {
  readonly name: string;
  readonly file: string;
  readonly written: WrittenTemplate;
  /** What reading the file has already found. */
  readonly complaints: readonly Diagnostic[];
  /** What the templates beside it share with it. */
  readonly sharing: Sharing;
}

/** The template that a file says, whichever fleet it stands in; {@link checkedTemplate} looks at what its fleet defines. */
export function readTemplate(source: TemplateSource): Template {
  const { name, file, written } = source;
  const out = new Diagnostics();
  out.addAll(source.complaints);
  const parameters = readParameters(written.parameters);
  const includes = readIncludes(file, written.include ?? [], out);
  const profile = valueOf(written.profile ?? {});
  const own = profile instanceof Mapping ? source.sharing.of(profile) : profile;
  const body = readBody(own, ['profile'], ({ code, route, facts }) => out.add(code, { file, route }, facts));
  const finals = readFinals(file, written.final ?? [], out);
  const paths = new Map(readsOf(body).map((read) => [read.path.join('.'), read.path]));
  return { name, file, includes, parameters, body, reads: [...paths.values()], finals, complaints: out.sorted() };
}

/** The template with complaints about paths that nothing in its fleet can define; the very same where there are none. */
export function checkedTemplate(template: Template, definable: Definable): Template {
  const { file, includes, parameters, body, complaints } = template;
  const out = new Diagnostics();
  out.addAll(complaints);
  const before = out.size;
  checkReads(readsOf(body), { file, definable, parameters, out });
  checkIncludes(includes, { file, definable, parameters, out });
  return out.size === before ? template : { ...template, complaints: out.sorted() };
}

export interface Scope {
  readonly file: string;
  readonly definable: Definable;
  readonly parameters: Mapping | undefined;
  readonly out: Diagnostics;
}

/** Reads a list of includes that stands under `include` of its file. */
export function readIncludes(file: string, written: readonly WrittenInclude[], out: Diagnostics): readonly Include[] {
  return written.flatMap((entry, index) => {
    const route = ['include', index];
    const when = typeof entry === 'string' ? undefined : entry.when;
    if (when !== undefined) refuseExpressions(valueOf(when as Plain), [...route, 'when'], { file, out });
    const nameRoute = typeof entry === 'string' ? route : [...route, 'template'];
    const parsed = parseText(typeof entry === 'string' ? entry : entry.template);
    if (!parsed.ok) {
      out.add(parsed.fault.code, { file, route: nameRoute }, parsed.fault.facts);
      return [];
    }
    const rest = typeof entry === 'string' ? { template: entry } : entry;
    const condition = rest.when === undefined ? undefined : readCondition(rest.when as Plain, [...route, 'when']);
    const given = readWith(file, (rest.with ?? {}) as WrittenParameters, [...route, 'with'], out);
    const reads = readsOfInclude(parsed.text, condition, given);
    return [
      { route, nameRoute, name: parsed.text, when: condition, optional: rest.optional ?? false, with: given, reads },
    ];
  });
}

/** The paths that an include depends on, as far as their first two names. */
function readsOfInclude(name: Text, when: Condition | undefined, given: ReadonlyMap<string, Body>): Include['reads'] {
  const short = (paths: readonly Path[]): readonly string[] => [
    ...new Set(paths.map((path) => path.slice(0, 2).join('.'))),
  ];
  const what = [...pathsOf(name), ...[...given.values()].flatMap(readsOf)].map(({ path }) => path);
  return { whether: short(when === undefined ? [] : testsOf(when).map(({ path }) => path)), what: short(what) };
}

/** Reports paths in conditions, names and parameters that nothing can define. */
export function checkIncludes(includes: readonly Include[], scope: Scope): void {
  const suggest = suggester();
  for (const include of includes) {
    const named = pathsOf(include.name).map((read) => ({ ...read, route: include.nameRoute }));
    checkReads([...named, ...[...include.with.values()].flatMap(readsOf)], scope);
    for (const test of include.when === undefined ? [] : testsOf(include.when)) {
      const others = undefinable(test.path, scope.definable, scope.parameters);
      if (others === undefined) continue;
      const path = test.path.join('.');
      scope.out.add(
        'condition-path-unknown',
        { file: scope.file, route: test.route, part: 'key' },
        { path, nearest: suggest(path, others) },
      );
    }
  }
}

/** Reports reads of paths that nothing can define. A variable with a default may be one that nobody sets yet. */
export function checkReads(reads: readonly Read[], scope: Scope): void {
  const suggest = suggester();
  for (const read of reads) {
    if (read.optional && read.path[0] === 'variables') continue;
    const others = undefinable(read.path, scope.definable, scope.parameters);
    if (others === undefined) continue;
    const path = read.path.join('.');
    scope.out.add(
      'expression-path-unknown',
      { file: scope.file, route: read.route },
      { path, nearest: suggest(path, others) },
    );
  }
}

function readParameters(written: Plain | undefined): Mapping | undefined {
  const value = written === undefined ? undefined : valueOf(written);
  return value instanceof Mapping ? value : undefined;
}

type WrittenParameters = { readonly [name: string]: Plain };

function readWith(file: string, written: WrittenParameters, route: Route, out: Diagnostics): ReadonlyMap<string, Body> {
  const read = (name: string): Body =>
    readBody(valueOf(written[name] ?? null), [...route, name], ({ code, route: at, facts }) =>
      out.add(code, { file, route: at }, facts),
    );
  return new Map(Object.keys(written).map((name) => [name, read(name)]));
}

function readFinals(file: string, written: readonly string[], out: Diagnostics): readonly Final[] {
  return written.flatMap((pointer, index) => {
    const route = ['final', index];
    const keys = readPointer(pointer);
    if (keys !== undefined && keys.length > 0) return [{ pointer, keys, route }];
    out.add('final-pointer', { file, route }, { text: pointer });
    return [];
  });
}
