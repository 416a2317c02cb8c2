/** Compares the folder of every published release with the tree of its tag: what is published stays as it is (U5). */

import { Diagnostics, type ReleaseChange } from '../core/diagnostic.ts';
import type { CommitId, Objects, TreeEntry } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import type { Refs } from '../core/refs.ts';
import type { Tree } from '../core/tree.ts';
import type { Plain } from '../core/value.ts';
import { parseVersion } from '../core/version.ts';
import { openRepository } from '../git/git.ts';
import { folderOf } from '../release/release.ts';
import { isInsertion } from '../release/withdraw.ts';
import { isTreePath } from '../tree/path.ts';
import { parseYaml } from '../yaml/parse.ts';

/** What is asked of a repository here. */
export type TaggedObjects = Pick<Objects, 'prefix' | 'listTree' | 'readBlobs'>;

/** The release tags of a repository, by name (`linux/2026_8_minor`), and where their trees are read. */
export interface ReleaseTags {
  readonly objects: TaggedObjects;
  readonly commits: ReadonlyMap<string, CommitId>;
}

/** A tree of which it may be known what was published. */
export interface TaggedTree extends Tree {
  readonly tags?: ReleaseTags | undefined;
}

/** The tree, with the tags of the repository that a folder lies in; without any where there is none. */
export function withTags<T extends Tree>(tree: T, folder: string): T & TaggedTree {
  const repository = openRepository(folder);
  return { ...tree, tags: repository && tagsIn(repository) };
}

/** The release tags that are here. Anything else below `refs/tags/` is passed over. */
function tagsIn(repository: TaggedObjects & Pick<Refs, 'listRefs'>): ReleaseTags {
  const refs = repository.listRefs('refs/tags/');
  const commits = new Map<string, CommitId>();
  for (const { ref, commit } of refs.ok ? refs.value : []) {
    const tag = ref.slice('refs/tags/'.length);
    if (commit !== undefined && isReleaseTag(tag)) commits.set(tag, commit);
  }
  return { objects: repository, commits };
}

/** Whether a tag's name is `STREAM/VERSION`. */
export function isReleaseTag(tag: string): boolean {
  const [stream = '', version = '', more] = tag.split('/');
  return stream !== '' && more === undefined && parseVersion(version) !== undefined;
}

/** Reports every release of the tree that is not what its tag says. `only` is a tag's name. */
export function checkTags(tree: TaggedTree, out: Diagnostics, only?: string): void {
  const { tags } = tree;
  if (tags === undefined || tags.commits.size === 0) return;
  for (const [tag, here] of releaseFolders(tree)) {
    const commit = only === undefined || only === tag ? tags.commits.get(tag) : undefined;
    if (commit !== undefined) checkFolder({ tree, tag, here }, { objects: tags.objects, commit }, out);
  }
}

/** The files of each release's folder, relative to it. */
function releaseFolders(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const file of tree.list('templates')) {
    const [, stream = '', version = '', ...rest] = file.split('/');
    if (rest.length === 0 || parseVersion(version) === undefined) continue;
    const tag = `${stream}/${version}`;
    const files = folders.get(tag);
    if (files === undefined) folders.set(tag, [rest.join('/')]);
    else files.push(rest.join('/'));
  }
  return folders;
}

interface Folder {
  readonly tree: Tree;
  readonly tag: string;
  readonly here: readonly string[];
}

interface Published {
  readonly objects: TaggedObjects;
  readonly commit: CommitId;
}

function checkFolder({ tree, tag, here }: Folder, { objects, commit }: Published, out: Diagnostics): void {
  const [stream = '', version = ''] = tag.split('/');
  const folder = folderOf(stream, version);
  const at = objects.prefix === '' ? folder : `${objects.prefix.replace(/\/$/, '')}/${folder}`;
  const listing = objects.listTree(commit, at);
  if (!listing.ok && listing.why !== 'gone') return;
  const then = new Map((listing.ok ? listing.value : []).map((entry) => [entry.path, entry]));
  const paths = [...new Set([...here, ...then.keys()])].filter(isTreePath).toSorted(byteOrder);
  const changes = paths.flatMap((path) =>
    changeOf({ tree, file: `${folder}/${path}`, path, entry: then.get(path) }, objects),
  );
  if (changes.length === 0) return;
  const site = { file: `${folder}/release.yaml`, route: ['version'] };
  out.add('release-changed', site, { tag, commit: commit.slice(0, 12), changes });
}

interface Compared {
  readonly tree: Tree;
  readonly file: string;
  /** Relative to the release's folder. */
  readonly path: string;
  readonly entry: TreeEntry | undefined;
}

function changeOf({ tree, file, path, entry }: Compared, objects: TaggedObjects): readonly ReleaseChange[] {
  const blob = tree.blobOf?.(file);
  if (entry !== undefined && blob === entry.id) return [];
  const found = tree.read(file);
  if (entry === undefined) return [{ file: path, how: 'added' }];
  if (found === undefined) return [{ file: path, how: 'removed' }];
  if ('unreadable' in found) return [{ file: path, how: 'changed' }];
  if (found.blob === entry.id) return [];
  const before = textOf(objects, entry.id);
  if (before === found.text) return []; // the repository names contents by another digest than the tree does
  const isWithdrawal = path === 'release.yaml' && before !== undefined && onlyWithdraws(before, found.text);
  return isWithdrawal ? [] : [{ file: path, how: 'changed' }];
}

function textOf(objects: TaggedObjects, id: string): string | undefined {
  const blobs = objects.readBlobs([id]);
  const bytes = blobs.ok ? blobs.value.get(id) : undefined;
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Whether a release.yaml says what it said, and besides that the release is withdrawn: one piece put in, no byte lost. */
function onlyWithdraws(before: string, after: string): boolean {
  const [was, is] = [dataOf(before), dataOf(after)];
  if (was === undefined || is === undefined || 'withdrawn' in was || !('withdrawn' in is)) return false;
  const { withdrawn: _withdrawn, ...rest } = is;
  return isInsertion(before, after) && JSON.stringify(rest) === JSON.stringify(was);
}

function dataOf(text: string): { readonly [key: string]: Plain } | undefined {
  const plain = parseYaml('release.yaml', text, new Diagnostics());
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return undefined;
  return plain as { readonly [key: string]: Plain };
}
