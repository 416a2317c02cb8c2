/** Includes that brought nothing to a profile, and why. */

import type { Site } from '../core/site.ts';
import { readsOf } from './body.ts';
import { holds, testsOf } from './condition.ts';
import { isOpen } from './context.ts';
import { evaluateText, wordsOf } from './expression.ts';
import { readsAt, type PathRead, type Sight } from './path-reads.ts';
import type { Included, Library, Start } from './resolve.ts';
import type { Include } from './template.ts';

/** An include that brought nothing. */
export interface Skipped {
  readonly site: Site;
  readonly template: string;
  /** Its condition is false, the template is optional and not there, or that is left to each host. */
  readonly why: 'condition' | 'absent' | 'host';
  /** What its condition read. */
  readonly reads: readonly PathRead[];
}

/** The includes of all that is included that brought nothing, in the order in which they were come upon. */
export function skippedIn(
  start: Start,
  included: readonly Included[],
  { sight, library }: { readonly sight: Sight; readonly library: Library },
): readonly Skipped[] {
  const lists = [
    { ...start, params: sight.context.params },
    ...included.map(({ template, params }) => ({ file: template.file, includes: template.includes, params })),
  ];
  return lists.flatMap(({ file, includes, params }) => {
    const own = { ...sight, context: { ...sight.context, params } };
    return includes.flatMap((include) => {
      const skipped = whySkipped(include, own, library);
      return skipped === undefined ? [] : [{ site: { file, route: include.nameRoute }, ...skipped }];
    });
  });
}

function whySkipped(include: Include, sight: Sight, library: Library): Omit<Skipped, 'site'> | undefined {
  const { when, name, optional } = include;
  const evaluated = evaluateText(name, sight.context);
  const known = evaluated.is === 'value' && typeof evaluated.value !== 'object' ? String(evaluated.value) : undefined;
  const template = known ?? wordsOf(name);
  const verdict = when === undefined || holds(when, sight.context, () => {});
  const paths = when === undefined ? [] : testsOf(when).map(({ path }) => path);
  if (verdict === false) return { template, why: 'condition', reads: readsAt(paths, sight) };
  const givesOpen = [...include.with.values()].flatMap(readsOf).some(({ path }) => isOpen(sight.context, path));
  if (verdict === 'host' || evaluated.is === 'host' || givesOpen) return { template, why: 'host', reads: [] };
  return optional && known !== undefined && library.template(known) === undefined
    ? { template, why: 'absent', reads: [] }
    : undefined;
}
