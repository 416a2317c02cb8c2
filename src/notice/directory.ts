/** Who is there to be told: the people and teams of `owners.yaml`, without those who left. */

import type { Owners, Person, Team } from '../core/fleet.ts';

/** Somebody who answers for clusters: a person, or a team as one. */
export interface Addressee {
  /** As clusters name it. */
  readonly name: string;
  readonly kind: 'person' | 'team';
  /** As it is shown. */
  readonly title: string;
  /** One for a person, or a team that has an address; otherwise one for each member. None where nobody has an address. */
  readonly mailboxes: readonly Mailbox[];
  /** Logins at the forge, of the person or of the members. */
  readonly logins: readonly string[];
}

export interface Mailbox {
  /** Whose it is, as it is shown. */
  readonly name: string;
  /** As `owners.yaml` writes it; proven only where mail is sent. */
  readonly mail: string;
}

/** Why a name is nobody. A team is `empty` when it has neither an address nor a member who is there. */
export type Absence =
  | { readonly why: 'unknown' | 'empty' }
  | {
      readonly why: 'left';
      /** `YYYY-MM-DD`. */
      readonly since: string;
    };

export interface Directory {
  /** The person or team of a name, or why there is none. */
  find(name: string): Addressee | Absence;
}

/** The people and teams that exist. */
export function directoryOf(owners: Owners): Directory {
  const known = new Map<string, Addressee | Absence>();
  return {
    find: (name) => {
      const found = known.get(name) ?? lookUp(name, owners);
      known.set(name, found);
      return found;
    },
  };
}

/** Tells somebody from nobody. */
export function isThere(found: Addressee | Absence): found is Addressee {
  return 'mailboxes' in found;
}

/** A person comes before a team of the same name. */
function lookUp(name: string, owners: Owners): Addressee | Absence {
  const person = owners.people.get(name);
  if (person !== undefined) return personOf(person);
  const team = owners.teams.get(name);
  return team === undefined ? { why: 'unknown' } : teamOf(team, owners);
}

function personOf(person: Person): Addressee | Absence {
  if (person.left !== undefined) return { why: 'left', since: person.left };
  return {
    name: person.login,
    kind: 'person',
    title: person.name,
    mailboxes: mailboxOf(person.name, person.mail),
    logins: [person.forgeLogin],
  };
}

function teamOf(team: Team, owners: Owners): Addressee | Absence {
  const members = membersOf(team.name, owners);
  if (team.mail === undefined && members.length === 0) return { why: 'empty' };
  return {
    name: team.name,
    kind: 'team',
    title: team.title,
    mailboxes:
      team.mail === undefined
        ? members.flatMap((person) => mailboxOf(person.name, person.mail))
        : mailboxOf(team.title, team.mail),
    logins: members.map((person) => person.forgeLogin),
  };
}

/** The people of a team and of the teams in it who are there, each once, in the order of the file. */
function membersOf(team: string, owners: Owners): readonly Person[] {
  const people = new Set<Person>();
  const seen = new Set<string>();
  const queue = [team];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const person = owners.people.get(name);
    if (person === undefined) queue.push(...(owners.teams.get(name)?.members ?? []));
    else if (person.left === undefined) people.add(person);
  }
  return [...people];
}

function mailboxOf(name: string, mail: string | undefined): readonly Mailbox[] {
  return mail === undefined ? [] : [{ name, mail }];
}
