/** A hub, a way to it, a clock that only moves when somebody waits, and the adapter. */

import type { Fetch, Forge, Pace, RequestDraft } from '../../../src/forge/forge.ts';
import { githubForge, type GithubOptions } from '../../../src/forge/github/github.ts';
import { noLimits } from '../../../src/forge/github/limits.ts';
import { markerLine, markerStart } from '../../../src/forge/marker.ts';
import { commitOf, hub, type Hub } from './hub.ts';
import { faulty, type Asked, type FaultName } from './faults.ts';

export interface Bench {
  readonly hub: Hub;
  readonly forge: Forge;
  readonly asked: readonly Asked[];
  /** Milliseconds of each wait. */
  readonly waits: readonly number[];
  readonly said: readonly string[];
}

/** Looks like one, and is none. */
export const token: string = ['ghs_', 'canaryCANARYcanaryCANARYcanary0123'].join('');

const started = 1_000_000_000;

export function clock(): Pace & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = started;
  return {
    waits,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

export interface Setting extends Partial<GithubOptions> {
  readonly faultAt?: (index: number) => FaultName | undefined;
  readonly hub?: Hub;
  /** Instead of a hub. */
  readonly answer?: Fetch;
}

export function bench({ faultAt = () => undefined, hub: there = hub(), answer, ...options }: Setting = {}): Bench {
  const way = faulty(answer ?? there.fetch, faultAt);
  const pace = clock();
  const said: string[] = [];
  const forge = githubForge({
    fetch: way.fetch,
    apiUrl: 'http://hub.example',
    owner: 'cc',
    repo: 'fleet',
    token,
    pace,
    limits: { ...noLimits, announced: 'kept', timeout: 20 },
    say: (line) => said.push(line),
    ...options,
  });
  return { hub: there, forge, asked: way.asked, waits: pace.waits, said };
}

export const branch = 'tidemark/lxbatch/linux';

export const draft: RequestDraft = { branch, base: 'main', title: 'Upgrade', body: 'to 2026_11_minor' };

/** A hub with the branch of an upgrade. */
export function hubWithBranch(): Hub {
  const there = hub();
  there.branches.set(branch, commitOf('b'));
  return there;
}

export const identity = 'failure profile-value templates/site/base.yaml';
export const marker: string = markerStart(identity);
export const markedBody: string = `It fails.\n\n${markerLine({ identity, facts: {}, digest: 'abc' })}`;
