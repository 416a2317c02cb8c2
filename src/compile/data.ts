/** Data that is never evaluated, such as variables and labels. */

import type { Diagnostics } from '../core/diagnostic.ts';
import type { Route } from '../core/site.ts';
import { List, Mapping, type Value } from '../core/value.ts';
import { hasExpression } from './expression.ts';

/** Tells of every text in data that looks as if it were to be evaluated. */
export function refuseExpressions(
  value: Value,
  route: Route,
  at: { readonly file: string; readonly out: Diagnostics },
): void {
  const { file, out } = at;
  if (typeof value === 'string' && hasExpression(value))
    out.add('expression-misplaced', { file, route }, { text: value });
  if (value instanceof List) value.items.forEach((item, index) => refuseExpressions(item, [...route, index], at));
  if (!(value instanceof Mapping)) return;
  value.keys.forEach((key, index) => refuseExpressions(value.values[index] as Value, [...route, key], at));
}
