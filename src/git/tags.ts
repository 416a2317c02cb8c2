/** Annotated tags: what they say, and who signed them. */

import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Tag } from '../core/refs.ts';
import { readObjects, type StoredObject } from './batch.ts';
import { askGit, firstLine } from './command.ts';
import { splitObject } from './commits.ts';
import { readIdentity } from './identity.ts';
import { isCommitId, isRefName } from './names.ts';
import { borrowing, type Borrowed, type Store } from './store.ts';

/** The tag object at a ref; `gone` where there is none, `denied` where the ref is no annotated tag of a commit. */
export function readTag(store: Store, ref: string): Outcome<Tag> {
  const object = tagObject(store, ref);
  if (!object.ok) return object;
  const { headers, message } = splitObject(object.value.content);
  const headed = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const commit = headed('object');
  if (headed('type') !== 'commit' || !isCommitId(commit)) return failed('denied', `${ref} is no tag of a commit`);
  return succeeded({
    name: headed('tag'),
    commit,
    tagger: readIdentity(headed('tagger')),
    message: message.slice(0, signatureIn(message)?.index),
  });
}

/**
 * The principal whose key signed the tag at a ref; `denied` where it is not signed, or by nobody of these;
 * `unreachable` where there is nothing to check it with. A key's dates are no business of this: git holds them against
 * the date that the tag gives itself.
 */
export function verifyTag(store: Store, ref: string, allowedSigners: string): Outcome<string> {
  const object = tagObject(store, ref);
  if (!object.ok) return object;
  const { id, content } = object.value;
  const kind = signatureIn(splitObject(content).message)?.[1];
  if (kind === undefined) return failed('denied', `${ref} is not signed`);
  // Of another kind, the keyring of whoever runs this would decide.
  if (kind !== 'SSH SIGNATURE') return failed('denied', `${ref} is signed, but not with an ssh key`);
  return borrowing(store, (borrowed) => signerOf(borrowed, { ref, id, allowedSigners }));
}

/** The last that begins, as git sees it; what the message itself quotes of another stands before it. */
function signatureIn(message: string): RegExpExecArray | undefined {
  const begins = /^-----BEGIN (SSH SIGNATURE|PGP SIGNATURE|PGP MESSAGE|SIGNED MESSAGE)-----/gm;
  return [...message.matchAll(begins)].at(-1);
}

function tagObject(store: Store, ref: string): Outcome<StoredObject> {
  if (!isRefName(ref)) return failed('gone', `no ref ${ref}`);
  const read = readObjects(store, [ref]);
  if (!read.ok) return read;
  const [object] = read.value;
  if (object === undefined) return failed('gone', `no ref ${ref}`);
  return object.type === 'tag' ? succeeded(object) : failed('denied', `${ref} is no annotated tag`);
}

interface Signed {
  readonly ref: string;
  readonly id: string;
  readonly allowedSigners: string;
}

function signerOf(borrowed: Borrowed, { ref, id, allowedSigners }: Signed): Outcome<string> {
  const signers = join(borrowed.directory, 'allowed-signers');
  writeFileSync(signers, allowedSigners);
  const others = ['gpg.program', 'gpg.openpgp.program', 'gpg.x509.program'].map((program) => `${program}=/dev/null`);
  const trust = ['gpg.format=ssh', 'gpg.minTrustLevel=fully', `gpg.ssh.allowedSignersFile=${signers}`];
  const answer = askGit(borrowed, {
    arguments: [...[...others, ...trust].flatMap((setting) => ['-c', setting]), 'verify-tag', '--raw', id],
    environment: borrowed.keeping,
  });
  unlinkSync(signers);
  if (!answer.ok) return answer;
  const { status, complaint } = answer.value;
  if (/cannot run ssh-keygen|unknown option -- Y/.test(complaint))
    return failed('unreachable', 'signatures are checked by ssh-keygen (OpenSSH 8.2 or later), which is not installed');
  const principal = /^Good "git" signature for (.+) with [A-Z0-9-]+ key SHA256:/m.exec(complaint)?.[1];
  if (status === 0 && principal !== undefined) return succeeded(principal);
  return failed('denied', `the signature of ${ref} is of no trusted key (${firstLine(complaint)})`);
}
