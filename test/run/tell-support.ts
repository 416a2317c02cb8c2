/** A fleet of people who are told, on the embedded forge, with a mail server on loopback. */

import { githubForge } from '../../src/forge/github/github.ts';
import { noLimits } from '../../src/forge/github/limits.ts';
import type { Fetch, Forge } from '../../src/forge/forge.ts';
import type { Channel, Owners } from '../../src/core/fleet.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import { tell, type Told, type TellOrder } from '../../src/run/tell.ts';
import { openChannels, type Channels } from '../../src/run/tell-channels.ts';
import { ownersOf, person, streamsOf, team } from '../notice/support.ts';

export const notify: readonly Channel[] = [{ channel: 'mail', to: 'owners' }, { channel: 'issue' }];

const owners: Owners = ownersOf(
  [
    person('maria'),
    person('tomas'),
    person('pes'),
    person('henrik', { left: '2026-03-31' }),
    person('mute', { mail: undefined }),
  ],
  [team('batch', ['maria', 'tomas'], 'batch@example.org')],
);

export const fleet: TellOrder['fleet'] = { name: 'demo', streams: streamsOf({ linux: ['pes'] }), notify };

export function forgeOf(fetch: Fetch): Forge {
  const pace = { now: () => 0, wait: () => Promise.resolve() };
  return githubForge({
    fetch,
    apiUrl: 'http://localhost',
    owner: 'cc',
    repo: 'fleet',
    token: '',
    pace,
    limits: noLimits,
  });
}

/** Channels to a mail server on this port, or none. */
export function channelsTo(
  port: number | undefined,
  more: Readonly<Record<string, string>> = {},
  wanted: readonly Channel[] = notify,
): Channels {
  const mail = port === undefined ? {} : { TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${port}?tls=never` };
  const env = { ...mail, TIDEMARK_MAIL_FROM: 'tidemark@example.org', ...more };
  const opened = openChannels({ fleet: 'demo', notify: wanted, env, patience: 3000 });
  if (!opened.ok) throw new Error(opened.detail);
  return opened.value;
}

const morning: Date = new Date('2026-11-21T10:00:00.000Z');

/** That many hours after the morning. */
export function later(hours: number): () => Date {
  return () => new Date(morning.getTime() + hours * 3_600_000);
}

let runs = 0;

/** Tells, and throws where it cannot. */
export async function told(
  order: Partial<TellOrder> & { readonly channels: Channels; readonly outbox: Outbox },
): Promise<Told> {
  runs += 1;
  const answer = await tell({
    fleet,
    owners,
    troubles: [],
    announcements: [],
    looked: { stages: ['compile', 'owners'], clusters: 'all' },
    forge: undefined,
    clock: later(0),
    run: `test-${runs}`,
    ownersLine: () => 3,
    folder: '',
    act: 'do',
    ...order,
  });
  if (!answer.ok) throw new Error(answer.detail);
  return answer.value;
}
