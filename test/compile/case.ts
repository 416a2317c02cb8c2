/** A case: a small fleet as files, with the profiles and complaints that it must give written beside. */

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { checkFleet } from '../../src/run/check-fleet.ts';
import { placed } from '../../src/run/place.ts';
import { workingTree } from '../../src/tree/working.ts';
import { compileFolder, filesIn, temporaryFolder } from '../support/fleet.ts';

const folder = fileURLToPath(new URL('cases/', import.meta.url));
const base = fileURLToPath(new URL('base/', import.meta.url));

/** The names of all cases. */
export const caseNames: readonly string[] = readdirSync(folder).toSorted();

/** What a case expects, or what came of it. A complaint is `FILE:LINE CODE`, or `FILE CODE` where it has no line. */
export interface Result {
  readonly complaints: readonly string[];
  /** The outputs but for the index, readable; undefined where a case is about complaints alone. */
  readonly outputs: ReadonlyMap<string, string> | undefined;
}

/** What is written in a case: beside the faulty lines of its YAML files, and below `expected`. */
export function expectedOf(name: string): Result {
  const expected = join(folder, name, 'expected');
  const written = existsSync(expected) ? filesIn(expected) : new Map<string, string>();
  const rest = written.get('complaints.txt')?.trimEnd().split('\n') ?? [];
  const complaints = [...markedIn(name), ...rest].toSorted();
  const outputs = new Map([...written].filter(([path]) => path !== 'complaints.txt'));
  return { complaints, outputs: outputs.size === 0 && complaints.length > 0 ? undefined : outputs };
}

/** Compiles and checks a case. What only one of the two complains of is a complaint too. */
export async function resultOf(name: string): Promise<Result & { readonly onlyCompile: readonly string[] }> {
  const root = temporaryFolder();
  for (const from of [base, join(folder, name)]) cpSync(from, root, { recursive: true });
  const tree = workingTree(root);
  const compiled = await compileFolder(root, { tree });
  const checked = await checkFleet(tree, '2026-11-21', () => undefined);
  const lines = (found: readonly Diagnostic[]): readonly string[] => linesOf(found, root);
  const known = new Set(lines(checked.diagnostics));
  const complaints = new Set([...known, ...lines(compiled.diagnostics)]);
  const outputs = existsSync(join(root, 'profiles')) ? filesIn(join(root, 'profiles')) : new Map<string, string>();
  const readable = [...outputs]
    .filter(([path]) => path !== 'index.json')
    .map(([path, text]) => [path, pretty(path, text)] as const);
  return {
    complaints: [...complaints].toSorted(),
    outputs: new Map(readable),
    onlyCompile: [...complaints].filter((line) => !known.has(line)),
  };
}

/** Writes what a case must give. Complaints in YAML files are marks for a person to set. */
export function rewrite(name: string, outputs: ReadonlyMap<string, string>): void {
  const expected = join(folder, name, 'expected');
  for (const path of existsSync(expected) ? filesIn(expected).keys() : []) {
    if (path !== 'complaints.txt') rmSync(join(expected, path));
  }
  for (const [path, text] of outputs) {
    mkdirSync(dirname(join(expected, path)), { recursive: true });
    writeFileSync(join(expected, path), text);
  }
}

function linesOf(diagnostics: readonly Diagnostic[], root: string): readonly string[] {
  return placed(diagnostics, workingTree(root)).map(({ place, code }) => {
    const line = place.spot === undefined ? '' : `:${place.spot.line}`;
    return `${place.file}${line} ${code}`;
  });
}

function markedIn(name: string): readonly string[] {
  const marked: string[] = [];
  for (const [path, text] of filesIn(join(folder, name))) {
    if (!path.endsWith('.yaml')) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const codes = /#! ([a-z -]+)$/.exec(line)?.[1] ?? '';
      for (const code of codes.split(' ').filter((word) => word !== '')) marked.push(`${path}:${index + 1} ${code}`);
    }
  }
  return marked;
}

function pretty(path: string, text: string): string {
  return path.endsWith('.json') ? `${JSON.stringify(JSON.parse(text), undefined, 2)}\n` : text;
}

/** The codes that the complaints of all cases name. */
export function codesInCases(): ReadonlySet<string> {
  return new Set(
    caseNames.flatMap((name) => expectedOf(name).complaints.map((line) => line.slice(line.lastIndexOf(' ') + 1))),
  );
}
