/** Who may sign the release tags of a stream, as `ssh-keygen` is told it (trust row 21). */

import type { Owners, Person, SigningKey } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';

export interface AllowedSigners {
  /** Lines in the format of `ssh-keygen`'s allowed signers; empty where nobody can sign. */
  readonly text: string;
  /** The logins whose keys stand in it. */
  readonly people: readonly string[];
  /** Who or whose key does not count, and why, for the sentence that refuses a tag. */
  readonly passedOver: readonly PassedOver[];
}

export interface PassedOver {
  readonly login: string;
  readonly because: 'unknown' | 'left' | 'no-key' | 'revoked' | 'expired';
}

/**
 * `signers` are people and teams of owners.yaml as a stream names them. A key counts by `today` (`YYYY-MM-DD`), never by the
 * date that a tag gives itself, which whoever made the tag could choose. A key that is revoked for one person is dead for all.
 */
export function allowedSigners(signers: readonly string[], owners: Owners, today: string): AllowedSigners {
  const dead = new Set(
    [...owners.people.values()].flatMap(({ signingKeys }) => signingKeys.filter(isRevoked).map(keyOf)),
  );
  const lines: string[] = [];
  const people: string[] = [];
  const passedOver: PassedOver[] = [];
  for (const login of peopleOf(signers, owners)) {
    const person = owners.people.get(login);
    const because = person === undefined ? 'unknown' : reasonAgainst(person, dead, today);
    if (person === undefined || because !== undefined) {
      passedOver.push({ login, because: because ?? 'unknown' });
      continue;
    }
    people.push(login);
    for (const key of person.signingKeys)
      if (isGood(key, dead, today)) lines.push(`${login} namespaces="git" ${key.key}\n`);
  }
  return { text: lines.join(''), people, passedOver };
}

/** The people behind names of people and teams, each once, in byte order; a name that is nobody stays as it is. */
export function peopleOf(names: Iterable<string>, owners: Owners): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const team = owners.people.has(name) ? undefined : owners.teams.get(name);
    if (team === undefined) found.add(name);
    else open.push(...team.members);
  }
  return [...found].toSorted(byteOrder);
}

function reasonAgainst(person: Person, dead: ReadonlySet<string>, today: string): PassedOver['because'] | undefined {
  if (person.left !== undefined) return 'left';
  if (person.signingKeys.length === 0 || !isPrincipal(person.login)) return 'no-key';
  if (person.signingKeys.some((key) => isGood(key, dead, today))) return undefined;
  return person.signingKeys.some((key) => dead.has(keyOf(key))) ? 'revoked' : 'expired';
}

function isGood(key: SigningKey, dead: ReadonlySet<string>, today: string): boolean {
  const isPast = key.until !== undefined && key.until < today;
  return !isPast && !dead.has(keyOf(key)) && onOneLine.test(key.key);
}

function isRevoked({ revoked }: SigningKey): boolean {
  return revoked !== undefined;
}

/** A key by its letters, whatever it is called or commented. */
function keyOf({ key }: SigningKey): string {
  return key.split(' ')[1] ?? key;
}

const onOneLine = /^[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}$/;

/** In an allowed-signers file `*`, `?` and `!` make patterns, and a comma a list: a login with one of them names nobody. */
function isPrincipal(login: string): boolean {
  return /^[A-Za-z0-9._@+-]+$/.test(login);
}
