/** Tells one owner of one failure, and dies after so many effects: `tell-child.ts OUTBOX PORT EFFECTS`. */

import { folderOutbox } from '../../src/notify/outbox-files.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import type { Post } from '../../src/notify/post.ts';
import { openChannels } from '../../src/run/tell-channels.ts';
import { tell } from '../../src/run/tell.ts';
import { cluster, ownersOf, person, streamsOf, trouble } from '../notice/support.ts';

const [folder = '', port = '', effects = ''] = process.argv.slice(2);
let left = Number(effects);

/** An effect has happened. */
function happened(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const kept = folderOutbox({ folder, run: `child-${effects}` });
const outbox: Outbox = {
  ...kept,
  write: async (writings) => {
    const written = await kept.write(writings);
    if (writings.length > 0) happened();
    return written;
  },
};
const notify = [{ channel: 'mail', to: 'owners' }] as const;
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
const told = await tell({
  fleet: { name: 'demo', streams: streamsOf({ linux: ['pes'] }), notify },
  owners: ownersOf([person('maria'), person('pes')]),
  troubles: [trouble('bad', [cluster('a', ['maria'])])],
  announcements: [],
  looked: { stages: ['compile'], clusters: 'all' },
  forge: undefined,
  channels: { ...channels.value, mail: post },
  outbox,
  clock: () => new Date('2026-11-21T10:00:00.000Z'),
  run: `child-${effects}`,
  ownersLine: () => undefined,
  folder: '',
  act: 'do',
});
if (!told.ok) throw new Error(told.detail);
