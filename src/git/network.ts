/** Git told to reach another repository: the only place where it may, bounded in time and in what it says. */

import { spawn } from 'node:child_process';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Address } from './address.ts';
import { whyNot, type Answer } from './command.ts';
import { environment, inherited, settings, type Workplace } from './surroundings.ts';

/** A secret that is sent to the address and nowhere else. */
export interface Reach {
  readonly address: Address;
  /** `USER:SECRET` of HTTP's basic scheme. */
  readonly login: string | undefined;
}

export interface Errand {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs git and comes back when it has ended. Nothing that it said holds the secret. */
export function sendGit(workplace: Workplace, reach: Reach, errand: Errand): Promise<Outcome<Answer>> {
  return new Promise((done) => {
    const child = spawn('git', [...settings, ...transportSettings, ...errand.arguments], {
      cwd: workplace.directory,
      env: { ...environment(workplace), ...transportEnvironment(reach), ...errand.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
    });
    const said = gathered(child.stdout, () => stop('git said more than is read'));
    const complaint = gathered(child.stderr, () => stop('git said more than is read'));
    let stopped: string | undefined;
    const stop = (why: string): void => {
      stopped ??= why;
      child.kill('SIGTERM');
      // What git has started may hold the pipes open for longer than it lives itself.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const patience = setTimeout(() => stop('the remote took too long'), patienceLimit);
    child.on('error', (error) => {
      clearTimeout(patience);
      done(failed(...whyNot(error)));
    });
    child.on('close', (status, signal) => {
      clearTimeout(patience);
      if (stopped !== undefined) return done(failed('limited', stopped));
      if (status === null) return done(failed('unreachable', `git was ended by ${String(signal)}`));
      const clean = (bytes: readonly Buffer[]): string => redacted(Buffer.concat(bytes).toString('utf8'), reach);
      done(succeeded({ status, said: Buffer.from(clean(said)), complaint: clean(complaint) }));
    });
  });
}

/** Milliseconds: a push of thousands of branches takes a forge minutes. */
const patienceLimit = 600_000;

const outputLimit = 256 * 1024 * 1024;

function gathered(stream: NodeJS.ReadableStream, tooMuch: () => void): readonly Buffer[] {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    size += part.length;
    if (size > outputLimit) tooMuch();
    else parts.push(part);
  });
  return parts;
}

const transportSettings: readonly string[] = [
  'credential.helper=',
  'core.askPass=',
  'http.followRedirects=false',
  'http.lowSpeedLimit=100',
  'http.lowSpeedTime=60',
  'push.followTags=false',
  'push.gpgSign=false',
  'push.recurseSubmodules=no',
].flatMap((setting) => ['-c', setting]);

function transportEnvironment({ address, login }: Reach): Readonly<Record<string, string | undefined>> {
  return {
    ...inherited(['SSH_AUTH_SOCK', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']),
    ...inherited(['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO']),
    GIT_ALLOW_PROTOCOL: protocolOf(address),
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_SSH_VARIANT: 'ssh',
    ...(login === undefined ? {} : headerFor(address, login)),
  };
}

function protocolOf({ url, local }: Address): string {
  if (local) return 'file';
  return /^(https?|ssh):/.exec(url)?.[1] ?? 'ssh';
}

/** In the environment, which other users do not see; argument lists they do. Bound to the address itself. */
function headerFor({ url }: Address, login: string): Readonly<Record<string, string>> {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url}.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${base64(login)}`,
  };
}

function redacted(text: string, { login }: Reach): string {
  const bare = text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1');
  if (login === undefined) return bare;
  const secret = login.slice(login.indexOf(':') + 1);
  // A secret of a few letters is part of many a ref's name, and no secret.
  const bareShapes = secret.length < 8 ? [] : [encodeURIComponent(secret), secret, base64(secret)];
  return [base64(login), login, ...bareShapes].reduce((text, shape) => text.replaceAll(shape, '***'), bare);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
