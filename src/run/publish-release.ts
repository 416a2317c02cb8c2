/** Publishes a release: verifies its tag, records it, tries it on the fleet, and writes its notes at the forge (U5). */

import { severityOf } from '../core/catalogue.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { pageOf, type Forge, type Release as ForgeRelease, type ReleaseDraft } from '../forge/forge.ts';
import { markerLine, readMarker } from '../forge/marker.ts';
import { recordOf, type TagRefusal } from '../release/refusal.ts';
import { longestNotes, releaseNotes } from '../render/release-notes.ts';
import { releaseName } from '../render/release-words.ts';
import type { Effect } from '../release/effect.ts';
import { sha256Of } from '../tree/write.ts';
import { checkReleases } from './check-releases.ts';
import type { TaggedTree } from './release-tags.ts';
import type { TriedRelease } from './try-release.ts';
import { verifyReleaseTag, type GoodTag, type TagOrder } from './verify-release-tag.ts';

export interface PublishOrder extends TagOrder {
  readonly forge: Forge;
  /** `shown` writes nothing, at the remote or at the forge. */
  readonly acts: 'done' | 'shown';
  readonly progress: (text: string) => void;
}

export type Publication =
  | { readonly is: 'refused'; readonly refusal: TagRefusal }
  /** The release on the branch is not what the tag has, or is wrong by itself. */
  | { readonly is: 'faulty'; readonly tree: Tree; readonly diagnostics: readonly Diagnostic[] }
  | Published;

export interface Published {
  readonly is: 'published';
  readonly tag: GoodTag;
  readonly tried: TriedRelease;
  /** Warnings about the release itself. */
  readonly diagnostics: readonly Diagnostic[];
  readonly draft: ReleaseDraft;
  readonly page: Page;
}

/** What became of the release's page: `foreign` is one that a person wrote, and that is left as it is. */
export interface Page {
  readonly did: 'created' | 'changed' | 'left' | 'foreign' | 'nothing';
  readonly url: string | undefined;
}

export async function publishRelease(order: PublishOrder): Promise<Outcome<Publication>> {
  order.progress(`verifying the tag ${nameOf(order)}`);
  const verdict = await verifyReleaseTag(order);
  if (!verdict.ok) return verdict;
  if (verdict.value.is === 'refused') return succeeded(verdict.value);
  const { tag } = verdict.value;
  const checked = checkReleases({
    tree: withTag(tag, order),
    wanted: { is: 'one', stream: order.stream, version: order.version },
    progress: (what, done, all) => {
      if (done % 64 === 0) order.progress(`trying ${what} on ${done} of ${all} clusters`);
    },
  });
  if (!checked.ok) return checked;
  const { diagnostics, tried } = checked.value;
  const [only] = tried;
  if (only === undefined || diagnostics.some(({ code }) => severityOf(code) === 'error'))
    return succeeded({ is: 'faulty', tree: tag.main, diagnostics });
  const draft = draftOf(only.effect);
  if (order.acts === 'shown') {
    const page: Page = { did: 'nothing', url: undefined };
    return succeeded({ is: 'published', tag, tried: only, diagnostics, draft, page });
  }
  const recorded = await record(order, tag);
  if (!recorded.ok) return recorded;
  if (recorded.value !== undefined) return succeeded({ is: 'refused', refusal: recorded.value });
  order.progress(`writing the release ${nameOf(order)}`);
  const page = await writePage(order.forge, draft);
  return page.ok ? succeeded({ is: 'published', tag, tried: only, diagnostics, draft, page: page.value }) : page;
}

function nameOf({ stream, version }: Pick<TagOrder, 'stream' | 'version'>): string {
  return `${stream}/${version}`;
}

/** The branch's tree, of which it is known what this one tag published. */
function withTag({ main, commit }: GoodTag, order: TagOrder): TaggedTree {
  return { ...main, tags: { objects: order.repository, commits: new Map([[nameOf(order), commit]]) } };
}

/**
 * Keeps at the remote which object was published, once: from then on every other object under this name is refused. A
 * second run at the same time has either kept the same, or another, which is then the one that counts.
 */
async function record(
  { remote, ...order }: PublishOrder,
  { id, record: is }: GoodTag,
): Promise<Outcome<TagRefusal | undefined>> {
  if (is === 'kept') return succeeded(undefined);
  const ref = recordOf(nameOf(order));
  const pushed = await remote.push([{ ref, from: undefined, to: id }]);
  if (!pushed.ok) return pushed;
  const refusal = pushed.value.get(ref);
  if (refusal === undefined) return succeeded(undefined);
  if (refusal.why === 'denied')
    return failed(
      'denied',
      `${remote.name} does not let us keep ${ref}, by which a moved tag is found out: ${refusal.detail}`,
    );
  const now = await remote.listRefs([ref]);
  if (!now.ok) return now;
  const kept = now.value.refs.find((each) => each.ref === ref)?.id;
  if (kept === undefined) return failed('conflict', `${ref} changes while it is written: run the command again`);
  return succeeded(kept === id ? undefined : { is: 'moved', recorded: kept, now: id });
}

/** The page as it should be. The same release in the same fleet gives the same text, and the same digest in its marker. */
function draftOf(effect: Effect): ReleaseDraft {
  const { release } = effect;
  const tag = `${release.stream}/${release.version.text}`;
  const title = release.withdrawn === undefined ? releaseName(release) : `${releaseName(release)} (withdrawn)`;
  const notes = releaseNotes(effect, longestNotes - markerRoom);
  const marker = markerLine({ identity: `release ${tag}`, facts: {}, digest: sha256Of(`${title}\n${notes}`) });
  return { tag, title, body: `${notes}\n${marker}\n` };
}

/** More than a marker with the longest name takes. */
const markerRoom = 400;

async function writePage(forge: Forge, draft: ReleaseDraft): Promise<Outcome<Page>> {
  const there = await forge.release(draft.tag);
  if (!there.ok && there.why !== 'gone') return there;
  if (there.ok && isAs(there.value, draft)) return succeeded({ did: 'left', url: pageOf(there.value) });
  if (there.ok && isForeign(there.value)) return succeeded({ did: 'foreign', url: pageOf(there.value) });
  const written = await forge.writeRelease(draft);
  return written.ok ? succeeded({ did: there.ok ? 'changed' : 'created', url: pageOf(written.value) }) : written;
}

function isAs(there: ForgeRelease, { title, body }: ReleaseDraft): boolean {
  return there.title === title && readMarker(there.body)?.digest === readMarker(body)?.digest;
}

/** Whether somebody else wrote a text there. */
function isForeign({ body }: ForgeRelease): boolean {
  return body.trim() !== '' && readMarker(body) === undefined;
}
