/** Which repository on GitHub, or on a server that speaks like it: from what Actions sets, and from `origin`. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';

export interface GithubPlace {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

interface Found {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly token: string;
  /** Its address, where there is one. */
  readonly origin: string | undefined;
}

/** `denied` where there is no token or an address that a token is not sent to, `gone` where there is no repository. */
export function githubPlace({ env, token, origin }: Found): Outcome<GithubPlace> {
  if (token === '')
    return failed('denied', 'set GITHUB_TOKEN to a token that may push branches, and write requests and issues');
  // A header cannot hold anything else, and an error about it would quote the token.
  if (!/^[!-~]{1,1000}$/.test(token)) return failed('denied', 'GITHUB_TOKEN holds characters that no token has');
  const api = addressIn(env, 'GITHUB_API_URL', 'https://api.github.com');
  if (!api.ok) return api;
  const server = addressIn(
    env,
    'GITHUB_SERVER_URL',
    api.value === 'https://api.github.com' ? 'https://github.com' : new URL(api.value).origin,
  );
  if (!server.ok) return server;
  const named = (env['GITHUB_REPOSITORY'] ?? '').trim();
  const full = named === '' ? repositoryAt(origin ?? '', server.value) : named;
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(full) ?? [];
  if (owner === undefined || repo === undefined || isDots(owner) || isDots(repo))
    return failed(
      'gone',
      `set GITHUB_REPOSITORY to OWNER/NAME: ${named === '' ? `origin is no repository at ${server.value}` : 'it is something else'}`,
    );
  return succeeded({ apiUrl: api.value, serverUrl: server.value, owner, repo, token });
}

function isDots(name: string): boolean {
  return name === '.' || name === '..';
}

/** A token goes nowhere in the clear, but on this machine. */
function addressIn(env: Found['env'], name: string, otherwise: string): Outcome<string> {
  const said = (env[name] ?? '').trim();
  if (said === '') return succeeded(otherwise);
  const url = URL.canParse(said) ? new URL(said) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (
    url === undefined ||
    !isSafe ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    return failed(
      'denied',
      `${name} must be an address that begins with https:// (http:// on this machine alone), without a login or a query`,
    );
  return succeeded(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** `OWNER/NAME` of an address at this server, by https or ssh; '' where it is another's. */
function repositoryAt(origin: string, serverUrl: string): string {
  const { host, hostname, pathname } = new URL(serverUrl);
  const [, sshHost, sshPath] = /^(?:[\w.-]+@)?([\w.-]+):([^/].*)$/.exec(origin) ?? [];
  if (sshHost !== undefined && !origin.includes('://')) return sshHost === hostname ? trimmed(sshPath ?? '') : '';
  if (!URL.canParse(origin)) return '';
  const url = new URL(origin);
  if (url.protocol === 'ssh:') return url.hostname === hostname ? trimmed(url.pathname) : '';
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return url.host === host && url.pathname.startsWith(folder) ? trimmed(url.pathname.slice(folder.length)) : '';
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}
