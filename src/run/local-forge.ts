/** Finds and opens the embedded forge: a bare repository on this machine. */

import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Fetch } from '../forge/forge.ts';
import { localForge } from '../forge/local/app.ts';
import type { Faults } from '../forge/local/faults.ts';
import { openRepository } from '../git/git.ts';
import { openRemote } from '../git/remote.ts';

/** What the embedded forge calls the owner of every repository. */
const localOwner = 'local';

export interface OpenedForge {
  /** The bare repository. */
  readonly folder: string;
  /** With `owner`, the repository's name in the API. */
  readonly name: string;
  readonly owner: string;
  readonly fetch: Fetch;
}

export interface ForgeOrder {
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where its addresses begin, without a slash at the end. */
  readonly web?: string;
  readonly faults?: Faults;
}

/** `gone` where there is no bare repository in the folder. */
export function openLocalForge({ folder, ...rest }: ForgeOrder): Outcome<OpenedForge> {
  const repository = openRepository(folder);
  if (repository === undefined || !repository.bare)
    return failed('gone', `${folder} is no bare git repository; tidemark forge init makes one`);
  const name = forgeName(folder);
  const fetch = localForge({ repository, owner: localOwner, name, ...rest });
  return succeeded({ folder, owner: localOwner, name, fetch });
}

/** A repository's name as addresses have it, from its folder. */
function forgeName(folder: string): string {
  const stem = basename(resolve(folder))
    .replace(/\.git$/, '')
    .replaceAll(/[^\w.-]/g, '-');
  return /^[.-]*$/.test(stem) ? 'fleet' : stem;
}

export interface WhereForge {
  /** The folder that was named, absolute. */
  readonly at: string | undefined;
  readonly fleet: string;
}

/**
 * The folder of the embedded forge: the one that was named, the fleet's own where it is a bare repository, or the
 * fleet's `origin` where that is a bare repository on this machine.
 */
export function findLocalForge({ at, fleet }: WhereForge): Outcome<string> {
  if (at !== undefined) return succeeded(at);
  const repository = openRepository(fleet);
  if (repository === undefined) return failed('gone', `${fleet} is not in a git repository; --at DIR names the forge`);
  if (repository.bare) return succeeded(fleet);
  const origin = openRemote({ repository, named: undefined, credentials: undefined });
  if (!origin.ok) return failed(origin.why, `${origin.detail}; --at DIR names the forge`);
  const folder = folderOf(origin.value.name);
  return folder === undefined
    ? failed('gone', `origin is ${origin.value.name}, which is no folder of this machine; --at DIR names the forge`)
    : succeeded(folder);
}

function folderOf(address: string): string | undefined {
  const path = address.startsWith('file:') ? fileURLToPath(address) : address;
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : undefined;
}

/** One question to a forge, as a person. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below the repository: `/pulls/3`. */
  readonly path: string;
  readonly body?: object;
  /** The login of who asks; undefined for the bot. */
  readonly as?: string | undefined;
}

/** The answer's body; `denied` with the forge's own words where it refuses, `gone` where there is no such thing. */
export async function askForge(forge: OpenedForge, { method, path, body, as }: Question): Promise<Outcome<unknown>> {
  const request = new Request(`http://localhost/repos/${forge.owner}/${forge.name}${path}`, {
    method,
    headers: as === undefined ? {} : { authorization: `Bearer as:${as}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await forge.fetch(request);
  const text = await response.text();
  const said: unknown = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return succeeded(said);
  const { message, errors = [] } = said as {
    readonly message: string;
    readonly errors?: readonly { readonly message?: string }[];
  }; // our own forge's words
  const detail = [message, ...errors.flatMap((error) => error.message ?? [])].join(': ');
  return failed(response.status === 404 ? 'gone' : response.status >= 500 ? 'unreachable' : 'denied', detail);
}

/** Every page of a listing. */
export async function askAll(forge: OpenedForge, path: string): Promise<Outcome<readonly unknown[]>> {
  const all: unknown[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const said = await askForge(forge, {
      method: 'GET',
      path: `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`,
    });
    if (!said.ok) return said;
    const items = said.value as readonly unknown[]; // a listing
    all.push(...items);
    if (items.length < 100) break;
  }
  return succeeded(all);
}

const mostPages = 1000;
