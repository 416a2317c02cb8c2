/** The repository that branches are pushed to, wherever it is. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Remote } from '../core/refs.ts';
import { type Address, isLoopback, readAddress } from './address.ts';
import { runGit } from './command.ts';
import { fetchRefs } from './fetch.ts';
import { listRemote } from './list-remote.ts';
import { pushRefs } from './push.ts';
import type { Store } from './store.ts';

export interface Where {
  readonly repository: { readonly store: Store; readonly bare: boolean };
  /** A remote of the repository; undefined stands for `origin`, and of a bare repository for itself. */
  readonly named: string | undefined;
  /** A token, sent only to addresses below that of its server. */
  readonly credentials: { readonly serverUrl: string; readonly token: string } | undefined;
}

/** `gone` where the repository has no such remote, `denied` where its address is none that is reached. */
export function openRemote({ repository, named, credentials }: Where): Outcome<Remote> {
  const { store, bare } = repository;
  const address =
    bare && named === undefined
      ? readAddress(store.gitDirectory, store.directory)
      : configuredAddress(store, named ?? 'origin');
  if (!address.ok) return address;
  const both = { store, reach: { address: address.value, login: loginFor(address.value, credentials) } };
  return succeeded({
    name: address.value.url,
    listRefs: (prefixes) => listRemote(both, prefixes),
    fetch: (refspecs) => fetchRefs(both, refspecs),
    push: (moves) => pushRefs(both, moves),
  });
}

/** What is configured for pushing comes first: some people set it so that nothing is pushed. */
function configuredAddress(store: Store, name: string): Outcome<Address> {
  if (!/^[\w][\w./-]{0,200}$/.test(name)) return failed('gone', 'a remote cannot be called so');
  const keys = `^remote\\.${name.replaceAll('.', String.raw`\.`)}\\.(pushurl|url)$`;
  const said = runGit(store, { arguments: ['config', '-z', '--get-regexp', keys] });
  const lines = said.ok ? said.value.toString('utf8').split('\0') : [];
  for (const key of ['pushurl', 'url']) {
    const start = `remote.${name}.${key}\n`;
    const line = lines.find((one) => one.startsWith(start));
    if (line !== undefined) return readAddress(line.slice(start.length), store.directory);
  }
  return failed('gone', `the repository has no remote ${name}`);
}

function loginFor({ url, local, secret }: Address, credentials: Where['credentials']): string | undefined {
  if (local || !URL.canParse(url)) return undefined;
  if (credentials === undefined || !URL.canParse(credentials.serverUrl)) return secret;
  const at = new URL(url);
  const server = new URL(credentials.serverUrl);
  const folder = server.pathname.endsWith('/') ? server.pathname : `${server.pathname}/`;
  const isServers = at.origin === server.origin && at.pathname.startsWith(folder);
  const isSafe = at.protocol === 'https:' || (at.protocol === 'http:' && isLoopback(at));
  return isServers && isSafe ? `x-access-token:${credentials.token}` : secret;
}
