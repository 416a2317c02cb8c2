/** The closed set of helpers that expressions may call. Each is pure and takes bounded work. */

import { List, Mapping, type Value } from '../core/value.ts';

/** What a helper answers when it is called wrongly; the words follow "the helper NAME …". */
interface Misused {
  readonly misused: string;
}

type Helper = (args: readonly (Value | undefined)[]) => Value | Misused;

export type HelperName = 'default' | 'join' | 'lower' | 'replace' | 'upper';

export const helpers: Readonly<Record<HelperName, Helper>> = {
  /** `{{default variables.mtu 1500}}`: the first argument that has a value. */
  default: (args) => args.find((value) => value !== undefined) ?? { misused: 'found no argument with a value' },
  /** `{{join variables.servers ","}}`: a list of scalars as one text. */
  join: ([items, separator = ',', ...more]) => {
    if (!(items instanceof List) || items.items.some((item) => item instanceof List || item instanceof Mapping)) {
      return { misused: 'takes a list of plain values first' };
    }
    if (typeof separator !== 'string' || more.length > 0) return { misused: 'takes a list and a text' };
    return items.items.map(String).join(separator);
  },
  /** `{{lower cluster.service}}`. */
  lower: (args) => onText(args, (text) => text.toLowerCase()),
  /** `{{replace cluster.name "-" "_"}}`: every occurrence. */
  replace: ([text, from, to, ...more]) => {
    if (typeof text !== 'string' || typeof from !== 'string' || typeof to !== 'string' || more.length > 0) {
      return { misused: 'takes three texts: in what, what, by what' };
    }
    return from === '' ? { misused: 'cannot replace an empty text' } : text.replaceAll(from, () => to);
  },
  /** `{{upper cluster.name}}`. */
  upper: (args) => onText(args, (text) => text.toUpperCase()),
};

export function isHelperName(name: unknown): name is HelperName {
  return typeof name === 'string' && Object.hasOwn(helpers, name);
}

function onText(args: readonly (Value | undefined)[], change: (text: string) => string): Value | Misused {
  const [text] = args;
  return args.length === 1 && typeof text === 'string' ? change(text) : { misused: 'takes one text' };
}
