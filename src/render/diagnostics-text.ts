/** Diagnostics for a person at a terminal: what is wrong, the lines, both ends, whom it breaks, what to do. */

import type { Code, Severity } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import { codeFrame, ruled, type Framing } from './code-frame.ts';
import { chainWords, clipped, placeWords, summaryWords, victimWords } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { byImportance, type PlacedDiagnostic, type PlacedRelated, type Summary } from './placed.ts';
import { untrustedTerminal } from './untrusted.ts';

/** How many diagnostics are shown whole; those past it are counted by code, never dropped in silence. */
export const shownWhole = 200;

/** Everything to print, ending in a line break; the closing line alone where nothing was found. */
export function diagnosticsText(diagnostics: readonly PlacedDiagnostic[], summary: Summary, paint: Paint): string {
  const shown = chosen(diagnostics);
  const blocks = diagnostics.filter((d) => shown.has(d)).map((d) => diagnosticText(d, paint));
  const rest = diagnostics.filter((d) => !shown.has(d));
  if (rest.length > 0) blocks.push(restText(rest, paint));
  blocks.push(closing(diagnostics, summary, paint));
  return `${blocks.join('\n\n')}\n`;
}

/** One diagnostic, without a line break at its end. */
export function diagnosticText(diagnostic: PlacedDiagnostic, paint: Paint): string {
  const framing: Framing = { paint, brush: paint[diagnostic.severity], gutter: gutterOf(diagnostic), around: 'shown' };
  return [
    headline(diagnostic, paint),
    ...primaryFrame(diagnostic, framing),
    ...diagnostic.related.flatMap((related) => secondaryFrame(related, framing)),
    ...(diagnostic.place.spot === undefined ? [] : [ruled(undefined, '', framing)]),
    ...remarks(diagnostic, framing),
  ].join('\n');
}

const longest = 600;
const namesShown = 3;
const seeAll = '--format json';

/** The first of each code, so that a flood of one never hides another; then the most important ones. */
function chosen(diagnostics: readonly PlacedDiagnostic[]): ReadonlySet<PlacedDiagnostic> {
  if (diagnostics.length <= shownWhole) return new Set(diagnostics);
  const first = new Map<Code, PlacedDiagnostic>();
  const ranked = diagnostics.toSorted(byImportance);
  for (const diagnostic of ranked) if (!first.has(diagnostic.code)) first.set(diagnostic.code, diagnostic);
  return new Set([...new Set([...first.values(), ...ranked])].slice(0, Math.max(shownWhole, first.size)));
}

function headline({ severity, code, sentence }: PlacedDiagnostic, paint: Paint): string {
  return `${paint[severity](`${severity}[${code}]`)}${paint.strong(`: ${safe(sentence)}`)}`;
}

function primaryFrame(diagnostic: PlacedDiagnostic, framing: Framing): readonly string[] {
  const { file, spot } = diagnostic.place;
  if (file === '') return [];
  const head = `${' '.repeat(framing.gutter)} ${framing.paint.frame('┌─')} ${safe(placeWords(diagnostic))}`;
  if (spot === undefined) return [head];
  return [head, ruled(undefined, '', framing), ...codeFrame(spot, framing)];
}

function secondaryFrame(related: PlacedRelated, framing: Framing): readonly string[] {
  const { paint, gutter } = framing;
  const head = `${' '.repeat(gutter)} ${paint.frame('├─')} ${related.words}: ${safe(placeWords(related))}`;
  const { spot } = related.place;
  if (spot === undefined) return [head];
  const quiet: Framing = { ...framing, brush: paint.frame, around: 'hidden' };
  return [ruled(undefined, '', framing), head, ruled(undefined, '', framing), ...codeFrame(spot, quiet)];
}

function remarks(diagnostic: PlacedDiagnostic, { paint, gutter }: Framing): readonly string[] {
  const elided = diagnostic.victims.length > namesShown ? ` (all: ${seeAll})` : '';
  const victims = victimWords(diagnostic, namesShown);
  const lines = [
    chainWords(diagnostic.chain),
    victims === undefined ? undefined : `${victims}${elided}`,
    `do: ${diagnostic.advice}`,
  ].filter((line) => line !== undefined);
  return lines.map((line) => `${' '.repeat(gutter)} ${paint.frame('=')} ${safe(line)}`);
}

function restText(rest: readonly PlacedDiagnostic[], paint: Paint): string {
  const counts = new Map<Code, { readonly severity: Severity; count: number }>();
  for (const { code, severity } of rest) {
    const known = counts.get(code);
    if (known === undefined) counts.set(code, { severity, count: 1 });
    else known.count += 1;
  }
  const rows = [...counts].toSorted((a, b) => b[1].count - a[1].count || byteOrder(a[0], b[0]));
  const width = Math.max(...rows.map(([, { count }]) => String(count).length));
  return [
    paint.strong(`and ${rest.length} more, not shown here (all: ${seeAll})`),
    ...rows.map(
      ([code, { severity, count }]) => `  ${String(count).padStart(width)}  ${paint[severity](`${severity}[${code}]`)}`,
    ),
  ].join('\n');
}

function closing(diagnostics: readonly PlacedDiagnostic[], summary: Summary, paint: Paint): string {
  const line = paint.strong(summaryWords(summary));
  const codes = new Set(diagnostics.map((d) => d.code));
  const [first] = codes;
  if (first === undefined) return line;
  const about = codes.size === 1 ? first : 'CODE';
  return `${line}\n${paint.faint(`help: tidemark check --explain ${about}`)}`;
}

function gutterOf({ place, related }: PlacedDiagnostic): number {
  const lines = [place, ...related.map((r) => r.place)].map(({ spot }) =>
    spot === undefined ? 0 : spot.line + spot.after.length,
  );
  return String(Math.max(0, ...lines)).length;
}

function safe(text: string): string {
  return untrustedTerminal(clipped(text, longest));
}
