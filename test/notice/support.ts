/** Troubles and owners for tests of what people are told. */

import type { Owners, Person, Stream, Team } from '../../src/core/fleet.ts';
import { directoryOf } from '../../src/notice/directory.ts';
import type { Gathering } from '../../src/notice/gather.ts';
import type { Trouble, TroubledCluster } from '../../src/notice/trouble.ts';

export function person(login: string, more: Partial<Person> = {}): Person {
  return {
    login,
    name: login.toUpperCase(),
    mail: `${login}@example.org`,
    forgeLogin: login,
    chat: undefined,
    signingKeys: [],
    left: undefined,
    ...more,
  };
}

export function team(name: string, members: readonly string[], mail?: string): Team {
  return { name, title: `Team ${name}`, members, mail, chat: undefined };
}

export function ownersOf(people: readonly Person[], teams: readonly Team[] = []): Owners {
  return {
    people: new Map(people.map((one) => [one.login, one])),
    teams: new Map(teams.map((one) => [one.name, one])),
  };
}

export function streamsOf(owners: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, Stream> {
  return new Map(
    Object.entries(owners).map(([name, names]) => [
      name,
      { name, title: name, owners: names, signers: undefined, stale: undefined },
    ]),
  );
}

export function cluster(name: string, owners: readonly string[], more: Partial<TroubledCluster> = {}): TroubledCluster {
  return { name, file: `clusters/${name}.yaml`, owners, hosts: 10, upgrade: undefined, streams: ['linux'], ...more };
}

export function trouble(id: string, clusters: readonly TroubledCluster[], more: Partial<Trouble> = {}): Trouble {
  return {
    id,
    stage: 'compile',
    code: 'profile-value',
    file: 'templates/site/base.yaml',
    line: 12,
    message: `what is wrong with ${id}`,
    advice: 'mend it',
    details: '',
    clusters,
    ...more,
  };
}

export function gathering(owners: Owners, streams: Gathering['streams'] = streamsOf({ linux: ['pes'] })): Gathering {
  return { directory: directoryOf(owners), streams, ownersLine: () => 3 };
}
