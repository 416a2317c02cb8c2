/** One text for each change, so that equal changes are equal texts. */

import { textOf, type Value } from '../core/value.ts';
import type { PackageChange, ValueChange } from './change.ts';

/** The text of package changes, which are in order already. */
export function canonicalPackages(packages: readonly PackageChange[]): string {
  return `[${packages.map(canonicalPackage).join(',')}]`;
}

/** The text of value changes, which are in order already. */
export function canonicalValues(values: readonly ValueChange[]): string {
  return `[${values.map(canonicalValue).join(',')}]`;
}

/** The text of one package change. Thousands of clusters share it: it is written once. */
export function canonicalPackage(row: PackageChange): string {
  let text = packageTexts.get(row);
  if (text === undefined) packageTexts.set(row, (text = packageText(row)));
  return text;
}

/** The text of one value change. */
export function canonicalValue(row: ValueChange): string {
  let text = valueTexts.get(row);
  if (text === undefined) valueTexts.set(row, (text = valueText(row)));
  return text;
}

const packageTexts = new WeakMap<PackageChange, string>();
const valueTexts = new WeakMap<ValueChange, string>();

function packageText({ name, arch, kind, from, to, fields = [] }: PackageChange): string {
  return JSON.stringify([
    name,
    arch ?? null,
    kind,
    from,
    to,
    fields.map((field) => [field.field, field.version ?? null, textIn(field.from), textIn(field.to)]),
  ]);
}

function valueText(value: ValueChange): string {
  return JSON.stringify([
    value.pointer,
    textIn(value.kind === 'set' ? undefined : value.from),
    textIn(value.kind === 'removed' ? undefined : value.to),
  ]);
}

/** No value is null, and the value null is the text "null". */
function textIn(value: Value | undefined): string | null {
  return value === undefined ? null : textOf(value);
}
