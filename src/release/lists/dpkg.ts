/** What `dpkg-query -W` prints, in its own format or with the usual words behind `-f`, and the table of `dpkg -l`. */

import { listLines } from './lines.ts';
import { Listing, quoted, type ReadList } from './package.ts';

/**
 * Reads `NAME[:ARCH]⇥VERSION`; `NAME VERSION ARCH`; both behind a state as `ii`, or before one as `install ok installed`.
 * What is not installed is left out. `dpkg-query -W` names the architecture of some packages alone: the others are
 * taken for `arch`, or for the one that the list names where it names one.
 */
export function readDpkg(text: string, arch?: string): ReadList {
  const out = new Listing();
  const bare: { readonly line: number; readonly name: string; readonly version: string }[] = [];
  for (const [line, said] of listLines(text, out)) {
    if (isHeading(said)) continue;
    const row = rowOf(said);
    if (row === undefined) out.fault(line, `${quoted(said)} is no line of dpkg-query; ${advice}`);
    else if (!row.installed) out.leave('packages that are not installed');
    else if (row.arch === undefined) bare.push({ line, name: row.name, version: row.version });
    else out.take(line, { name: row.name, version: row.version, arch: row.arch });
  }
  if (bare.length > 0) takeBare(bare, { arch, out });
  return out.finished();
}

const advice = "ask with dpkg-query -W -f '${Package} ${Version} ${Architecture}\\n'";

function takeBare(
  bare: readonly { readonly line: number; readonly name: string; readonly version: string }[],
  { arch, out }: { readonly arch: string | undefined; readonly out: Listing },
): void {
  const named = [...new Set(out.packages.map((entry) => entry.arch))].filter((name) => name !== 'all');
  const taken = arch ?? (named.length === 1 ? named[0] : undefined);
  if (taken === undefined) {
    out.fault(bare[0]?.line ?? 0, `the list does not say which architecture this is: say --arch, or ${advice}`);
    return;
  }
  for (const { line, name, version } of bare) out.take(line, { name, version, arch: taken });
  out.note(`${bare.length} lines name no architecture and are taken for ${taken}; to be exact, ${advice}.`);
}

/** The lines above the table of `dpkg -l`. */
function isHeading(line: string): boolean {
  return line.startsWith('#') || /^(?:Desired=|\|[ /|]|\+\+\+-)/.test(line);
}

interface Row {
  readonly name: string;
  readonly version: string;
  /** Undefined where the line does not say. */
  readonly arch: string | undefined;
  readonly installed: boolean;
}

function rowOf(line: string): Row | undefined {
  const { words, installed } = withoutState(line.split(/\s+/));
  const [qualified = '', version = '', said] = words;
  const [name = '', suffix] = qualified.split(':');
  if (version === '') return words.length === 1 ? { name, version, arch: suffix, installed: false } : undefined;
  if (words.length > 3 && !isTable(line)) return undefined;
  return { name, version, arch: said ?? suffix, installed };
}

/** `dpkg -l` has a state before, and a description behind. */
function isTable(line: string): boolean {
  return /^[uihrp][ncHUFWti]R? /.test(line);
}

/** Takes the state off: a word as `ii` in front, or three words as `deinstall ok config-files` at the end. */
function withoutState(words: readonly string[]): { readonly words: readonly string[]; readonly installed: boolean } {
  const [first = '', , third = ''] = words;
  // There are packages named rc and ri: a state is followed by a name and a version, so the version comes third.
  if (/^[uihrp][ncHUFWti]R?$/.test(first) && /^\d/.test(third))
    return { words: words.slice(1), installed: !/^.[nc]/.test(first) };
  if (words.at(-2) === 'ok' && words.length > 4)
    return { words: words.slice(0, -3), installed: !/^(?:not-installed|config-files)$/.test(words.at(-1) ?? '') };
  return { words, installed: true };
}
