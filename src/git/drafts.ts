/**
 * Commits made from drafts, all of them by one process that writes. Only what an edit changes is computed and packed,
 * as a difference from what the parent has: a thousand edits of files in one large folder cost what the edits cost,
 * here and when they are pushed, and not a thousand large folders.
 */

import type { CommitId } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { CommitDraft } from '../core/refs.ts';
import { readObjects, type StoredObject } from './batch.ts';
import { runGit } from './command.ts';
import {
  changedFolder,
  emptyFolder,
  type ByteName,
  type Entry,
  type Folder,
  folderMode,
  readFolder,
} from './folder.ts';
import { identityLine } from './identity.ts';
import { isCommitId, isObjectId, isPath } from './names.ts';
import { type Hash, Pack } from './pack.ts';
import type { Store } from './store.ts';

/**
 * Makes commits without a ref, in the order of the drafts. `gone` where a parent is not here; `denied` where a draft
 * makes no sense (a path that is none, a folder that would be overwritten, a NUL in the message).
 */
export function makeCommits(store: Store, drafts: readonly CommitDraft[]): Outcome<readonly CommitId[]> {
  if (drafts.length === 0) return succeeded([]);
  const sorted: EditedFolder[] = [];
  for (const draft of drafts) {
    const edited = editedFolder(draft.edits);
    if (!edited.ok) return edited;
    sorted.push(edited.value);
  }
  const roots = rootsOf(store, drafts);
  if (!roots.ok) return roots;
  const folders = foldersFor(store, sorted, roots.value);
  if (!folders.ok) return folders;
  const desk = { hash: store.hash, pack: new Pack(store.hash), folders: folders.value };
  const ids: CommitId[] = [];
  for (const [at, { parents, message, author }] of drafts.entries()) {
    const tree = treeOf(desk, roots.value[at], sorted[at] ?? nothingEdited);
    if (!tree.ok) return tree;
    const text = commitText({ tree: tree.value, parents, message, author });
    if (!text.ok) return text;
    const id = desk.pack.add('commit', Buffer.from(text.value));
    if (isCommitId(id)) ids.push(id);
  }
  const stored = storePack(store, desk.pack);
  return stored.ok ? succeeded(ids) : stored;
}

export interface CommitParts extends Pick<CommitDraft, 'parents' | 'message' | 'author'> {
  readonly tree: string;
}

/** A commit as git stores it; its committer is its author, so that nothing of the moment gets in. */
export function commitText({ tree, parents, message, author }: CommitParts): Outcome<string> {
  if (message.includes('\0')) return failed('denied', 'a commit message holds a NUL');
  const who = identityLine(author);
  const lines = [`tree ${tree}`, ...parents.map((id) => `parent ${id}`), `author ${who}`, `committer ${who}`];
  const ended = message === '' || message.endsWith('\n') ? message : `${message}\n`;
  return succeeded(`${lines.join('\n')}\n\n${ended}`);
}

/** The edits of one folder, by name. */
interface EditedFolder {
  readonly files: Map<ByteName, { readonly path: string; readonly text: string | null }>;
  readonly folders: Map<ByteName, EditedFolder>;
}

const nothingEdited: EditedFolder = { files: new Map(), folders: new Map() };

function editedFolder(edits: CommitDraft['edits']): Outcome<EditedFolder> {
  const top: EditedFolder = { files: new Map(), folders: new Map() };
  for (const [path, text] of [...edits].toSorted((a, b) => byteOrder(a[0], b[0]))) {
    if (!isPath(path)) return failed('denied', `${JSON.stringify(path)} is no path of a file in a commit`);
    const names = Buffer.from(path).toString('latin1').split('/');
    let at = top;
    for (const name of names.slice(0, -1)) {
      const below = at.folders.get(name) ?? { files: new Map(), folders: new Map() };
      at.folders.set(name, below);
      at = below;
    }
    at.files.set(names.at(-1) ?? '', { path, text });
  }
  return succeeded(top);
}

/** Of each draft the tree of its first parent; every parent is looked for. */
function rootsOf(store: Store, drafts: readonly CommitDraft[]): Outcome<readonly (string | undefined)[]> {
  const parents = [...new Set(drafts.flatMap((draft) => draft.parents))];
  const strange = parents.find((id) => !isObjectId(id));
  if (strange !== undefined) return failed('gone', 'a parent is no id of a commit');
  // The object itself: of a tag, too, git would give the tree.
  const found = readObjects(store, parents);
  if (!found.ok) return found;
  const trees = new Map(found.value.flatMap((object) => (object?.type === 'commit' ? [rootIn(object)] : [])));
  const missing = parents.find((id) => !trees.has(id));
  if (missing !== undefined) return failed('gone', `no commit ${missing}`);
  return succeeded(drafts.map(({ parents: [first] }) => (first === undefined ? undefined : trees.get(first))));
}

/** A commit's id, and that of its tree, which its first line names. */
function rootIn({ id, content }: StoredObject): readonly [string, string] {
  return [id, content.toString('latin1', 'tree '.length, content.indexOf(0x0a))];
}

type Folders = ReadonlyMap<string, Folder>;

/** Every folder on the way to an edit, read level by level. */
function foldersFor(
  store: Store,
  edited: readonly EditedFolder[],
  roots: readonly (string | undefined)[],
): Outcome<Folders> {
  const folders = new Map<string, Folder>();
  let level = edited.map((edit, at) => ({ edit, id: roots[at] }));
  while (level.length > 0) {
    const ids = new Set(level.flatMap(({ id }) => (id === undefined || folders.has(id) ? [] : [id])));
    const read = readObjects(store, [...ids]);
    if (!read.ok) return read;
    for (const object of read.value)
      if (object?.type === 'tree') folders.set(object.id, readFolder(object.id, object.content));
    const lost = [...ids].find((id) => !folders.has(id));
    if (lost !== undefined) return failed('gone', `a folder is not here (${lost})`);
    level = level.flatMap(({ edit, id }) => below(edit, id === undefined ? undefined : folders.get(id)));
  }
  return succeeded(folders);
}

function below(edit: EditedFolder, folder: Folder | undefined): readonly { edit: EditedFolder; id: string }[] {
  return [...edit.folders].flatMap(([name, edit]) => {
    const entry = folder?.byName.get(name);
    return entry?.mode === folderMode ? [{ edit, id: entry.id }] : [];
  });
}

interface Desk {
  readonly hash: Hash;
  readonly pack: Pack;
  readonly folders: Folders;
}

function treeOf(desk: Desk, root: string | undefined, edit: EditedFolder): Outcome<string> {
  const made = editFolder(desk, root, edit);
  return made.ok ? succeeded(made.value ?? desk.pack.add('tree', Buffer.alloc(0))) : made;
}

/** The folder after its edits; undefined where nothing is left in it. */
function editFolder(desk: Desk, id: string | undefined, edit: EditedFolder): Outcome<string | undefined> {
  const folder = (id === undefined ? undefined : desk.folders.get(id)) ?? emptyFolder;
  const changes = new Map<ByteName, Entry | undefined>();
  const now = (name: ByteName): Entry | undefined => (changes.has(name) ? changes.get(name) : folder.byName.get(name));
  // Removed first, so that a file may make place for a folder; written last, so that a folder may for a file.
  for (const [name, { path, text }] of edit.files) {
    if (text !== null) continue;
    if (now(name)?.mode === folderMode) return failed('denied', `${path} is a folder`);
    if (now(name) !== undefined) changes.set(name, undefined);
  }
  for (const [name, below] of edit.folders) {
    const entry = now(name);
    if (entry !== undefined && entry.mode !== folderMode)
      return failed('denied', `${firstPathIn(below)}: a file is in the way`);
    const made = editFolder(desk, entry?.id, below);
    if (!made.ok) return made;
    if (made.value !== entry?.id)
      changes.set(name, made.value === undefined ? undefined : { mode: folderMode, id: made.value });
  }
  for (const [name, { path, text }] of edit.files) {
    if (text === null) continue;
    const mode = now(name)?.mode ?? '100644';
    if (!/^100(?:644|755)$/.test(mode)) return failed('denied', `${path} is no file`);
    changes.set(name, { mode, id: desk.pack.add('blob', Buffer.from(text)) });
  }
  return succeeded(changes.size === 0 && id !== undefined ? id : changedFolder(desk, folder, changes));
}

function firstPathIn({ files, folders }: EditedFolder): string {
  const [file] = files.values();
  const [folder] = folders.values();
  return file?.path ?? (folder === undefined ? '' : firstPathIn(folder));
}

/** Few objects are stored one by one, as git does with what is fetched: a pack for each commit would pile up. */
function storePack(store: Store, pack: Pack): Outcome<Buffer> {
  const command = pack.size < 100 ? ['unpack-objects', '-q'] : ['index-pack', '--stdin', '--fix-thin'];
  const stored = runGit(store, { arguments: command, input: pack.bytes() });
  return stored.ok ? stored : failed('unreachable', stored.detail);
}
