/** Mail by SMTP, with the last dot held back until it is written down that the letter leaves. */

import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { domainOf, readAddress, type Address } from './address.ts';
import { isLoopback, type MailSettings } from './mail-settings.ts';
import type { Handing, Parcel, Post, Seal } from './post.ts';

export interface MailOrder {
  readonly settings: MailSettings;
  /** The fleet's name: what the list of these mails is called. */
  readonly fleet: string;
  /** Milliseconds in which a server has to answer. */
  readonly patience?: number;
}

/** A mail server. Connections are kept between letters; how many there are is how many letters are handed over at once. */
export function openMail(order: MailOrder): Post {
  const { settings } = order;
  const idle: SMTPConnection[] = [];
  return {
    name: `mail server ${settings.host}:${settings.port}`,
    deliver: async (parcel, seal) => {
      const to = readAddress(parcel.to.address);
      if (to === undefined) return { did: 'refused', reason: 'it is no plain mail address' };
      const bytes = await composed(parcel, to, order);
      const kept = idle.pop();
      if (kept !== undefined && !kept.destroyed) {
        const handing = await handOver(kept, { to, bytes, seal, settings });
        if (handing !== 'stale') return keeping(kept, handing, idle);
      }
      const fresh = await connected(order);
      if ('did' in fresh) return fresh;
      const handing = await handOver(fresh, { to, bytes, seal, settings });
      return keeping(fresh, handing === 'stale' ? { did: 'failed', reason: 'the connection was lost' } : handing, idle);
    },
    close: () => {
      for (const connection of idle.splice(0)) connection.quit();
    },
  };
}

/** The whole message, the same bytes each time. One recipient, no copies; nothing is read from disk or network. */
export async function composed(
  { to, letter }: Parcel,
  address: Address,
  { settings, fleet }: Pick<MailOrder, 'fleet'> & { readonly settings: Pick<MailSettings, 'from'> },
): Promise<Buffer> {
  const references = letter.references.filter(isMessageId);
  const composer = new MailComposer({
    from: { name: `tidemark ${plainName(fleet)}`, address: settings.from },
    to: { name: plainName(to.name), address },
    subject: plainName(letter.subject),
    text: letter.text,
    html: letter.html,
    date: new Date(letter.date),
    ...(isMessageId(letter.messageId) ? { messageId: letter.messageId } : {}),
    ...(references.length === 0 ? {} : { references: [...references], inReplyTo: references.at(-1) }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `<${listName(fleet)}.${domainOf(settings.from)}>`,
    },
    textEncoding: 'quoted-printable',
    baseBoundary: letter.id,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

interface HandOver {
  readonly to: Address;
  readonly bytes: Buffer;
  readonly seal: Seal;
  readonly settings: MailSettings;
}

class Withheld extends Error {}

/** `stale`: the connection had ended before anything was said. */
async function handOver(
  connection: SMTPConnection,
  { to, bytes, seal, settings }: HandOver,
): Promise<Handing | 'stale'> {
  let over = false;
  let dotLeaves = false;
  let sealing: Promise<boolean> | undefined;
  // All of the message but the dot that ends it leaves before the seal is asked for.
  const message = async function* (): AsyncGenerator<Buffer> {
    yield bytes;
    sealing = seal();
    const sealed = await sealing;
    if (!sealed || over) throw new Withheld();
    dotLeaves = true;
  };
  const envelope = { from: settings.from, to: [to] };
  const error = await sent(connection, envelope, Readable.from(message(), { objectMode: false }));
  over = true;
  if (error === undefined) return { did: 'sent' };
  connection.close();
  const sealed = await sealing?.catch(() => false);
  if (sealed === false) return { did: 'withheld' };
  const isStale = sealed === undefined && error.command === 'CONN' && error.responseCode === undefined;
  return isStale ? 'stale' : whatBecame(error, dotLeaves, settings);
}

function sent(
  connection: SMTPConnection,
  envelope: { from: string; to: string[] },
  message: Readable,
): Promise<SmtpError | undefined> {
  return new Promise((resolve) => {
    const end = (): void => resolve({ message: 'the connection ended', code: 'ECONNECTION' });
    connection.once('error', resolve);
    connection.once('end', end);
    connection.send(envelope, message, (error) => {
      connection.off('error', resolve);
      connection.off('end', end);
      resolve(error ?? undefined);
    });
  });
}

/** What of nodemailer's errors is looked at. */
interface SmtpError {
  readonly message: string;
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

function whatBecame(error: SmtpError, dotLeaves: boolean, settings: MailSettings): Handing {
  const reason = reasonOf(error, settings);
  const { responseCode, command } = error;
  if (responseCode === undefined) return { did: dotLeaves ? 'lost' : 'failed', reason };
  const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
  return { did: isAboutLetter && responseCode >= 500 ? 'refused' : 'failed', reason };
}

function keeping(connection: SMTPConnection, handing: Handing, idle: SMTPConnection[]): Handing {
  if (handing.did === 'sent' && !connection.destroyed) idle.push(connection);
  return handing;
}

/** A connection that is ready for a letter. */
function connected(order: MailOrder): Promise<SMTPConnection | Handing> {
  const { settings, patience = 30_000 } = order;
  const { host, port, tls, login } = settings;
  const connection = new SMTPConnection({
    host,
    port,
    secure: tls === 'from-start',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'never',
    // A relay on this machine has a certificate of its own making.
    tls: { rejectUnauthorized: !isLoopback(host), minVersion: 'TLSv1.2' },
    name: domainOf(settings.from),
    connectionTimeout: patience,
    greetingTimeout: patience,
    dnsTimeout: patience,
    socketTimeout: 2 * patience,
    socketCloseTimeout: Math.min(patience, 2000),
  });
  return new Promise((resolve) => {
    const down = (error: SmtpError): void => {
      connection.close();
      resolve({ did: 'down', reason: reasonOf(error, settings) });
    };
    const ready = (): void => {
      connection.off('error', down);
      // What goes wrong from here on is the letter's; between letters it is nobody's.
      connection.on('error', () => undefined);
      resolve(connection);
    };
    connection.once('error', down);
    connection.connect((error) => {
      if (error) return down(error);
      if (login === undefined) return ready();
      connection.login({ credentials: { user: login.user, pass: login.password } }, (refusal) =>
        refusal ? down(refusal) : ready(),
      );
    });
  });
}

/** What the server said, or what went wrong; never the password. */
function reasonOf(error: SmtpError, { login }: MailSettings): string {
  const text = (error.response ?? error.message).split(/\r?\n/).join(' ').slice(0, 300);
  if (login === undefined || login.password === '') return text;
  const forms = [login.password, encodeURIComponent(login.password), Buffer.from(login.password).toString('base64')];
  return forms.reduce((words, secret) => words.replaceAll(secret, '***'), text);
}

/** One line without control characters, of a length that fits a header. */
function plainName(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

function isMessageId(text: string): boolean {
  return /^<[\w.+-]{1,200}@[\w.-]{1,255}>$/.test(text);
}

function listName(fleet: string): string {
  return `notices.${fleet.replace(/[^A-Za-z0-9-]/g, '-')}`;
}
