/** What `profile` and `explain` share: which profile is meant, which place in it, and what to say when there is none. */

import { keysNear } from '../compile/explain.ts';
import { nearest } from '../core/nearest.ts';
import { pointerOf, readPointer } from '../core/site.ts';
import type { Tree } from '../core/tree.ts';
import { valueAlong } from '../core/value.ts';
import { counted } from '../render/diagnostic-words.ts';
import { untrustedTerminal as safe } from '../render/untrusted.ts';
import { findProfile, type OneProfile } from '../run/one-profile.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { tellDiagnostics } from './report.ts';

/** The profile that a call names, or undefined when what is wrong with it has been told. */
export function profileOf(call: Call, tree: Tree): OneProfile | undefined {
  const [name = ''] = call.arguments;
  const among = call.options.flag('host') ? 'hosts' : 'clusters and hosts';
  const search = findProfile(tree, { name, among });
  if (search.is === 'found') return search.profile;
  if (search.is === 'unknown') throw new WrongUsage(unknownWords(name, { among, ...search }));
  tellDiagnostics(call, { tree, diagnostics: search.errors, failed: 0 });
  return undefined;
}

/** Tells what keeps a cluster from being compiled. */
export function tellErrors(call: Call, tree: Tree, { errors }: OneProfile): void {
  if (errors.length > 0) tellDiagnostics(call, { tree, diagnostics: errors, failed: 1 });
}

/** The keys of the pointer that a call gives; none where it gives none. */
export function keysOf({ arguments: [, pointer = ''] }: Call): readonly string[] {
  const keys = readPointer(pointer);
  if (keys !== undefined) return keys;
  const example = pointer.startsWith('/')
    ? '"~" is written "~0" in a key, and "/" is written "~1"'
    : `it begins with "/", as /${pointer}`;
  throw new WrongUsage(`${pointer} is not a JSON Pointer: ${example}`);
}

/** Says that a pointer leads nowhere, how far it leads, and what it may have meant. */
export function tellNowhere(
  { terminal }: Call,
  { profile, host, cluster, all }: OneProfile,
  keys: readonly string[],
): ExitCode {
  const { reached, keys: there } = keysNear(profile, keys);
  const wrong = keys[reached.length] ?? '';
  const whose = host === undefined ? `the common profile of cluster ${cluster}` : `the profile of host ${host}`;
  const lines = [`error: ${whose} has nothing at ${pointerOf(keys)}`];
  const near = nearest(wrong, there).map((key) => pointerOf([...reached, key]));
  if (near.length > 0) lines.push(`did you mean ${near.join(' or ')}?`);
  else if (there.length > 0)
    lines.push(`${reached.length === 0 ? 'it has' : `${pointerOf(reached)} has`} ${some(there)}`);
  else lines.push(`${pointerOf(reached)} has no entries`);
  const having =
    host === undefined
      ? [...all.hosts].filter(([, stack]) => valueAlong(stack.profile, keys) !== undefined).map(([name]) => name)
      : [];
  const [first] = having;
  if (first !== undefined)
    lines.push(`it depends on the host: ${having.length} of ${counted(all.hosts.size, 'host')} have it, as ${first}`);
  terminal.say(lines.map(safe).join('\n'));
  return 1;
}

function unknownWords(
  name: string,
  {
    among,
    nearest: near,
    unread,
  }: { readonly among: string; readonly nearest: readonly string[]; readonly unread: readonly string[] },
): string {
  const what = among === 'hosts' ? 'host' : 'cluster or host';
  const guess = near.length > 0 ? ` (did you mean ${near.join(' or ')}?)` : '';
  const lost =
    unread.length > 0
      ? `; ${counted(unread.length, 'cluster file')} cannot be read, and might name it: ${some(unread)}`
      : '';
  return `there is no ${what} ${name} in this fleet${guess}${lost}`;
}

function some(names: readonly string[]): string {
  const most = 12;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}
