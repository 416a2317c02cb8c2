/** From a written layer to one that can be merged: its texts evaluated now, or left as holes to be filled after merging. */

import { emptyMapping, Hole, Mapping } from '../core/value.ts';
import type { Route } from '../core/site.ts';
import { evaluateBody, readsOpen, type Body, type TextBody } from './body.ts';
import type { Context, Path } from './context.ts';
import type { OpenText } from './fill.ts';
import type { Fault, Layer } from './layer.ts';
import type { Strategies } from './strategy.ts';

export interface WrittenLayer {
  readonly name: string;
  readonly file: string;
  readonly route: Route;
  readonly body: Body;
  readonly finals: Layer['finals'];
}

/** A layer with every text evaluated that the context can tell; what depends on a host stays open. */
export function evaluateLayer(written: WrittenLayer, context: Context): Layer {
  return layerWith(written, context, (body) => readsOpen(body, context));
}

/**
 * A layer with every text left open but those that `early` names: whatever cluster it is for, it is the same,
 * as long as the early texts read the same.
 */
export function loosenLayer(written: WrittenLayer, early: ReadonlySet<Body>, context: Context): Layer {
  return layerWith(written, context, (body) => !early.has(body) || readsOpen(body, context));
}

/** A layer without anything that depends on a host. */
export function closeLayer(written: WrittenLayer, context: Context): Layer {
  return layerWith(written, context, () => false);
}

function layerWith(written: WrittenLayer, context: Context, isLeftOpen: (body: TextBody) => boolean): Layer {
  const { name, file, route, finals, body } = written;
  const faults: Fault[] = [];
  const holes: OpenText[] = [];
  const value = evaluateBody(body, context, {
    file,
    fault: (fault, at) => faults.push({ ...fault, site: { file, route: at } }),
    hole: (text) => {
      if (!isLeftOpen(text)) return undefined;
      const hole = new Hole(text.written);
      holes.push({ hole, body: text, file });
      return hole;
    },
  });
  return { name, file, route, finals, faults, holes, profile: value instanceof Mapping ? value : emptyMapping };
}

/** The texts that decide how things merge, and what they read: those at places where the schema has lists merge. */
export interface EarlyTexts {
  readonly texts: ReadonlySet<Body>;
  readonly reads: readonly Path[];
}

export function earlyTextsOf(body: Body, strategies: Strategies | undefined): EarlyTexts {
  const texts = new Set<Body>();
  const reads = new Map<string, Path>();
  collect(body, { strategies, inList: false }, (text) => {
    texts.add(text);
    for (const path of text.paths) reads.set(path.join('.'), path);
  });
  return { texts, reads: [...reads.values()] };
}

interface Where {
  readonly strategies: Strategies | undefined;
  /** Whether a list above is merged. */
  readonly inList: boolean;
}

function collect(body: Body, { strategies, inList }: Where, found: (text: TextBody) => void): void {
  const merges = inList || strategies?.list !== undefined;
  if (body.is === 'text' && merges) found(body);
  if (body.is === 'list')
    for (const item of body.items) collect(item, { strategies: strategies?.items, inList: merges }, found);
  if (body.is !== 'mapping') return;
  body.bodies.forEach((part, index) =>
    collect(part, { strategies: strategies?.under(body.keys[index] as string), inList: merges }, found),
  );
}
