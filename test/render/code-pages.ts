/** Reads a page of `docs/codes/` as a reader does: the file of its example, the faulty line, what the tool prints for it. */

import { readFileSync } from 'node:fs';
import type { Code, Diagnostic } from '../../src/core/diagnostic.ts';
import { foldHosts } from '../../src/core/hosts.ts';
import type { Site } from '../../src/core/site.ts';
import { diagnosticText } from '../../src/render/diagnostics-text.ts';
import { plainPaint } from '../../src/render/paint.ts';
import { placeDiagnostic, type Located, type PlacedDiagnostic } from '../../src/render/placed.ts';
import { codeExamples, type CodeExample } from './code-examples.ts';

export const codes = Object.keys(codeExamples).toSorted() as Code[];

export function pageOf(code: Code): string {
  return readFileSync(new URL(`../../docs/codes/${code}.md`, import.meta.url), 'utf8');
}

/** The page with what the tool prints today in its "What you see". */
export function refreshed(code: Code, page: string): string {
  return page.replace(/```text\n[^`]*```\n\n## How to mend it/, () => {
    return `\`\`\`text\n${diagnosticText(placedExample(code, page), plainPaint)}\n\`\`\`\n\n## How to mend it`;
  });
}

/** The diagnostic that a page's example gives, placed in the example itself. */
export function placedExample(code: Code, page: string): PlacedDiagnostic {
  const example: CodeExample<Code> = codeExamples[code];
  const file = /^In `([^`]+)`:$/m.exec(page)?.[1] ?? (code === 'fleet-missing' ? '' : fileOfWhole(page));
  const site: Site = { file, route: [] };
  const related =
    example.related === undefined
      ? []
      : [{ role: example.related.role, site: { file: example.related.file, route: [] } }];
  const chain = (example.chain ?? []).map(([from, line]) => ({ file: from, route: [], offset: line }));
  const diagnostic = {
    code,
    site,
    facts: example.facts,
    related,
    chain,
    victims: example.victims ?? new Map(),
  } as Diagnostic; // one code's facts
  return placeDiagnostic(diagnostic, {
    locate: (wanted) => {
      if (wanted === site) return locatedIn(fragmentOf(page).split('\n'), code, example.under);
      if (wanted.offset !== undefined) return { line: wanted.offset, column: 1, length: 0, lines: new Map() };
      return otherPlace(example);
    },
    fold: foldHosts,
  });
}

/** The first fragment of a page: its example. */
export function fragmentOf(page: string): string {
  return /^```\w+\n([^]*?)\n```$/m.exec(page)?.[1] ?? '';
}

function fileOfWhole(page: string): string {
  return (fragmentOf(page).split('\n')[0] ?? '').replace(/ +(?:\(|->).*$/, '').replace(/\/$/, '');
}

function locatedIn(lines: readonly string[], code: Code, under: string | undefined): Located | undefined {
  if (under === undefined) return undefined;
  const index = lines.findIndex((line) => line.endsWith(` #! ${code}`));
  const column = (lines[index] ?? '').indexOf(under) + 1;
  if (column === 0) throw new Error(`${code}: the marked line does not hold ${under}`);
  const shown = lines.map((line) => line.replace(/ #! [a-z-]+$/, ''));
  return { line: index + 1, column, length: under.length, lines: new Map(shown.map((line, i) => [i + 1, line])) };
}

function otherPlace({ related }: CodeExample<Code>): Located | undefined {
  if (related === undefined) return undefined;
  const { line, text, under } = related;
  return { line, column: text.indexOf(under) + 1, length: under.length, lines: new Map([[line, text]]) };
}
