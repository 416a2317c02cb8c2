/** Where a remote is: its address as somebody configured it, checked before git sees it. */

import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';

export interface Address {
  /** What git is given: without a secret, and never an option or a program. */
  readonly url: string;
  /** A folder of this machine. */
  readonly local: boolean;
  /** `USER:PASSWORD`, where the address as it was written has both. */
  readonly secret: string | undefined;
}

/** `denied` for an address that is none, or of a protocol that is not spoken; a relative path starts at `directory`. */
export function readAddress(text: string, directory: string): Outcome<Address> {
  if (text === '' || text.length > addressLimit || text.startsWith('-') || /[\p{Cc}\p{Cf}]/u.test(text))
    return failed('denied', 'the address of the remote is none that is taken');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return addressOfUrl(text);
  // `HELPER::ADDRESS` runs the program `git-remote-HELPER`.
  if (/^[^/]*::/.test(text)) return failed('denied', `${shortened(text)}: this protocol is not spoken`);
  if (/^[^/]*:/.test(text)) return addressOfHost(text);
  return addressOfFolder(resolve(directory, text));
}

const addressLimit = 4096;

function addressOfUrl(text: string): Outcome<Address> {
  if (!URL.canParse(text)) return failed('denied', 'the address of the remote is no URL');
  const url = new URL(text);
  if (url.protocol === 'file:') return addressOfFile(url);
  const isSpoken =
    url.protocol === 'https:' || url.protocol === 'ssh:' || (url.protocol === 'http:' && isLoopback(url));
  if (!isSpoken || url.hostname === '' || url.hostname.startsWith('-'))
    return failed('denied', `${url.protocol}//${url.host}: remotes are reached by https, ssh or a path`);
  const { username, password } = url;
  url.password = '';
  // Of ssh the user is no secret but part of the address.
  if (url.protocol !== 'ssh:') url.username = '';
  if (url.username.startsWith('-')) return failed('denied', 'the address of the remote is none that is taken');
  const secret = password === '' ? undefined : `${decoded(username)}:${decoded(password)}`;
  return succeeded({ url: url.href, local: false, secret: url.protocol === 'ssh:' ? undefined : secret });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether an address never leaves this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);
}

function addressOfFile(url: URL): Outcome<Address> {
  try {
    return addressOfFolder(fileURLToPath(url));
  } catch {
    return failed('denied', 'the address of the remote is no path of this machine');
  }
}

/** `USER@HOST:PATH`, as ssh has it. */
function addressOfHost(text: string): Outcome<Address> {
  // `USER:PASSWORD@HOST:PATH` would be a host called like the user, and would show the password.
  return /^(?:[\w.][\w.-]*@)?[\w.][\w.-]*:[^-:]/.test(text) && !/^[^/]*:[^/]*@/.test(text)
    ? succeeded({ url: text, local: false, secret: undefined })
    : failed('denied', `${shortened(text)}: remotes are reached by https, ssh or a path`);
}

function addressOfFolder(path: string): Outcome<Address> {
  try {
    return succeeded({ url: realpathSync(path), local: true, secret: undefined });
  } catch {
    return failed('gone', `there is no folder ${path}`);
  }
}

/** What stands before the first `:`; the rest may hold a secret. */
function shortened(text: string): string {
  return `${text.slice(0, text.indexOf(':')).slice(0, 40)}:…`;
}
