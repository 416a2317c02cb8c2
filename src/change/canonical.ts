/** One text for each change, so that equal changes are equal texts. */

import { textOf, type Value } from '../core/value.ts';
import type { PackageChange, ValueChange } from './change.ts';

/** The text of package changes, which are in order already. */
export function canonicalPackages(packages: readonly PackageChange[]): string {
  return JSON.stringify(
    packages.map(({ name, arch, kind, from, to, fields = [] }) => [
      name,
      arch ?? null,
      kind,
      from,
      to,
      fields.map((field) => [field.field, field.version ?? null, textIn(field.from), textIn(field.to)]),
    ]),
  );
}

/** The text of value changes, which are in order already. */
export function canonicalValues(values: readonly ValueChange[]): string {
  return JSON.stringify(
    values.map((value) => [
      value.pointer,
      textIn(value.kind === 'set' ? undefined : value.from),
      textIn(value.kind === 'removed' ? undefined : value.to),
    ]),
  );
}

/** No value is null, and the value null is the text "null". */
function textIn(value: Value | undefined): string | null {
  return value === undefined ? null : textOf(value);
}
