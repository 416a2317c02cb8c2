/** Texts made from a finished profile by a Handlebars template of the fleet: strict, plain data only, no helper of its own. */

import Handlebars from 'handlebars';
import type { Plain } from '../core/value.ts';
import type { TextTemplate } from './emit.ts';

const limits = { source: 100_000, depth: 20, output: 4_000_000 } as const;

/** Blocks that a template may use. */
const knownHelpers = { if: true, unless: true, each: true, with: true, lookup: true } as const;

/** Reads a template; one that cannot be used gives the reason. */
export function readTextTemplate(
  source: string,
): { readonly ok: true; readonly render: TextTemplate } | { readonly ok: false; readonly reason: string } {
  const reason = whyTooMuch(source);
  if (reason !== undefined) return { ok: false, reason };
  try {
    const handlebars = Handlebars.create();
    const run = handlebars.compile(source, { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers });
    handlebars.precompile(source, { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers });
    return { ok: true, render: (data) => render(run, data) };
  } catch (error) {
    return { ok: false, reason: firstLine(error) };
  }
}

function render(run: (data: Plain) => string, data: Plain): ReturnType<TextTemplate> {
  try {
    const text = run(data);
    return text.length > limits.output ? { ok: false, reason: `it makes more than ${limits.output} characters` } : { ok: true, text };
  } catch (error) {
    return { ok: false, reason: firstLine(error) };
  }
}

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
