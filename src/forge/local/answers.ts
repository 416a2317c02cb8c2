/** What the embedded forge answers with: GitHub's status codes, messages and headers. */

/** A request, read. */
export interface Asked {
  /** Parts of the path by name. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** The login of who asks. */
  readonly by: string;
  readonly url: URL;
}

/** The body of a request: what was sent, and nothing where it is not an object. */
export type Body = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  /** Sent as JSON; undefined for an answer without a body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of `errors`, as GitHub writes them. */
export interface Fault {
  readonly resource: string;
  readonly code: 'invalid' | 'missing_field' | 'missing' | 'custom' | 'already_exists' | 'unprocessable';
  readonly field?: string;
  readonly message?: string;
  readonly value?: string;
}

export function ok(body: unknown, headers?: Answer['headers']): Answer {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const nothing: Answer = { status: 204 };

export function refused(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return { status, body: { message, ...more, documentation_url: 'https://docs.github.com/rest', status: `${status}` } };
}

export function invalid(...errors: readonly Fault[]): Answer {
  return refused(422, 'Validation Failed', { errors });
}

export const notFound: Answer = refused(404, 'Not Found');

/** The pages of a list, by `per_page` and `page`, with the links that GitHub sends. */
export function paged<T>({ query, url }: Asked, items: readonly T[], shape: (item: T) => unknown): Answer {
  const size = Math.min(100, numberIn(query.get('per_page')) ?? 30);
  const page = numberIn(query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((page - 1) * size, page * size).map(shape);
  const links = [
    ...(page > 1 ? [linkTo(url, page - 1, 'prev')] : []),
    ...(page < last ? [linkTo(url, page + 1, 'next'), linkTo(url, last, 'last')] : []),
    ...(page > 1 ? [linkTo(url, 1, 'first')] : []),
  ];
  return links.length === 0 ? ok(shown) : ok(shown, { link: links.join(', ') });
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function linkTo(url: URL, page: number, rel: string): string {
  const to = new URL(url);
  to.searchParams.set('page', `${page}`);
  return `<${to.href}>; rel="${rel}"`;
}

/** A text of a body, or undefined. */
export function textOf(body: Body, field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}

export function flagOf(body: Body, field: string): boolean | undefined {
  const value = body[field];
  return typeof value === 'boolean' ? value : undefined;
}

/** A list of texts of a body, without doubles; a label may be an object with a name. Undefined where there is none. */
export function listOf(body: Body, field: string): readonly string[] | undefined {
  const value = body[field];
  if (!Array.isArray(value)) return undefined;
  const texts = value.flatMap((item: unknown) => {
    if (typeof item === 'string') return [item];
    const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
  return [...new Set(texts)];
}

/** The most that a body of an issue, a request or a comment may hold. */
const longestBody = 65_536;
const longestTitle = 256;

/** What is wrong with a title and a body, or undefined. */
export function tooLong(
  resource: string,
  { title = '', body = '' }: { title?: string; body?: string },
): Answer | undefined {
  const long = (field: string, most: number): Answer =>
    invalid({ resource, code: 'custom', field, message: `${field} is too long (maximum is ${most} characters)` });
  if (title.length > longestTitle) return long('title', longestTitle);
  return body.length > longestBody ? long('body', longestBody) : undefined;
}

/** Only what was given. */
export function present<T extends Readonly<Record<string, unknown>>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  }; // only undefined was left out
}
