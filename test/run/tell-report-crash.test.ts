import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import { bench } from '../forge/local/support.ts';
import { reportOf, row } from '../notice/stale-support.ts';
import { mailServer } from '../notify/mail-server.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { fleet, reportTold } from './tell-report-support.ts';
import { channelsTo, forgeOf, later } from './tell-support.ts';

const child = fileURLToPath(new URL('tell-report-child.ts', import.meta.url));

function ended(folder: string, forge: string, port: number, effects: number): Promise<string> {
  const args = ['--import', 'tsx', child, folder, forge, String(port), String(effects)];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => started.on('exit', (code, signal) => resolve(signal ?? String(code))));
}

/** Where a run of one issue and one letter can end. */
const moments = ['issue opened', 'written', 'before the seal', 'marked as leaving', 'sealed', 'answered', 'settled'];

test(
  'killed after any effect, and run again: one issue, and one mail or a doubt that is said',
  { timeout: 120_000 },
  async () => {
    const outcomes: string[] = [];
    for (let effects = 1; effects <= moments.length + 1; effects += 1) {
      const server = await mailServer();
      const folder = temporaryFolder();
      const hub = bench();
      const end = await ended(folder, hub.folder, server.port, effects);
      const forge = forgeOf(hub.reopened().forge);
      const order = { outbox: folderOutbox({ folder, run: 'after' }), forge, report: reportOf([row('web')]) };
      const own = { ...fleet, notify: [{ channel: 'mail', to: ['maria'] }, { channel: 'issue' }] as const };
      const again = async (hours: number): ReturnType<typeof reportTold> =>
        reportTold({ ...order, fleet: own, channels: channelsTo(server.port, {}, own.notify), clock: later(hours) });
      const after = await again(1);
      const further = await again(2);
      expect([further.letters, further.issues]).toEqual([[], []]);
      const issues = await hub.ask('GET', '/repos/cc/fleet/issues?state=all');
      expect(issues.body).toHaveLength(1);
      expect(server.received.length === 1 || (server.received.length === 0 && after.doubts.length === 1)).toBe(true);
      outcomes.push(`${end}: ${server.received.length} mail, ${after.doubts.length} doubt`);
    }
    expect(outcomes).toEqual([
      'SIGKILL: 1 mail, 0 doubt',
      'SIGKILL: 1 mail, 0 doubt',
      'SIGKILL: 1 mail, 0 doubt',
      'SIGKILL: 0 mail, 1 doubt',
      'SIGKILL: 0 mail, 1 doubt',
      'SIGKILL: 1 mail, 1 doubt',
      'SIGKILL: 1 mail, 0 doubt',
      '0: 1 mail, 0 doubt',
    ]);
  },
);
