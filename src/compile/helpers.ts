/** The closed set of helpers that expressions may call. Each is pure and takes bounded work. */

import { List, Mapping, type Value } from '../core/value.ts';

/** The longest text that a helper makes, in characters. */
const longest = 1_000_000;
const tooLong: Misused = { misused: `would make more than ${longest} characters` };

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
    const texts = items.items.map(String);
    const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
    return length > longest ? tooLong : texts.join(separator);
  },
  /** `{{lower cluster.service}}`. */
  lower: (args) => onText(args, (text) => text.toLowerCase()),
  /** `{{replace cluster.name "-" "_"}}`: every occurrence. */
  replace: ([text, from, to, ...more]) => {
    if (typeof text !== 'string' || typeof from !== 'string' || typeof to !== 'string' || more.length > 0) {
      return { misused: 'takes three texts: in what, what, by what' };
    }
    if (from === '') return { misused: 'cannot replace an empty text' };
    const pieces = text.split(from);
    return text.length + pieces.length * to.length > longest ? tooLong : pieces.join(to);
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
