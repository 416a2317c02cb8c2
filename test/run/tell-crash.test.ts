import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import { cluster, trouble } from '../notice/support.ts';
import { mailServer } from '../notify/mail-server.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { channelsTo, later, told } from './tell-support.ts';

const child = fileURLToPath(new URL('tell-child.ts', import.meta.url));

/** The signal or the code that the process ends with. */
function ended(folder: string, port: number, effects: number): Promise<string> {
  const started = spawn(process.execPath, ['--import', 'tsx', child, folder, String(port), String(effects)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => started.on('exit', (code, signal) => resolve(signal ?? String(code))));
}

/** Every point at which a letter's way can end, in order: nothing is doubled, and nothing is lost without a word. */
const moments = ['written', 'before the seal', 'marked as leaving', 'sealed', 'answered', 'settled'];

test('killed after any effect, and run again: one mail, or a doubt that is said', { timeout: 120_000 }, async () => {
  const bad = trouble('bad', [cluster('a', ['maria'])]);
  const outcomes: string[] = [];
  for (let effects = 1; effects <= moments.length + 1; effects += 1) {
    const server = await mailServer();
    const folder = temporaryFolder();
    const end = await ended(folder, server.port, effects);
    const outbox = folderOutbox({ folder, run: 'after' });
    const order = { outbox, troubles: [bad] };
    const after = await told({ ...order, channels: channelsTo(server.port), clock: later(1) });
    const further = await told({ ...order, channels: channelsTo(server.port), clock: later(2) });
    expect(further.letters).toEqual([]);
    expect(server.received.length === 1 || (server.received.length === 0 && after.doubts.length === 1)).toBe(true);
    outcomes.push(`${end}: ${server.received.length} mail, ${after.doubts.length} doubt`);
  }
  expect(outcomes).toEqual([
    'SIGKILL: 1 mail, 0 doubt',
    'SIGKILL: 1 mail, 0 doubt',
    'SIGKILL: 0 mail, 1 doubt',
    'SIGKILL: 0 mail, 1 doubt',
    'SIGKILL: 1 mail, 1 doubt',
    'SIGKILL: 1 mail, 0 doubt',
    '0: 1 mail, 0 doubt',
  ]);
});
