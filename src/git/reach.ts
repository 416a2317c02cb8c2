/** Git at work on another repository, from a borrowed one. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, type Outcome } from '../core/outcome.ts';
import type { Address } from './address.ts';
import type { Answer } from './command.ts';
import { type Errand, type Reach, sendGit } from './network.ts';
import { borrow, type Borrowed, giveBack, type Store } from './store.ts';

/** The own repository, and the other one. */
export interface Both {
  readonly store: Store;
  readonly reach: Reach;
}

export type Send = (errand: Errand) => Promise<Outcome<Answer>>;

/** Works in a borrowed repository: what the own one configures of proxies, rewritten addresses, programs is not read. */
export async function atRemote<T>(
  { store, reach }: Both,
  use: (send: Send, borrowed: Borrowed) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const borrowed = borrow(store);
  if (!borrowed.ok) return borrowed;
  try {
    const trusted = trustFor(borrowed.value, reach.address);
    const send: Send = (errand) =>
      sendGit(borrowed.value, reach, { ...errand, environment: { ...trusted, ...errand.environment } });
    return await use(send, borrowed.value);
  } finally {
    giveBack(borrowed.value);
  }
}

/**
 * A repository on this machine may belong to another user. Git serves it only if the configuration of the user says so,
 * and hears no other variable on that side: a file that names this one folder is that configuration.
 */
function trustFor(borrowed: Borrowed, { local, url }: Address): Readonly<Record<string, string>> {
  if (!local) return {};
  const file = join(borrowed.directory, 'trusted');
  const folders = [url, join(url, '.git')].map((path) => `\tdirectory = ${JSON.stringify(path)}\n`);
  writeFileSync(file, `[safe]\n${folders.join('')}`);
  return { GIT_CONFIG_GLOBAL: file };
}

/** What git says when it did not get through, or was not let in. */
export function whyNotReached({ complaint }: Answer): Outcome<never> {
  const lines = complaint.split('\n').filter((line) => line !== '');
  const told = lines.find((line) => /^(?:fatal|error|ERROR): | ! \[/.test(line)) ?? lines[0] ?? 'git gave no reason';
  if (
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|Permission denied/.test(
      complaint,
    )
  )
    return failed('denied', told);
  if (/couldn't find remote ref|does not appear to be a git repository|returned error: 404|not found/i.test(complaint))
    return failed('gone', told);
  return failed(/\[rejected\]/.test(complaint) ? 'conflict' : 'unreachable', told);
}
