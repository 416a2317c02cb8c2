/**
 * CODEOWNERS from the fleet: the forge then asks the owners of a cluster for reviews by itself, which costs no request.
 * Teams are spelt out as people, because a team of owners.yaml is no team of the forge.
 */

import type { Fleet, Owners } from '../core/fleet.ts';
import { byteOrder, listOrder } from '../core/order.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';

/** A cluster as far as its ownership goes. */
export interface OwnedCluster {
  readonly name: string;
  /** Relative to the fleet. */
  readonly file: string;
  readonly owners: readonly string[];
  /** The streams that it pins, whose owners answer where it has none. */
  readonly streams: readonly string[];
}

export interface OwnedFleet {
  readonly fleet: Fleet;
  readonly owners: Owners;
  readonly clusters: readonly OwnedCluster[];
  /** The fleet's place in its repository: '' or ending in `/`. */
  readonly folder: string;
}

/** One line: whoever changes what the pattern matches asks these logins. */
export interface OwnerRule {
  readonly pattern: string;
  /** Without `@`, in byte order; none where nobody answers. */
  readonly logins: readonly string[];
}

/** What is wrong with the people of a fleet. `where` names clusters, streams and teams, in byte order. */
export type OwnerFinding =
  | { readonly found: 'unknown' | 'empty-team'; readonly name: string; readonly where: readonly string[] }
  | { readonly found: 'left'; readonly name: string; readonly since: string; readonly where: readonly string[] }
  | { readonly found: 'no-login'; readonly name: string; readonly login: string; readonly where: readonly string[] }
  | { readonly found: 'unowned'; readonly cluster: string; readonly file: string; readonly streams: readonly string[] };

export interface Ownership {
  /** In the order of the file: the last that matches decides. */
  readonly rules: readonly OwnerRule[];
  readonly findings: readonly OwnerFinding[];
}

/** Who owns what. A cluster without anybody falls to the owners of the streams it pins, and that is a finding. */
export function ownershipOf(owned: OwnedFleet): Ownership {
  const { fleet, folder } = owned;
  const notes = new Notes();
  const answering = new Map<string, readonly string[]>();
  for (const stream of fleet.streams.values())
    answering.set(stream.name, loginsOf(stream.owners, `stream ${stream.name}`, { owned, notes }));
  const [first] = fleet.streams.values();
  const shared = answering.get(first?.name ?? '') ?? [];
  const files = owned.clusters.map((cluster) => ({
    file: `${folder}${cluster.file}`,
    logins: loginsForCluster(cluster, answering, { owned, notes }),
  }));
  const rules = [
    ...['fleet.yaml', 'owners.yaml'].map((file) => ({ pattern: patternOf(`${folder}${file}`), logins: shared })),
    ...[...answering].map(([name, logins]) => ({ pattern: patternOf(`${folder}templates/${name}/`), logins })),
    ...grouped(files, `${folder}clusters/`),
  ];
  return { rules: rules.filter(({ logins }) => logins.length > 0), findings: notes.sorted() };
}

interface Asking {
  readonly owned: OwnedFleet;
  readonly notes: Notes;
}

function loginsForCluster(
  cluster: OwnedCluster,
  answering: ReadonlyMap<string, readonly string[]>,
  asking: Asking,
): readonly string[] {
  const logins = loginsOf(cluster.owners, cluster.name, asking);
  if (logins.length > 0) return logins;
  const { name, file, streams } = cluster;
  asking.notes.unowned({ found: 'unowned', cluster: name, file, streams });
  return inOrder(streams.flatMap((stream) => answering.get(stream) ?? []));
}

/** The people behind names, teams spelt out; who left, or cannot be called at the forge, is left out and noted. */
function loginsOf(names: readonly string[], where: string, { owned, notes }: Asking): readonly string[] {
  const { people, teams } = owned.owners;
  const seen = new Set<string>();
  const logins: string[] = [];
  const waiting = names.map((name) => ({ name, where })).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name } = next;
    const person = people.get(name);
    const team = person === undefined ? teams.get(name) : undefined;
    if (person === undefined && team === undefined) notes.add({ found: 'unknown', name }, next.where);
    else if (person?.left !== undefined) notes.add({ found: 'left', name, since: person.left }, next.where);
    else if (person !== undefined && !forgeName.test(person.forgeLogin))
      notes.add({ found: 'no-login', name, login: person.forgeLogin }, next.where);
    else if (person !== undefined) logins.push(person.forgeLogin);
    if (team === undefined || seen.has(name)) continue;
    seen.add(name);
    if (team.members.length === 0) notes.add({ found: 'empty-team', name }, next.where);
    waiting.push(...team.members.map((member) => ({ name: member, where: `team ${name}` })).toReversed());
  }
  return inOrder(logins);
}

/** What a forge takes for a login; anything else would spoil its line. */
const forgeName = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;

function inOrder(logins: readonly string[]): readonly string[] {
  return [...new Set(logins)].toSorted(byteOrder);
}

type Note = { readonly [F in OwnerFinding as F['found']]: Omit<F, 'where'> }[Exclude<OwnerFinding['found'], 'unowned'>];

/** Findings, each once, with everywhere it was met. */
class Notes {
  readonly #met = new Map<string, { readonly note: Note; readonly where: Set<string> }>();
  readonly #unowned: (OwnerFinding & { readonly found: 'unowned' })[] = [];

  add(note: Note, where: string): void {
    const key = `${note.found} ${note.name}`;
    const known = this.#met.get(key);
    if (known === undefined) this.#met.set(key, { note, where: new Set([where]) });
    else known.where.add(where);
  }

  unowned(finding: OwnerFinding & { readonly found: 'unowned' }): void {
    this.#unowned.push(finding);
  }

  sorted(): readonly OwnerFinding[] {
    const met = [...this.#met].toSorted(([a], [b]) => byteOrder(a, b)).map(([, entry]) => entry);
    const alone = this.#unowned.toSorted((a, b) => byteOrder(a.file, b.file));
    return [...met.map(({ note, where }) => withPlaces(note, [...where].toSorted(byteOrder))), ...alone];
  }
}

function withPlaces(note: Note, where: readonly string[]): OwnerFinding {
  return { ...note, where };
}

interface OwnedFile {
  readonly file: string;
  readonly logins: readonly string[];
}

/**
 * One line a file; or one for a folder, where several files lie at any depth below it and all have the same people. A
 * folder's line speaks for new files too, so one with a file that nobody answers for is never written.
 */
function grouped(files: readonly OwnedFile[], top: string): readonly OwnerRule[] {
  const folders = new Map<string, FolderOwners>();
  for (const { file, logins } of files) {
    for (let slash = file.lastIndexOf('/'); slash >= top.length; slash = file.lastIndexOf('/', slash - 1)) {
      const folder = file.slice(0, slash + 1);
      const key = logins.join(' ');
      const known = folders.get(folder);
      if (known === undefined) folders.set(folder, { key, logins, count: 1 });
      else folders.set(folder, { ...known, key: known.key === key ? key : undefined, count: known.count + 1 });
    }
  }
  const whole = [...folders].filter(([, { key, count }]) => key !== undefined && key !== '' && count > 1);
  const wide = new Map(whole);
  const outermost = whole.filter(([folder]) => !isBelowOne(folder, wide, top));
  const covered = new Set(outermost.map(([folder]) => folder));
  const alone = files.filter(({ file }) => !isBelowOne(file, covered, top));
  return [
    ...outermost.map(([folder, { logins }]) => ({ path: folder, logins })),
    ...alone.map(({ file, logins }) => ({ path: file, logins })),
  ]
    .toSorted((a, b) => listOrder(a.path.split('/'), b.path.split('/')))
    .map(({ path, logins }) => ({ pattern: patternOf(path), logins }));
}

interface FolderOwners {
  /** Undefined where they differ. */
  readonly key: string | undefined;
  readonly logins: readonly string[];
  readonly count: number;
}

/** Whether a folder above a path, and below `top`, is one of these. */
function isBelowOne(path: string, folders: { has(folder: string): boolean }, top: string): boolean {
  const end = path.endsWith('/') ? path.length - 2 : path.length;
  for (let slash = path.lastIndexOf('/', end); slash >= top.length; slash = path.lastIndexOf('/', slash - 1))
    if (folders.has(path.slice(0, slash + 1))) return true;
  return false;
}

/**
 * A path as a pattern that matches it alone. CODEOWNERS takes a backslash before blanks and wildcards, but not before
 * `#`, `!` and brackets: for those, and for what cannot be seen, stands "any one character".
 */
function patternOf(path: string): string {
  return `/${path.replace(/[\\*? ]/g, String.raw`\$&`).replace(/[[\]#!\p{C}\p{Zl}\p{Zp}]/gu, '?')}`;
}

const begin = '# >>> tidemark owners >>>';
const end = '# <<< tidemark owners <<<';

/** A forge ignores a file that is larger, all of it. */
export const codeownersLimit: number = 3 * 1024 * 1024;

/** The rules as the part of the file that is ours, between its two marker lines. */
export function codeownersBlock(rules: readonly OwnerRule[]): string {
  const width = Math.min(60, Math.max(0, ...rules.map(({ pattern }) => pattern.length)));
  const lines = rules.map(({ pattern, logins }) =>
    [pattern.padEnd(width), ...logins.map((login) => `@${login}`)].join(' '),
  );
  return [begin, '# Made by `tidemark owners --write`; lines of your own go above or below.', ...lines, end, ''].join(
    '\n',
  );
}

/**
 * The file with our part put in its place, or at its end; lines of people stay as they are. `conflict` where the marker
 * lines are not one pair.
 */
export function withCodeowners(existing: string | undefined, block: string): Outcome<string> {
  const lines = (existing ?? '').split('\n');
  const placesOf = (marker: string): readonly number[] =>
    lines.flatMap((line, index) => (line.trimEnd() === marker ? [index] : []));
  const [from, ...begins] = placesOf(begin);
  const [to, ...ends] = placesOf(end);
  if (from === undefined && to === undefined) return succeeded(appended(existing ?? '', block));
  if (from === undefined || to === undefined || to < from || begins.length + ends.length > 0)
    return failed('conflict', `the lines "${begin}" and "${end}" are not there once each, in this order`);
  const before = lines.slice(0, from).map((line) => `${line}\n`);
  return succeeded(before.join('') + block + lines.slice(to + 1).join('\n'));
}

function appended(existing: string, block: string): string {
  if (existing.trim() === '') return block;
  return `${existing}${existing.endsWith('\n') ? '' : '\n'}\n${block}`;
}
