/** Tells of one late cluster, and dies after so many effects: `tell-report-child.ts OUTBOX FORGE PORT EFFECTS`. */

import { localForge } from '../../src/forge/local/app.ts';
import { Faults } from '../../src/forge/local/faults.ts';
import { openRepository } from '../../src/git/git.ts';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import type { Post } from '../../src/notify/post.ts';
import { openChannels } from '../../src/run/tell-channels.ts';
import { reportOf, row } from '../notice/stale-support.ts';
import { fleet, reportTold } from './tell-report-support.ts';
import { forgeOf, later } from './tell-support.ts';

const [folder = '', bare = '', port = '', effects = ''] = process.argv.slice(2);
let left = Number(effects);

/** An effect has happened. */
function happened(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const repository = openRepository(bare);
if (repository === undefined) throw new Error('no repository');
const local = localForge({
  repository,
  now: () => Date.parse('2026-11-21T00:00:00Z'),
  owner: 'cc',
  name: 'fleet',
  faults: new Faults(),
});
const forge = forgeOf(async (request) => {
  const answer = await local(request);
  if (request.method !== 'GET') happened();
  return answer;
});
const kept = folderOutbox({ folder, run: `child-${effects}` });
const outbox: Outbox = {
  ...kept,
  write: async (writings) => {
    const written = await kept.write(writings);
    if (writings.length > 0) happened();
    return written;
  },
};
const notify = [{ channel: 'mail', to: ['maria'] }, { channel: 'issue' }] as const;
const env = { TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${port}?tls=never`, TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
const channels = openChannels({ fleet: 'demo', notify, env });
if (!channels.ok || channels.value.mail === undefined) throw new Error('no mail');
const { mail } = channels.value;
const post: Post = {
  ...mail,
  deliver: async (parcel, seal) => {
    const handing = await mail.deliver(parcel, async () => {
      happened();
      const sealed = await seal();
      happened();
      return sealed;
    });
    happened();
    return handing;
  },
};
await reportTold({
  fleet: { ...fleet, notify },
  forge,
  outbox,
  channels: { ...channels.value, mail: post },
  report: reportOf([row('web')]),
  clock: later(0),
  run: `child-${effects}`,
});
