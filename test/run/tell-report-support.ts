/** A fleet of people who are told what the report says, on the embedded forge, with a mail server on loopback. */

import type { Channel, Owners } from '../../src/core/fleet.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import type { Report } from '../../src/report/report.ts';
import type { Telling } from '../../src/run/announce-release.ts';
import type { Channels } from '../../src/run/tell-channels.ts';
import { tellReportOver, type ReportSaid, type ReportTold } from '../../src/run/tell-report.ts';
import { ownersOf, person, streamsOf, team } from '../notice/support.ts';
import { later } from './tell-support.ts';

export const notify: readonly Channel[] = [{ channel: 'mail', to: 'owners' }, { channel: 'issue' }];

const owners: Owners = ownersOf(
  [person('maria'), person('tomas'), person('pes'), person('sec')],
  [team('security-team', ['sec'], 'security@example.org')],
);

export const fleet: Telling['fleet'] = { name: 'demo', streams: streamsOf({ linux: ['pes'], elfms: ['pes'] }), notify };

let runs = 0;

export type Say = Partial<Telling> &
  Partial<ReportSaid> & { readonly channels: Channels; readonly outbox: Outbox; readonly report: Report };

/** Tells, and throws where it cannot. */
export async function reportTold({ report, clusters = 'all', unreadable = [], ...telling }: Say): Promise<ReportTold> {
  runs += 1;
  const order: Telling = {
    fleet,
    owners,
    forge: undefined,
    clock: later(0),
    run: `report-${runs}`,
    ownersLine: () => undefined,
    folder: '',
    act: 'do',
    ...telling,
  };
  const told = await tellReportOver(order, { report, clusters, unreadable });
  if (!told.ok) throw new Error(told.detail);
  return told.value;
}
