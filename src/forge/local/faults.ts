/** What can go wrong between a forge and its client, to be switched on by tests; and a list of what was asked. */

/** How a request fails. All but the names with `-applied` or `-after`, and `truncated`, fail before anything was done. */
export type FaultKind =
  | 'reset-before'
  | 'reset-after'
  | '500'
  | '500-applied'
  | '502'
  | '502-applied'
  | '403-retry-after'
  | '403-secondary'
  | '429'
  | 'truncated'
  | '401';

interface Failure {
  /** Whether the request is served before its answer is lost. */
  readonly isApplied: boolean;
  /** The answer instead; undefined where the connection breaks. */
  readonly answer: ((served: Response | undefined) => Promise<Response>) | undefined;
}

const failures: Readonly<Record<FaultKind, Failure>> = {
  'reset-before': { isApplied: false, answer: undefined },
  'reset-after': { isApplied: true, answer: undefined },
  '500': { isApplied: false, answer: () => json(500, { message: 'Server Error' }) },
  '500-applied': { isApplied: true, answer: () => json(500, { message: 'Server Error' }) },
  '502': { isApplied: false, answer: badGateway },
  '502-applied': { isApplied: true, answer: badGateway },
  '403-retry-after': { isApplied: false, answer: () => json(403, { message: secondary }, { 'retry-after': '60' }) },
  '403-secondary': { isApplied: false, answer: () => json(403, { message: secondary }) },
  '429': { isApplied: false, answer: () => json(429, { message: secondary }, { 'retry-after': '1' }) },
  truncated: { isApplied: true, answer: truncated },
  '401': { isApplied: false, answer: () => json(401, { message: 'Bad credentials', status: '401' }) },
};

/** Every way to fail, for tests that try each. */
export const faultKinds: readonly FaultKind[] = Object.keys(failures) as FaultKind[]; // the record has no others

/** The answer to a fault; undefined where the connection breaks instead. */
export function failureOf(kind: FaultKind): Failure {
  return failures[kind];
}

const secondary =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID 0000.';

/** A request as it came, counted from 1. */
export interface SeenRequest {
  readonly number: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
}

/** Which fault meets a request, if any. */
export type FaultRule = (request: SeenRequest) => FaultKind | undefined;

/** What a test may be told of, as it happens; what it throws breaks the request off there. */
export interface FaultWatch {
  /** After a change of the repository: new commits, or moved refs. */
  readonly afterEffect?: (effect: 'commits' | 'refs') => void;
  /** After a request that writes was served, before it is answered. */
  readonly afterWrite?: (request: SeenRequest) => void;
}

/** The faults of one forge, and the list of its requests. */
export class Faults {
  readonly watch: FaultWatch;
  readonly #rules: FaultRule[] = [];
  readonly #seen: SeenRequest[] = [];

  constructor(watch: FaultWatch = {}) {
    this.watch = watch;
  }

  /** Every request that came, those that failed too. */
  get seen(): readonly SeenRequest[] {
    return this.#seen;
  }

  get reads(): readonly SeenRequest[] {
    return this.#seen.filter(({ method }) => !isWrite(method));
  }

  get writes(): readonly SeenRequest[] {
    return this.#seen.filter(({ method }) => isWrite(method));
  }

  /** Adds a rule; the first that names a fault decides. */
  when(rule: FaultRule): this {
    this.#rules.push(rule);
    return this;
  }

  /** One request fails, counted from 1 over the forge's life. */
  at(number: number, kind: FaultKind): this {
    return this.when((request) => (request.number === number ? kind : undefined));
  }

  /** Every request fails from one on, as with a token that has run out. */
  from(number: number, kind: FaultKind): this {
    return this.when((request) => (request.number >= number ? kind : undefined));
  }

  /** Forgets the rules. What was seen stays. */
  heal(): this {
    this.#rules.length = 0;
    return this;
  }

  /** Notes a request, and says which fault meets it. */
  meet(method: string, path: string): { readonly request: SeenRequest; readonly kind: FaultKind | undefined } {
    const request = { number: this.#seen.length + 1, method, path };
    this.#seen.push(request);
    for (const rule of this.#rules) {
      const kind = rule(request);
      if (kind !== undefined) return { request, kind };
    }
    return { request, kind: undefined };
  }
}

export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** What a client sees of a broken connection: the error that Node's own `fetch` throws. */
export class ConnectionReset extends TypeError {
  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  }
}

async function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return Response.json({ documentation_url: 'https://docs.github.com/rest', ...body }, { status, headers });
}

async function badGateway(): Promise<Response> {
  const page =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<h1>502 Bad Gateway</h1>\r\n</body>\r\n</html>\r\n';
  return new Response(page, { status: 502, headers: { 'content-type': 'text/html' } });
}

/** The served answer, broken off in the middle. */
async function truncated(served: Response | undefined): Promise<Response> {
  const text = (await served?.text()) ?? '{}';
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(text.slice(0, Math.max(1, Math.floor(text.length / 2))), {
    status: served?.status === 201 ? 201 : 200,
    headers,
  });
}
