/**
 * A hidden line at the end of a body, by which an object of ours is found again and known to be as we wrote it. It is no
 * proof of who wrote it: that is the label `tidemark`, which only people with rights can set, or a branch of this repository.
 */

/** What an object is, and a digest of all that we want it to say. */
export interface Marker {
  /** Such as `upgrade lxbatch linux`; at most `longestIdentity` characters. */
  readonly identity: string;
  /** More of it, by names of small letters: `to=2026_11_minor`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Hexadecimal. */
  readonly digest: string;
}

/** A longer identity is not found again: who may have one takes a digest of it. */
export const longestIdentity = 500;

/** The marker's line. */
export function markerLine({ identity, facts, digest }: Marker): string {
  const words = Object.entries(facts).map(([name, value]) => `${name}=${written(value, inFact)}`);
  return `${markerStart(identity)}${[...words, `digest=${digest}`].join(' | ')} -->`;
}

/** The text by which an object of this identity is looked for. */
export function markerStart(identity: string): string {
  return `<!-- tidemark: ${written(identity, inIdentity)} | `;
}

/** The marker that ends a body, or undefined. */
export function readMarker(body: string): Marker | undefined {
  const [, identity, words = '', digest] = shape.exec(body) ?? [];
  if (identity === undefined || digest === undefined) return undefined;
  const facts = [...words.matchAll(/([a-z]+)=([^ |]*) \| /g)].map(([, name = '', value = '']) => [name, read(value)]);
  return { identity: read(identity), facts: Object.fromEntries(facts) as Record<string, string>, digest };
}

/** The identity may be five times as long as it is, and a fact as long as anybody likes: nothing of it is tried twice. */
const shape = /<!-- tidemark: ([^|<>\r\n]{1,2500}) \| ((?:[a-z]+=[^ |<>\r\n]* \| )*)digest=([0-9a-f]{1,128}) -->\s*$/;

/** What would end the comment or a part of it, or cannot be seen, is written as `%` and four hexadecimal digits. */
const inIdentity = /[^ -~]|[%|<>]|-(?=-)|^ | $/g;
const inFact = /[^!-~]|[%|<>]|-(?=-)/g;

function written(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function read(text: string): string {
  return text.replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
