/** Finds the forge of a fleet, and the repository that its branches are pushed to: what Actions sets, or what `origin` is. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Remote } from '../core/refs.ts';
import type { Forge, Pace } from '../forge/forge.ts';
import { githubForge } from '../forge/github/github.ts';
import { gitHubLimits, noLimits } from '../forge/github/limits.ts';
import { openRepository, type Repository } from '../git/git.ts';
import { openRemote } from '../git/remote.ts';
import { githubPlace } from './github-place.ts';
import { openLocalForge } from './local-forge.ts';
import { unservedForge } from './unserved-forge.ts';

export interface ForgePlace {
  /** In the fleet's repository. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which forge somebody asked for. */
  readonly named: 'local' | 'github' | undefined;
  readonly pace: Pace;
  /** Told when the forge makes us wait for long. */
  readonly say: (line: string) => void;
}

export interface OpenedForge {
  readonly kind: 'local' | 'github';
  readonly forge: Forge;
  readonly remote: Remote;
  /** The fleet's own. */
  readonly repository: Repository;
}

/**
 * GitHub where it is named, where Actions runs us, or where a token is there and `origin` is no folder; else the embedded
 * forge of the bare repository that `origin` is, or that the fleet lies in. `gone` and `denied` say what to do.
 */
export function openForge(place: ForgePlace): Outcome<OpenedForge> {
  const repository = openRepository(place.folder);
  if (repository === undefined)
    return failed(
      'gone',
      `${place.folder} is in no git repository, so there is nowhere to push to: begin with "git init"`,
    );
  const { env, named } = place;
  if (named === 'github' || (named === undefined && isGithub(env))) return openGithub(place, repository);
  const remote = openRemote({ repository, named: undefined, credentials: undefined });
  if (named === 'local' || (remote.ok && isFolder(remote.value))) return openLocal(place, repository, remote);
  if (tokenIn(env) !== '') return openGithub(place, repository);
  const found = remote.ok ? `origin is ${remote.value.name}` : remote.detail;
  return failed(
    'gone',
    `no forge was found (${found}): set GITHUB_TOKEN for one on GitHub, or say --forge local and let origin be a bare repository on this machine ("tidemark forge init" makes one, "git remote add origin DIR" points at it)`,
  );
}

function isGithub(env: ForgePlace['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true' || ((env['GITHUB_REPOSITORY'] ?? '') !== '' && tokenIn(env) !== '');
}

function tokenIn(env: ForgePlace['env']): string {
  return (env['GITHUB_TOKEN'] ?? '').trim() || (env['GH_TOKEN'] ?? '').trim();
}

function openGithub({ env, pace, say }: ForgePlace, repository: Repository): Outcome<OpenedForge> {
  const origin = openRemote({ repository, named: 'origin', credentials: undefined });
  const found = githubPlace({ env, token: tokenIn(env), origin: origin.ok ? origin.value.name : undefined });
  if (!found.ok) return found;
  const { apiUrl, serverUrl, owner, repo, token } = found.value;
  const remote = openRemote({ repository, named: 'origin', credentials: { serverUrl, token } });
  if (!remote.ok) return failed(remote.why, `branches are pushed to origin: ${remote.detail}`);
  const forge = githubForge({
    fetch: async (request) => fetch(request),
    apiUrl,
    owner,
    repo,
    token,
    pace,
    limits: gitHubLimits,
    say,
  });
  return succeeded({ kind: 'github', forge, remote: remote.value, repository });
}

function openLocal({ pace, say }: ForgePlace, repository: Repository, remote: Outcome<Remote>): Outcome<OpenedForge> {
  const how = 'make one with "tidemark forge init", and "git remote add origin DIR"';
  if (!remote.ok) return failed(remote.why, `the embedded forge is a bare repository: ${remote.detail}; ${how}`);
  const { name } = remote.value;
  if (!isFolder(remote.value))
    return failed('gone', `the embedded forge is a bare repository on this machine, and origin is ${name}: ${how}`);
  const local = openLocalForge({ folder: name, now: () => pace.now() });
  if (!local.ok) return failed(local.why, `${local.detail}, and "git remote add origin DIR" points at it`);
  const { fetch, owner, name: repo } = local.value;
  const apiUrl = 'http://localhost';
  const forge = githubForge({ fetch, apiUrl, owner, repo, token: '', pace, limits: noLimits, say, name });
  return succeeded({ kind: 'local', forge: unservedForge(forge), remote: remote.value, repository });
}

/** A remote on this machine is called by its path. */
function isFolder({ name }: Remote): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(name);
}
