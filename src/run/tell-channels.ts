/** The ways to people that the operator has opened: a mail server, a folder that mails are written to, webhooks. */

import type { Channel } from '../core/fleet.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { domainOf, readAddress } from '../notify/address.ts';
import { composed, openMail } from '../notify/mail.ts';
import { readMailSettings, type Environment } from '../notify/mail-settings.ts';
import type { Post } from '../notify/post.ts';
import { openWebhook } from '../notify/webhook.ts';
import { FolderWriter } from '../tree/write.ts';

export interface Channels {
  /** Undefined where nothing in the environment says how mail goes out. */
  readonly mail: Post | undefined;
  /** What message ids end in. */
  readonly mailDomain: string;
  /** By the name of the variable; a variable that is not set has none. */
  readonly webhooks: ReadonlyMap<string, Post>;
  /** Channels that the fleet wants and the environment does not open, in a sentence each. */
  readonly missing: readonly string[];
}

export interface ChannelsOrder {
  readonly fleet: string;
  readonly notify: readonly Channel[];
  readonly env: Environment;
  /** Milliseconds in which a server has to answer. */
  readonly patience?: number;
}

/** Opens what the environment names; `denied` where it names something that cannot be used. */
export function openChannels(order: ChannelsOrder): Outcome<Channels> {
  const { notify } = order;
  const variables = new Set(notify.flatMap((channel) => (channel.channel === 'webhook' ? [channel.variable] : [])));
  const webhooks = new Map<string, Post>();
  for (const variable of variables) {
    const opened = openWebhook({ ...order, variable });
    if (!opened.ok) return opened;
    if (opened.value !== undefined) webhooks.set(variable, opened.value);
  }
  const mail = notify.some(({ channel }) => channel === 'mail') ? openMailChannel(order) : succeeded(undefined);
  if (!mail.ok) return mail;
  const wantsMail = notify.some(({ channel }) => channel === 'mail');
  return succeeded({
    mail: mail.value?.post,
    mailDomain: mail.value?.domain ?? 'localhost',
    webhooks,
    missing: [
      ...(wantsMail && mail.value === undefined
        ? ['fleet.yaml wants mail, and neither TIDEMARK_SMTP_URL nor TIDEMARK_MAIL_FOLDER is set: nobody is mailed']
        : []),
      ...[...variables]
        .filter((variable) => !webhooks.has(variable))
        .map((variable) => `fleet.yaml wants a webhook, and ${variable} is not set: it is told nothing`),
    ],
  });
}

interface MailChannel {
  readonly post: Post;
  readonly domain: string;
}

/** `TIDEMARK_MAIL_FOLDER` comes before a mail server: mails become files there, and nothing leaves the machine. */
function openMailChannel({ env, fleet, patience }: ChannelsOrder): Outcome<MailChannel | undefined> {
  const folder = env['TIDEMARK_MAIL_FOLDER'] ?? '';
  if (folder !== '') return mailFolder(folder, { env, fleet });
  const settings = readMailSettings(env);
  if (!settings.ok) return settings;
  if (settings.value === undefined) return succeeded(undefined);
  const post = openMail({ settings: settings.value, fleet, ...(patience === undefined ? {} : { patience }) });
  return succeeded({ post, domain: domainOf(settings.value.from) });
}

function mailFolder(folder: string, { env, fleet }: Pick<ChannelsOrder, 'env' | 'fleet'>): Outcome<MailChannel> {
  // A workflow hands on a variable that is not set as an empty text.
  const from = readAddress((env['TIDEMARK_MAIL_FROM'] ?? '') || 'tidemark@localhost');
  if (from === undefined)
    return failed('denied', 'TIDEMARK_MAIL_FROM is no plain address, such as tidemark@example.org');
  const writer = new FolderWriter(folder);
  const post: Post = {
    name: `folder ${folder}`,
    deliver: async (parcel, seal) => {
      const to = readAddress(parcel.to.address);
      if (to === undefined) return { did: 'refused', reason: 'it is no plain mail address' };
      const bytes = await composed(parcel, to, { settings: { from }, fleet });
      if (!(await seal())) return { did: 'withheld' };
      const written = writer.write(`${parcel.letter.id}.eml`, bytes.toString('utf8'));
      return written.ok ? { did: 'sent' } : { did: 'failed', reason: written.detail };
    },
    close: () => undefined,
  };
  return succeeded({ post, domain: domainOf(from) });
}
