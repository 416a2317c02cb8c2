/** Small readers that prove the shape of an answer. Only own, named properties are looked at. */

export type Reading<T> = { readonly value: T } | { readonly wrong: string };
export type Reader<T> = (value: unknown) => Reading<T>;

type Fields = Readonly<Record<string, Reader<unknown>>>;
export type ReadFrom<F extends Fields> = { readonly [K in keyof F]: F[K] extends Reader<infer T> ? T : never };

export const text: Reader<string> = (value) => (typeof value === 'string' ? { value } : wrong('a text', value));

export const flag: Reader<boolean> = (value) =>
  typeof value === 'boolean' ? { value } : wrong('true or false', value);

export const natural: Reader<number> = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? { value: Number(value) } : wrong('a whole number', value);

/** A text of one line and of this pattern; `called` is what to call it. */
function textLike(pattern: RegExp, called: string): Reader<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? { value } : wrong(called, value));
}

export const commit: Reader<string> = textLike(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'the id of a commit');

export const instant: Reader<string> = textLike(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/,
  'an instant',
);

export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return (value) => {
    const found = words.find((word) => word === value);
    return found === undefined ? wrong(words.join(' or '), value) : { value: found };
  };
}

/** Undefined where it is null or is not there. */
export function maybe<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined || value === null ? { value: undefined } : reader(value));
}

/** Another value where it is null or is not there. */
export function orElse<T>(reader: Reader<T>, otherwise: T): Reader<T> {
  return (value) => (value === undefined || value === null ? { value: otherwise } : reader(value));
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return wrong('a list', value);
    if (value.length > longestList) return { wrong: ` has ${value.length} entries` };
    const entries: T[] = [];
    for (const [index, entry] of value.entries()) {
      const reading = reader(entry);
      if ('wrong' in reading) return { wrong: `/${index}${reading.wrong}` };
      entries.push(reading.value);
    }
    return { value: entries };
  };
}

/** More than a page of any listing has. */
const longestList = 1000;

export function record<F extends Fields>(fields: F): Reader<ReadFrom<F>> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('an object', value);
    const entries: [string, unknown][] = [];
    for (const [name, reader] of Object.entries(fields)) {
      const own = Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
      const reading = reader(own);
      if ('wrong' in reading) return { wrong: `/${name}${reading.wrong}` };
      entries.push([name, reading.value]);
    }
    // Each field was read by its own reader just now.
    return { value: Object.fromEntries(entries) as ReadFrom<F> };
  };
}

/** What another reader gives, made into something else. */
export function mapped<A, B>(reader: Reader<A>, make: (value: A) => B): Reader<B> {
  return (value) => {
    const reading = reader(value);
    return 'wrong' in reading ? reading : { value: make(reading.value) };
  };
}

function wrong(wanted: string, value: unknown): { readonly wrong: string } {
  return { wrong: ` should be ${wanted} and is ${kindOf(value)}` };
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'not there';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value.length > 40 ? 'a long text' : 'another text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
