/** A cluster that was upgraded without a request, in the words of mail and chat, for its owners (U8, U9). */

import type { AnnouncementWords } from '../notice/letters.ts';
import { html } from './mail-html.ts';
import { untrustedChat } from './notice-chat.ts';

export interface CommittedUpgrade {
  readonly cluster: string;
  readonly stream: string;
  readonly from: string;
  readonly to: string;
  /** The commit that did it. */
  readonly commit: string;
}

/** By which it is known that its owners were told. */
export function committedKey({ cluster, stream, to, commit }: CommittedUpgrade): string {
  return `upgraded ${cluster} ${stream} ${to} ${commit}`;
}

export function upgradedWords({ cluster, stream, from, to, commit }: CommittedUpgrade): AnnouncementWords {
  const title = `${cluster} was upgraded to ${stream} ${to}`;
  const what = `Cluster ${cluster} was upgraded from ${stream} ${from} to ${to} by commit ${commit.slice(0, 12)}, as its file says (mode: commit). Its profile compiles and is valid.`;
  const todo =
    'To take it back, revert the commit and put a hold on the stream; otherwise the next run upgrades it again.';
  return {
    title,
    text: `${what}\n${todo}`,
    html: html`<p>${what}</p><p>${todo}</p>`.html,
    chat: untrustedChat(`${title} (${commit.slice(0, 12)})`),
  };
}
