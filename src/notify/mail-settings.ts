/** Where mail goes out: only from the operator's environment, never from a file of the fleet. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { readAddress, type Address } from './address.ts';

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; asked for and insisted on; where it is offered; never. */
  readonly tls: 'from-start' | 'required' | 'offered' | 'never';
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly from: Address;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From `TIDEMARK_SMTP_URL` (`smtp://user:password@host:587`, `smtps://…`, `?tls=required|offered|never`), or
 * `TIDEMARK_SMTP_HOST`, `_PORT`, `_USER`, `_PASSWORD`; and `TIDEMARK_MAIL_FROM`. Undefined where none of them is set;
 * a failure says which is wrong, without what it holds.
 */
export function readMailSettings(env: Environment): Outcome<MailSettings | undefined> {
  const url = env['TIDEMARK_SMTP_URL'] ?? '';
  const host = env['TIDEMARK_SMTP_HOST'] ?? '';
  if (url === '' && host === '') return succeeded(undefined);
  const from = readAddress(env['TIDEMARK_MAIL_FROM'] ?? '');
  if (from === undefined)
    return failed('denied', 'TIDEMARK_MAIL_FROM is no plain address, such as tidemark@example.org');
  const server = url === '' ? fromParts(env, host) : fromUrl(url);
  if (!server.ok) return server;
  return withSafeLogin({ ...server.value, from });
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function fromUrl(text: string): Outcome<Omit<MailSettings, 'from'>> {
  const wrong = failed('denied', 'TIDEMARK_SMTP_URL is no address such as smtp://user:password@mail.example.org:587');
  if (!URL.canParse(text)) return wrong;
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if ((url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || host === '') return wrong;
  const direct = url.protocol === 'smtps:';
  const wish = url.searchParams.get('tls') ?? '';
  if (!['', 'required', 'offered', 'never'].includes(wish))
    return failed('denied', 'TIDEMARK_SMTP_URL: tls is required, offered or never');
  const login = loginOf(url);
  if (login === 'unreadable') return wrong;
  return succeeded({
    host,
    port: url.port === '' ? (direct ? 465 : 587) : Number(url.port),
    tls: direct ? 'from-start' : tlsOf(wish, host),
    login,
  });
}

function loginOf({ username, password }: URL): MailSettings['login'] | 'unreadable' {
  if (username === '') return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}

function fromParts(env: Environment, host: string): Outcome<Omit<MailSettings, 'from'>> {
  const port = env['TIDEMARK_SMTP_PORT'] ?? '587';
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return failed('denied', 'TIDEMARK_SMTP_PORT is no port');
  if (!/^[A-Za-z0-9.:-]{1,255}$/.test(host)) return failed('denied', 'TIDEMARK_SMTP_HOST is no name of a host');
  const user = env['TIDEMARK_SMTP_USER'] ?? '';
  const login = user === '' ? undefined : { user, password: env['TIDEMARK_SMTP_PASSWORD'] ?? '' };
  return succeeded({
    host,
    port: Number(port),
    tls: port === '465' ? 'from-start' : tlsOf('', host),
    login,
  });
}

function tlsOf(wish: string, host: string): MailSettings['tls'] {
  if (wish === 'required' || wish === 'offered' || wish === 'never') return wish;
  return isLoopback(host) ? 'offered' : 'required';
}

/** A password never crosses a network in the clear. */
function withSafeLogin(settings: MailSettings): Outcome<MailSettings> {
  const { login, tls, host } = settings;
  const bare = tls === 'never' || tls === 'offered';
  if (login === undefined || !bare || isLoopback(host)) return succeeded(settings);
  return failed('denied', 'the mail server is given a password, so TLS has to be required');
}
