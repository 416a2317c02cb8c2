/** Whom to call about a cluster, and how they are reached. */

import type { Fleet, Owners } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { addresseesOf } from '../notice/addressees.ts';
import { directoryOf, isThere } from '../notice/directory.ts';
import type { Contact } from '../report/facts.ts';

export interface People {
  /** The people and teams who answer for a cluster, by name. */
  call(cluster: { readonly owners: readonly string[]; readonly streams: readonly string[] }): readonly string[];
  /** How those are reached who were named so far. */
  contacts(): Readonly<Record<string, Contact>>;
}

/** `owners` is undefined where owners.yaml cannot be read: then nobody is known. */
export function peopleOf(streams: Fleet['streams'], owners: Owners = { people: new Map(), teams: new Map() }): People {
  const asked = { directory: directoryOf(owners), streams };
  const answers = new Map<string, readonly string[]>();
  const named = new Set<string>();
  return {
    call: (cluster) => {
      const key = JSON.stringify([cluster.owners, cluster.streams]);
      const known = answers.get(key);
      if (known !== undefined) return known;
      const names = addresseesOf(cluster, asked).addressees.map(({ name }) => name);
      for (const name of names) named.add(name);
      answers.set(key, names);
      return names;
    },
    contacts: () =>
      Object.fromEntries(
        [...named].toSorted(byteOrder).flatMap((name) => {
          const found = asked.directory.find(name);
          if (!isThere(found)) return [];
          const chat = (owners.people.get(name) ?? owners.teams.get(name))?.chat;
          const mails = [...new Set(found.mailboxes.map(({ mail }) => mail))];
          return [[name, { name: found.title, mails, chat }] as const];
        }),
      ),
  };
}
