/** What commits say of themselves, by their own bytes or by what git shows of them. */

import type { BroughtStep } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import type { Signature } from '../core/refs.ts';
import { readIdentity } from './identity.ts';
import { isCommitId } from './names.ts';

/** What a commit says, and the tree that it names; empty where it names none. */
export interface SaidCommit {
  readonly said: BroughtStep;
  readonly tree: string;
}

/** Names and addresses that were read already, as of second 1, or of 0 in a line that is none: a few people make all the commits. */
export type KnownPeople = Map<string, Signature>;

/** The most characters of a message. */
const messageLimit = 4096;

/** A commit by its own bytes. */
export function commitSaid(id: CommitId, content: Buffer, people: KnownPeople): SaidCommit {
  return readCommit(id, content, people, false);
}

/** A commit as git shows it raw: each line of its message is indented. */
export function commitShown(id: CommitId, shown: Buffer, people: KnownPeople): SaidCommit {
  return readCommit(id, shown, people, true);
}

/** Only what is kept becomes text, and each a text of its own, so that none holds the whole commit. */
function readCommit(id: CommitId, content: Buffer, people: KnownPeople, isShown: boolean): SaidCommit {
  const blank = content.indexOf(blankLine);
  const end = blank === -1 ? content.length : blank;
  const parents: CommitId[] = [];
  let tree = '';
  let author: Buffer | undefined;
  let committer: Buffer | undefined;
  for (let at = 0; at < end;) {
    const feed = content.indexOf(lineFeed, at);
    const next = feed === -1 || feed > end ? end : feed;
    if (startsWith(content, at, next, keys.parent)) {
      const parent = content.toString('latin1', at + keys.parent.length, next);
      if (isCommitId(parent)) parents.push(parent);
    } else if (startsWith(content, at, next, keys.author)) author ??= content.subarray(at + keys.author.length, next);
    else if (startsWith(content, at, next, keys.committer))
      committer ??= content.subarray(at + keys.committer.length, next);
    else if (at === 0 && startsWith(content, at, next, keys.tree))
      tree = content.toString('latin1', keys.tree.length, next);
    at = next + 1;
  }
  const by = signatureIn(author, people);
  const isSame = author !== undefined && committer !== undefined && author.equals(committer);
  const message = blank === -1 ? '' : messageIn(content, blank + blankLine.length, isShown);
  return { said: { id, parents, author: by, committer: isSame ? by : signatureIn(committer, people), message }, tree };
}

const lineFeed = 0x0a;
const blankLine = Buffer.from('\n\n');
const keys = {
  tree: Buffer.from('tree '),
  parent: Buffer.from('parent '),
  author: Buffer.from('author '),
  committer: Buffer.from('committer '),
} as const;

function startsWith(bytes: Buffer, start: number, end: number, key: Buffer): boolean {
  if (end - start < key.length) return false;
  for (let at = 0; at < key.length; at += 1) if (bytes[start + at] !== key[at]) return false;
  return true;
}

/** As git shows it: without the blank lines around it, without blanks at the end of lines, and up to a NUL. */
function messageIn(content: Buffer, start: number, isShown: boolean): string {
  const text = content.toString('utf8', start, Math.min(content.length, start + 4 * messageLimit));
  const message = isShown ? text.replace(indentation, '').replaceAll(`\n${indentation}`, '\n') : asShown(text);
  return message.length > messageLimit ? message.slice(0, messageLimit) : message;
}

const indentation = '    ';

function asShown(text: string): string {
  const [message = ''] = text.split('\0', 1);
  const lines = message.split('\n').map(withoutBlanks);
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first === -1 ? '' : `${lines.slice(first, last + 1).join('\n')}\n`;
}

function withoutBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

/** As {@link readIdentity} reads the line: who it was, up to the `>` that ends the address, is read once for each. */
function signatureIn(line: Buffer | undefined, people: KnownPeople): Signature {
  if (line === undefined) return readIdentity('');
  const open = line.indexOf(0x3c);
  const close = open === -1 ? -1 : line.indexOf(0x3e, open);
  if (close === -1) return readIdentity('');
  const whoEnd = close + 1;
  const key = line.toString('latin1', 0, whoEnd);
  let who = people.get(key);
  if (who === undefined) people.set(key, (who = readIdentity(`${line.toString('utf8', 0, whoEnd)} 1`)));
  const { name, mail, seconds } = who;
  return { name, mail, seconds: seconds === 0 ? 0 : secondsAt(line, whoEnd) };
}

/** A space, at most 15 digits with or without a sign, and the end or another space; otherwise 0. */
function secondsAt(line: Buffer, start: number): number {
  const sign = line[start + 1] === 0x2d ? -1 : 1;
  const first = start + (sign === -1 ? 2 : 1);
  let seconds = 0;
  let at = first;
  for (let byte = line[at]; byte !== undefined && byte >= 0x30 && byte <= 0x39; byte = line[(at += 1)])
    seconds = 10 * seconds + byte - 0x30;
  const isWhole = line[start] === 0x20 && at > first && at - first <= 15 && (line[at] ?? 0x20) === 0x20;
  return isWhole ? sign * seconds : 0;
}
