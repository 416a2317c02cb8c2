/** Places in input files, by route of keys: cheap to carry, turned into line and column only when shown. */

/** Keys and list indexes from the root of a document to a node. */
export type Route = readonly (string | number)[];

/**
 * A place in an input file. `file` is relative to the fleet, with `/`.
 * `part` says which half of a mapping's entry is meant; the value, where it is not said.
 */
export interface Site {
  readonly file: string;
  readonly route: Route;
  readonly part?: 'key' | 'value';
  /** Offset in characters, where the file could not be parsed and has no routes. */
  readonly offset?: number;
}

/** A JSON Pointer (RFC 6901) for a route: `['a/b', 0]` gives `/a~1b/0`; the root gives ''. */
export function pointerOf(route: Route): string {
  return route.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The keys of a JSON Pointer, or undefined when the text is none. List indexes stay text. */
export function readPointer(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
