/** Makes the list `emit` of fleet.yaml ready: paths parsed, output templates read. */

import type { EmitPlan, TextTemplate } from '../compile/emit.ts';
import { parseText } from '../compile/expression.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Emit } from '../core/fleet.ts';
import { nearest } from '../core/nearest.ts';
import type { Site } from '../core/site.ts';
import type { Tree } from '../core/tree.ts';
import { emitFile, type OpenFleet } from './open-fleet.ts';

/** The outputs to make. One whose path or template cannot be used is told, and left out. */
export async function readEmitPlans(open: OpenFleet, out: Diagnostics): Promise<readonly EmitPlan[]> {
  const plans: EmitPlan[] = [];
  for (const [index, emit] of open.fleet.emit.entries()) {
    const path = parseText(emit.path);
    if (!path.ok) {
      out.add(path.fault.code, { file: 'fleet.yaml', route: ['emit', index, 'path'] }, path.fault.facts);
      continue;
    }
    const render = emit.layout === 'text' ? await readTemplateOf(open.tree, emit, { index, out }) : undefined;
    if (emit.layout !== 'text' || render !== undefined)
      plans.push({ index, layout: emit.layout, path: path.text, render });
  }
  return plans;
}

/** The place that an output's fault is told at: the output template's line, or the entry of fleet.yaml. */
export function emitSite(
  { fleet }: Pick<OpenFleet, 'fleet'>,
  output: { readonly index: number; readonly offset?: number },
): Site {
  const emit = fleet.emit[output.index];
  if (output.offset === undefined || emit?.layout !== 'text')
    return { file: 'fleet.yaml', route: ['emit', output.index] };
  return { file: emitFile(emit.template), route: [], offset: output.offset };
}

async function readTemplateOf(
  tree: Tree,
  emit: Emit & { readonly layout: 'text' },
  at: { readonly index: number; readonly out: Diagnostics },
): Promise<TextTemplate | undefined> {
  const file = emitFile(emit.template);
  const found = tree.list('templates').includes(file) ? tree.read(file) : undefined;
  if (found === undefined) {
    const names = tree
      .list('templates')
      .flatMap((path) => (path.endsWith('.hbs') ? [path.slice('templates/'.length)] : []));
    const site = { file: 'fleet.yaml', route: ['emit', at.index, 'template'] };
    at.out.add('template-missing', site, { name: emit.template, nearest: nearest(emit.template, names) });
    return undefined;
  }
  if ('unreadable' in found) {
    at.out.add(found.unreadable.code, { file, route: [] }, found.unreadable.facts);
    return undefined;
  }
  const { readTextTemplate } = await import('../compile/text-template.ts');
  const read = readTextTemplate(found.text);
  if (read.ok) return read.render;
  at.out.add('emit-template', { file, route: [] }, { reason: read.reason });
  return undefined;
}
