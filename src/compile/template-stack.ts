/** The stack of the templates that a cluster, or a host, includes. */

import { emptyMapping } from '../core/value.ts';
import { readingKey } from './body.ts';
import type { Context } from './context.ts';
import { evaluateLayer, loosenLayer, type WrittenLayer } from './evaluate.ts';
import { fillKnown, type BoundText, type Filled } from './fill.ts';
import type { Layer } from './layer.ts';
import type { Included, Resolution } from './resolve.ts';
import type { Stock } from './stock.ts';
import type { Template } from './template.ts';

/**
 * The stack of the templates of a resolution. First with everything left open, which is the same for every cluster that
 * includes the same templates; only where a text decides how things merge, with what this context makes of them.
 */
export function stackOf({ included }: Resolution, context: Context, stock: Stock): Filled {
  const loose = included.map((one, index) => looseLayer(one, { context, ordinal: ordinalOf(included, index), stock }));
  const stack = stock.stack(loose);
  const filled = stack.undecided
    ? undefined
    : fillKnown(
        stack,
        loose.flatMap((layer, index) => bind(layer, included[index])),
        context,
      );
  if (filled !== undefined) return filled;
  const layers = included.map(({ template, params }) => layerIn(template, { ...context, params }, stock));
  return { stack: stock.stack(layers), open: layers.flatMap((layer, index) => bind(layer, included[index])) };
}

interface Place {
  readonly context: Context;
  /** The how-manieth inclusion of the same template this is. */
  readonly ordinal: number;
  readonly stock: Stock;
}

function looseLayer({ template, params }: Included, { context, ordinal, stock }: Place): Layer {
  const early = stock.earlyTexts(template);
  const reading = `${ordinal} ${early.reads.length === 0 ? '' : readingKey(early.reads, { ...context, params })}`;
  return stock.layer(template, reading, () => loosenLayer(writtenLayer(template), early.texts, { ...context, params }));
}

function layerIn(template: Template, context: Context, stock: Stock): Layer {
  const reading = template.reads.length === 0 ? '' : readingKey(template.reads, context);
  return stock.layer(template, `in ${reading}`, () => evaluateLayer(writtenLayer(template), context));
}

/** A template as a layer. */
export function writtenLayer({ name, file, body, finals }: Template): WrittenLayer {
  return { name, file, route: ['profile'], body, finals };
}

/** The how-manieth inclusion of the same template this is: each has holes of its own. */
function ordinalOf(included: readonly Included[], index: number): number {
  const template = included[index]?.template;
  let ordinal = 0;
  for (let i = 0; i < index; i += 1) if (included[i]?.template === template) ordinal += 1;
  return ordinal;
}

/** The texts that a layer leaves open, with the parameters of its inclusion. */
export function bind({ holes }: Layer, included: Included | undefined): readonly BoundText[] {
  const params = included?.params ?? emptyMapping;
  return holes.length === 0 ? [] : holes.map(({ hole, body, file }) => ({ hole, body, file, params }));
}
