/** Who must review a change, by CODEOWNERS: of the patterns that match a path, the last one counts. */

/** One line: which paths, and whose they are, without `@`. Nobody where the line takes an owner away. */
export interface OwnedPaths {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** The first of these that is there is the one that counts. */
export const codeOwnersPlaces = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Lines that are none are passed over, as GitHub does. */
export function readCodeOwners(text: string): readonly OwnedPaths[] {
  return text.split('\n').flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(?:^|\s)#.*/, '')
      .trim()
      .split(/\s+/);
    if (pattern === undefined || pattern === '' || pattern.startsWith('!') || pattern.includes('[')) return [];
    return [{ pattern, owners: owners.flatMap((owner) => (owner.startsWith('@') ? [owner.slice(1)] : [])) }];
  });
}

/** The owners of any of these paths, each once. */
export function ownersOf(rules: readonly OwnedPaths[], paths: readonly string[]): readonly string[] {
  const lastFirst = rules.toReversed().map(({ pattern, owners }) => ({ matches: matcherOf(pattern), owners }));
  return [...new Set(paths.flatMap((path) => lastFirst.find(({ matches }) => matches(path))?.owners ?? []))];
}

/**
 * A pattern with a slash before its end is anchored at the top, any other matches at any depth. A folder stands for all
 * in it, except where the last part is a bare `*`.
 */
function matcherOf(pattern: string): (path: string) => boolean {
  const isFolder = pattern.endsWith('/');
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const wanted = bare.split('/');
  if (!pattern.startsWith('/') && wanted.length === 1) wanted.unshift('**');
  if (isFolder) wanted.push('**', '*');
  const deep = !isFolder && wanted.at(-1) !== '*' && wanted.at(-1) !== '**';
  return (path) => {
    const parts = path.split('/');
    return partsMatch(wanted, parts) || (deep && partsMatch([...wanted, '**', '*'], parts));
  };
}

/** By a table of what matches up to where: no pattern makes it slow. */
function partsMatch(wanted: readonly string[], parts: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const [index, part] of wanted.entries()) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === '**') {
        const atLeast = index === wanted.length - 1 ? at + 1 : at;
        for (let to = atLeast; to <= parts.length; to += 1) next.add(to);
      } else if (at < parts.length && textMatches(part, parts[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(parts.length);
}

/** `*` stands for any text, `?` for any character; a backslash makes the next character plain. */
function textMatches(pattern: string, text: string): boolean {
  let reached = new Set([0]);
  for (let at = 0; at < pattern.length; at += 1) {
    const plain = pattern[at] === '\\';
    if (plain) at += 1;
    const character = pattern[at];
    const next = new Set<number>();
    for (const from of reached) {
      if (!plain && character === '*') for (let to = from; to <= text.length; to += 1) next.add(to);
      else if (from < text.length && ((!plain && character === '?') || character === text[from])) next.add(from + 1);
    }
    reached = next;
  }
  return reached.has(text.length);
}
