/** Checks releases: the shape of their folders, whether they are as they were published, their sources, and what they would do. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { folderOf, tagOf, type Release } from '../release/release.ts';
import { sha256Of } from '../tree/write.ts';
import { checkRelease } from './check-fleet.ts';
import type { OpenFleet } from './open-fleet.ts';
import { releaseFile } from './open-fleet.ts';
import { readReleases } from './read-releases.ts';
import { checkTags, type TaggedTree } from './release-tags.ts';
import { readSide, type Side } from './side.ts';
import { tryRelease, type TriedRelease } from './try-release.ts';

/** Which releases: one, all of them, or the newest of each stream that was not withdrawn. */
export type Wanted =
  | { readonly is: 'one'; readonly stream: string; readonly version: string }
  | { readonly is: 'all' }
  | { readonly is: 'newest' };

export interface ReleaseCheckOrder {
  readonly tree: TaggedTree;
  readonly wanted: Wanted;
  /** `what` names the release that is tried. */
  readonly progress: (what: string, done: number, all: number) => void;
}

export interface ReleaseReport {
  /** What is wrong with the releases as they lie there. */
  readonly diagnostics: readonly Diagnostic[];
  readonly tried: readonly TriedRelease[];
  /** The tags that are here, as `linux/2026_8_minor`. */
  readonly published: ReadonlySet<string>;
}

/** `gone` where there is no such release, or no fleet that can be read; the diagnostics of a fleet are told by `tidemark check`. */
export function checkReleases(order: ReleaseCheckOrder): Outcome<ReleaseReport> {
  const base = readSide(order.tree);
  const { open } = base;
  if (open === undefined) return failed('gone', 'the fleet cannot be read: "tidemark check" says why');
  const out = new Diagnostics();
  const chosen = wantedIn(open, order.wanted, out);
  if (!chosen.ok) return chosen;
  for (const { stream, version } of chosen.value.looked) checkAsItLies({ base, open }, { stream, version }, out);
  checkTags(order.tree, out, order.wanted.is === 'one' ? `${order.wanted.stream}/${order.wanted.version}` : undefined);
  for (const release of chosen.value.releases) checkSources(order.tree, release, out);
  const tried = chosen.value.tried.map((release) =>
    tryRelease(base, {
      release,
      releases: chosen.value.all.get(release.stream) ?? [],
      progress: (done, all) => order.progress(tagOf(release), done, all),
    }),
  );
  const published = new Set(order.tree.tags?.commits.keys());
  return succeeded({ diagnostics: out.sorted(), tried, published });
}

interface Chosen {
  readonly all: ReadonlyMap<string, readonly Release[]>;
  /** Whose folders are looked at. */
  readonly looked: readonly { readonly stream: string; readonly version: string }[];
  /** Those of them that can be read. */
  readonly releases: readonly Release[];
  /** Those that are tried on the fleet. */
  readonly tried: readonly Release[];
}

function wantedIn(open: OpenFleet, wanted: Wanted, out: Diagnostics): Outcome<Chosen> {
  const told = new Diagnostics();
  const all = readReleases(open, told);
  if (wanted.is === 'one') {
    const { stream, version } = wanted;
    const absent = absenceOf(open, stream, version);
    if (absent !== undefined) return failed('gone', absent);
    const own = (all.get(stream) ?? []).filter((release) => release.file === releaseFile(stream, version));
    return succeeded({ all, looked: [wanted], releases: own, tried: own });
  }
  out.addAll(told.sorted());
  const looked = [...open.versions].flatMap(([stream, versions]) =>
    [...versions].map((version) => ({ stream, version })),
  );
  const good = [...all.values()].map((releases) => releases.filter(({ withdrawn }) => withdrawn === undefined));
  const tried = wanted.is === 'all' ? good.flat() : good.flatMap((releases) => releases.slice(-1));
  return succeeded({ all, looked, releases: [...all.values()].flat(), tried });
}

/** Why there is no such release, in words, with names that are near; undefined where there is one. */
function absenceOf({ versions }: OpenFleet, stream: string, version: string): string | undefined {
  const known = versions.get(stream);
  if (known === undefined) return `there is no stream ${stream}${meant(stream, versions.keys())}`;
  if (known.has(version)) return undefined;
  return `there is no release ${stream}/${version}: no folder ${folderOf(stream, version)}${meant(version, known)}`;
}

function meant(wanted: string, names: Iterable<string>): string {
  const near = nearest(wanted, names);
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
}

interface Lying {
  readonly base: Side;
  readonly open: OpenFleet;
}

/** The shape of release.yaml, that it says what its folder says, and what is wrong with the templates beside it. */
function checkAsItLies(
  { base, open }: Lying,
  { stream, version }: { readonly stream: string; readonly version: string },
  out: Diagnostics,
): void {
  const file = releaseFile(stream, version);
  if (open.tree.has(file)) checkRelease(open, { file, stream, version }, out);
  else out.add('file-unreadable', { file, route: [] }, { reason: 'it is not there, and every release needs one' });
  const { templates } = base.workshop ?? {};
  for (const name of templates?.names() ?? []) {
    if (!name.startsWith(`${stream}/${version}/`)) continue;
    for (const { code, site, facts, related } of templates?.template(name)?.complaints ?? [])
      out.add(code, site, facts, { related });
  }
}

/** A source that lies in the fleet is the file that release.yaml says; one that does not, or is too large to be read, is passed over. */
function checkSources(tree: Tree, { file, sources }: Release, out: Diagnostics): void {
  for (const [index, source] of sources.entries()) {
    const found = tree.read(source.file);
    if (found === undefined || 'unreadable' in found) continue;
    const digest = sha256Of(found.text);
    if (digest === source.sha256) continue;
    const site = { file, route: ['sources', index, 'sha256'] };
    out.add('source-changed', site, { file: source.file, says: source.sha256, found: digest });
  }
}
