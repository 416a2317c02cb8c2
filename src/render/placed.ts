/** A diagnostic made ready to be shown: its words said, its places found, its hosts folded. Plain data for every rendering. */

import { adviceOf, sentenceOf, severityOf } from '../core/catalogue.ts';
import type { Code, Diagnostic, Facts, Related, Severity } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import { pointerOf, type Site } from '../core/site.ts';

/** Where a site lies in its file. Lines and columns count from 1, columns and length in UTF-16 code units. */
export interface Located {
  readonly line: number;
  readonly column: number;
  /** 0 where only a point is meant. May reach past the end of the line. */
  readonly length: number;
  /** The lines of the file by number, as far as they are known. */
  readonly lines: { get(line: number): string | undefined };
}

/** Finds a site in its file; undefined where the file cannot be read or has no such place. */
export type Locate = (site: Site) => Located | undefined;

/** A place in a file, with the text around it. */
export interface Spot {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
  /** Up to two lines before the line, and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A file, and the place in it where there is one: a missing or unreadable file has none. */
export interface Place {
  readonly file: string;
  /** The place as a JSON Pointer, which stays the same when lines move. */
  readonly pointer: string;
  readonly spot: Spot | undefined;
}

export interface PlacedRelated {
  readonly role: Related['role'];
  /** The role in words: `locked here`. */
  readonly words: string;
  readonly place: Place;
}

/** One step of the includes that lead to a place. */
export interface Step {
  readonly file: string;
  readonly line: number | undefined;
}

export interface PlacedVictim {
  readonly cluster: string;
  /** The hosts in node-set notation; undefined where the whole cluster is meant. */
  readonly hosts: string | undefined;
  /** How many hosts; 0 where the whole cluster is meant. */
  readonly count: number;
}

export interface PlacedDiagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly sentence: string;
  readonly advice: string;
  readonly facts: Facts[Code];
  readonly place: Place;
  readonly related: readonly PlacedRelated[];
  readonly chain: readonly Step[];
  /** By cluster name. */
  readonly victims: readonly PlacedVictim[];
  /** The page about this code, relative to the product: `docs/codes/CODE.md`. */
  readonly help: string;
}

/** What reading and folding are left to. */
export interface Placing {
  readonly locate: Locate;
  /** Names as short text, such as node-set notation. */
  readonly fold: (names: readonly string[]) => string;
}

/** How many there are of what. */
export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Files in which something was found. */
  readonly files: number;
  /** Clusters that were asked for and not compiled. */
  readonly failed: number;
}

/** Says, finds and folds all of them: by file, then line and column, then code. */
export function placeDiagnostics(diagnostics: readonly Diagnostic[], placing: Placing): readonly PlacedDiagnostic[] {
  return diagnostics.map((diagnostic) => placeDiagnostic(diagnostic, placing)).toSorted(byPosition);
}

/** Says, finds and folds one diagnostic. */
export function placeDiagnostic(diagnostic: Diagnostic, { locate, fold }: Placing): PlacedDiagnostic {
  return {
    code: diagnostic.code,
    severity: severityOf(diagnostic.code),
    sentence: sentenceOf(diagnostic),
    advice: adviceOf(diagnostic),
    facts: diagnostic.facts,
    place: placeOf(diagnostic.site, locate),
    related: diagnostic.related.map(({ site, role }) => ({ role, words: roles[role], place: placeOf(site, locate) })),
    chain: diagnostic.chain.map((site) => ({ file: site.file, line: locate(site)?.line })),
    victims: [...diagnostic.victims].map(([cluster, hosts]) => ({
      cluster,
      hosts: hosts.length === 0 ? undefined : fold(hosts),
      count: hosts.length,
    })),
    help: helpOf(diagnostic.code),
  };
}

/** The page about a code, relative to the product. */
export function helpOf(code: Code): string {
  return `docs/codes/${code}.md`;
}

/** Counts. `failed` is the number of clusters that were not compiled, which only the compiler knows. */
export function summaryOf(diagnostics: readonly PlacedDiagnostic[], failed: number): Summary {
  const count = (severity: Severity): number => diagnostics.filter((d) => d.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    files: new Set(diagnostics.map((d) => d.place.file)).size,
    failed,
  };
}

/** Errors before warnings before notes, more victims first, then by place: for renderings that cannot show all. */
export function byImportance(a: PlacedDiagnostic, b: PlacedDiagnostic): number {
  return (
    weight[a.severity] - weight[b.severity] ||
    b.victims.length - a.victims.length ||
    hostsOf(b) - hostsOf(a) ||
    byPosition(a, b)
  );
}

const context = 2;

const weight = { error: 0, warning: 1, note: 2 } as const satisfies Record<Severity, number>;

const roles = {
  'set-here': 'set here',
  'locked-here': 'locked here',
  'also-here': 'also here',
  'schema-says': 'the schema says',
  'declared-here': 'declared here',
} as const satisfies Record<Related['role'], string>;

function byPosition(a: PlacedDiagnostic, b: PlacedDiagnostic): number {
  return (
    byteOrder(a.place.file, b.place.file) ||
    (a.place.spot?.line ?? 0) - (b.place.spot?.line ?? 0) ||
    (a.place.spot?.column ?? 0) - (b.place.spot?.column ?? 0) ||
    byteOrder(a.code, b.code) ||
    byteOrder(a.sentence, b.sentence)
  );
}

function placeOf(site: Site, locate: Locate): Place {
  const located = locate(site);
  return { file: site.file, pointer: pointerOf(site.route), spot: located && spotOf(located) };
}

function spotOf({ line, column, length, lines }: Located): Spot {
  return {
    line,
    column,
    length,
    text: lines.get(line) ?? '',
    before: linesBeside(lines, line, -1).toReversed(),
    after: linesBeside(lines, line, 1),
  };
}

function linesBeside(lines: Located['lines'], line: number, step: 1 | -1): readonly string[] {
  const found: string[] = [];
  for (let distance = 1; distance <= context; distance += 1) {
    const text = lines.get(line + step * distance);
    if (text === undefined) break;
    found.push(text);
  }
  return found;
}

function hostsOf(diagnostic: PlacedDiagnostic): number {
  return diagnostic.victims.reduce((sum, victim) => sum + victim.count, 0);
}
