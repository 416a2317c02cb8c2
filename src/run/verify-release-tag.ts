/** Verifies the tag of a release as the remote has it, by what the protected branch says (trust row 21). */

import { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { CommitId, Objects } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Refs, Remote, Tag } from '../core/refs.ts';
import { recordOf, type TagRefusal } from '../release/refusal.ts';
import type { Release } from '../release/release.ts';
import { allowedSigners } from '../release/signers.ts';
import { revisionTree, type RevisionTree } from '../tree/revision.ts';
import { readTop } from './fleet-files.ts';
import { releaseFile } from './open-fleet.ts';
import { readRelease } from './read-releases.ts';

export interface TagOrder {
  readonly repository: Objects & Refs;
  readonly remote: Remote;
  readonly stream: string;
  readonly version: string;
  /** The day by which keys count, `YYYY-MM-DD`; never the one that the tag gives itself. */
  readonly today: string;
}

export type Verdict =
  | { readonly is: 'refused'; readonly refusal: TagRefusal }
  | { readonly is: 'good'; readonly tag: GoodTag };

export interface GoodTag {
  /** The id of the tag object. */
  readonly id: string;
  readonly commit: CommitId;
  /** Who signed it; undefined where the stream lists no signers, or where it was published before and is withdrawn. */
  readonly signer: string | undefined;
  /** The release; whether it is withdrawn is what the branch says today. */
  readonly release: Release;
  /** The protected branch, without `refs/heads/`, and its tree. */
  readonly branch: string;
  readonly main: RevisionTree;
  /** Whether the remote already keeps that this very object was published. */
  readonly record: 'kept' | 'missing';
}

/** Where what is looked at is kept here. */
const kept = 'refs/tidemark/origin/';

export async function verifyReleaseTag(order: TagOrder): Promise<Outcome<Verdict>> {
  const fetched = await fetchTag(order);
  if (!fetched.ok) return fetched;
  if (fetched.value === undefined) return refused({ is: 'absent' });
  const { ref, id, recorded } = fetched.value;
  if (recorded !== undefined && recorded !== id) return refused({ is: 'moved', recorded, now: id });
  const tag = order.repository.readTag(ref);
  if (!tag.ok) return tag.why === 'denied' ? refused({ is: 'lightweight' }) : tag;
  if (tag.value.name !== `${order.stream}/${order.version}`) return refused({ is: 'copied', says: tag.value.name });
  return judged(order, fetched.value, tag.value);
}

interface Fetched {
  /** Where the tag is kept here. */
  readonly ref: string;
  readonly id: string;
  /** What the remote keeps as published. */
  readonly recorded: string | undefined;
  readonly branch: string;
  readonly tip: CommitId;
}

/** Brings the tag and the default branch here; undefined where the remote has no such tag. */
async function fetchTag({ repository, remote, stream, version }: TagOrder): Promise<Outcome<Fetched | undefined>> {
  const name = `${stream}/${version}`;
  const [tagRef, record] = [`refs/tags/${name}`, recordOf(name)];
  const listed = await remote.listRefs([tagRef, record, 'refs/heads/']);
  if (!listed.ok) return listed;
  const { head, refs } = listed.value;
  const idOf = (wanted: string | undefined): string | undefined => refs.find(({ ref }) => ref === wanted)?.id;
  const [id, tip] = [idOf(tagRef), idOf(head)];
  if (head === undefined || tip === undefined)
    return failed('gone', `${remote.name} has no branch to start from: push the fleet to it first`);
  if (id === undefined) return succeeded(undefined);
  const ref = `${kept}tags/${name}`;
  const branch = head.slice('refs/heads/'.length);
  const fetched = await remote.fetch([`+${tagRef}:${ref}`, `+${head}:${kept}heads/${branch}`]);
  if (!fetched.ok) return fetched;
  const here = repository.listRefs(ref);
  if (!here.ok) return here;
  const commit = repository.resolve(tip);
  if (here.value[0]?.id !== id || commit === undefined)
    return failed('conflict', `${tagRef} of ${remote.name} moved while it was read: run the command again`);
  return succeeded({ ref, id, recorded: idOf(record), branch, tip: commit });
}

async function judged(order: TagOrder, fetched: Fetched, tag: Tag): Promise<Outcome<Verdict>> {
  const { repository, stream, version } = order;
  const { branch, tip, id, ref, recorded } = fetched;
  const beyond = repository.commitsBetween(tip, tag.commit, 1);
  if (!beyond.ok) return beyond;
  if (beyond.value.length > 0) return refused({ is: 'unmerged', commit: tag.commit, branch });
  const main = revisionTree(repository, tip);
  if (!main.ok) return main;
  const top = readTop(main.value, new Diagnostics());
  if (top?.owners === undefined) return refused({ is: 'fleet-unreadable', branch });
  const { fleet, owners } = top;
  if (!fleet.streams.has(stream)) return refused({ is: 'stream-unknown', stream, branch });
  const release = releaseAt(order, { fleet, commit: tag.commit });
  if (!release.ok) return release;
  if ('is' in release.value) return refused(release.value);
  const now = readRelease(main.value, { stream, version, fleet }, new Diagnostics());
  // Its page may be told that it was withdrawn, also when the key that signed it counts no more.
  const isTakenBack = recorded === id && now?.withdrawn !== undefined;
  const signer = isTakenBack ? succeeded(undefined) : signerOf(order, { fleet, owners, ref });
  if (!signer.ok) return signer;
  if (typeof signer.value === 'object') return refused(signer.value);
  const good: GoodTag = {
    id,
    commit: tag.commit,
    signer: signer.value,
    // What the branch says of it now: it may have been withdrawn since.
    release: now ?? release.value,
    branch,
    main: { ...main.value, name: branch },
    record: recorded === undefined ? 'missing' : 'kept',
  };
  return succeeded({ is: 'good', tag: good });
}

function releaseAt(
  { repository, stream, version }: TagOrder,
  { fleet, commit }: { readonly fleet: Fleet; readonly commit: CommitId },
): Outcome<Release | TagRefusal> {
  const tree = revisionTree(repository, commit);
  if (!tree.ok) return tree;
  const file = releaseFile(stream, version);
  const not = (reason: string): Outcome<TagRefusal> => succeeded({ is: 'no-release', commit, file, reason });
  if (!tree.value.has(file)) return not('is not there');
  const release = readRelease(tree.value, { stream, version, fleet }, new Diagnostics());
  if (release === undefined) return not('cannot be read');
  if (release.stream !== stream || release.version.text !== version)
    return not(`says it is ${release.stream} ${release.version.text}`);
  return succeeded(release);
}

/** The login of who signed; undefined where the stream, on the protected branch, asks for no signature. */
function signerOf(
  { repository, stream, today }: TagOrder,
  { fleet, owners, ref }: { readonly fleet: Fleet; readonly owners: Owners; readonly ref: string },
): Outcome<string | undefined | TagRefusal> {
  const signers = fleet.streams.get(stream)?.signers;
  if (signers === undefined) return succeeded(undefined);
  const { text, people, passedOver } = allowedSigners(signers, owners, today);
  if (text === '') return succeeded({ is: 'no-key', passedOver });
  const verified = repository.verifyTag(ref, text);
  if (verified.ok) return verified;
  if (verified.why !== 'denied') return verified;
  return succeeded({ is: 'unsigned', reason: verified.detail, people, passedOver });
}

function refused(refusal: TagRefusal): Outcome<Verdict> {
  return succeeded({ is: 'refused', refusal });
}
