/** `fleet.yaml` and `owners.yaml`, as written, to what we know of the fleet and its people. */

import type { Diagnostics } from '../core/diagnostic.ts';
import type {
  Channel,
  Emit,
  Fleet,
  Owners,
  PackageOrder,
  Person,
  ReportException,
  SigningKey,
  Stream,
  Team,
  UpgradePolicy,
} from '../core/fleet.ts';
import { suggester } from '../core/nearest.ts';
import { readPointer, type Site } from '../core/site.ts';
import { emptyMapping, mappingFrom, type Plain } from '../core/value.ts';
import { refuseExpressions } from './data.ts';
import { mergeMapping } from './merge.ts';
import { defaultStaleness, readStaleness, staleness, type WrittenStaleness } from './read-staleness.ts';

/** `fleet.yaml` after its schema has accepted it. */
export interface WrittenFleet {
  readonly fleet: string;
  readonly requires?: string;
  readonly entry: string;
  readonly profileSchema?: string;
  readonly streams?: { readonly [stream: string]: WrittenStream };
  readonly variables?: { readonly [name: string]: Plain };
  readonly packages?: { readonly at: string; readonly order: PackageOrder };
  readonly calendar?: string;
  readonly emit?: readonly WrittenEmit[];
  readonly upgrade?: Partial<UpgradePolicy>;
  readonly notify?: readonly WrittenChannel[];
  readonly stale?: WrittenStaleness;
  readonly exceptions?: readonly ReportException[];
}

interface WrittenStream {
  readonly stale?: WrittenStaleness;
  readonly title?: string;
  readonly owners?: readonly string[];
  readonly signers?: readonly string[];
}

interface WrittenChannel {
  readonly channel: Channel['channel'];
  readonly to?: 'owners' | readonly string[];
  /** `env:NAME`. */
  readonly url?: string;
}

interface WrittenEmit {
  readonly layout?: 'cluster' | 'host';
  readonly template?: string;
  readonly path: string;
}

const defaultEmit: readonly Emit[] = [{ layout: 'cluster', path: '{{cluster.name}}.json' }];

export function readFleet(written: WrittenFleet, out: Diagnostics): Fleet {
  const streams = Object.entries(written.streams ?? {}).map(readStream);
  // Merged as a cluster's are: null removes, also where there is nothing yet.
  const variables = mergeMapping(emptyMapping, mappingFrom(written.variables ?? {}), undefined);
  refuseExpressions(variables, ['variables'], { file: 'fleet.yaml', out });
  return {
    name: written.fleet,
    requires: written.requires,
    entry: written.entry,
    profileSchema: written.profileSchema,
    streams: new Map(streams.map((stream) => [stream.name, stream])),
    variables,
    packages: readPackages(written.packages, out),
    calendar: written.calendar,
    emit: written.emit?.map(readEmit) ?? defaultEmit,
    upgrade: { ...defaultUpgrade, ...written.upgrade },
    notify: (written.notify ?? []).map(readChannel),
    stale: staleness(defaultStaleness, readStaleness(written.stale)),
    exceptions: (written.exceptions ?? []).map(readException),
  };
}

const defaultUpgrade: UpgradePolicy = {
  mode: 'offer',
  accept: 'major',
  automerge: 'minor',
  maxOpen: 200,
  group: 'cluster',
  reviewers: 'codeowners',
};

function readStream([name, stream]: readonly [string, WrittenStream]): Stream {
  return {
    name,
    title: stream.title ?? name,
    owners: stream.owners ?? [],
    signers: stream.signers,
    stale: readStaleness(stream.stale),
  };
}

function readChannel({ channel, to = 'owners', url = '' }: WrittenChannel): Channel {
  switch (channel) {
    case 'mail':
      return { channel, to };
    case 'webhook':
      return { channel, variable: url.slice('env:'.length) };
    case 'issue':
    case 'release':
    case 'feed':
      return { channel };
  }
}

function readException(written: ReportException): ReportException {
  const { clusters, streams, advisories, owner, reason, until } = written;
  return { clusters, streams, advisories, owner, reason, until };
}

function readEmit(emit: WrittenEmit): Emit {
  if (emit.template !== undefined) return { layout: 'text', template: emit.template, path: emit.path };
  return { layout: emit.layout ?? 'cluster', path: emit.path };
}

function readPackages(written: WrittenFleet['packages'], out: Diagnostics): Fleet['packages'] {
  if (written === undefined) return undefined;
  const route = readPointer(written.at);
  if (route !== undefined && route.length > 0) return { route, order: written.order };
  out.add('final-pointer', { file: 'fleet.yaml', route: ['packages', 'at'] }, { text: written.at });
  return undefined;
}

/** `owners.yaml` after its schema has accepted it. */
export interface WrittenOwners {
  readonly people?: { readonly [login: string]: WrittenPerson };
  readonly teams?: { readonly [team: string]: WrittenTeam };
}

interface WrittenPerson {
  readonly name?: string;
  readonly mail?: string;
  readonly login?: string;
  readonly chat?: string;
  readonly left?: string;
  readonly signingKeys?: readonly { readonly key: string; readonly until?: string; readonly revoked?: string }[];
}

interface WrittenTeam {
  readonly title?: string;
  readonly members?: readonly string[];
  readonly mail?: string;
  readonly chat?: string;
}

export function readOwners(written: WrittenOwners, out: Diagnostics): Owners {
  const people = Object.entries(written.people ?? {}).map(readPerson);
  const teams = Object.entries(written.teams ?? {}).map(readTeam);
  const owners = {
    people: new Map(people.map((person) => [person.login, person])),
    teams: new Map(teams.map((team) => [team.name, team])),
  };
  for (const team of teams) checkMembers(team.name, owners, out);
  return owners;
}

function readPerson([login, person]: readonly [string, WrittenPerson]): Person {
  return {
    login,
    name: person.name ?? login,
    mail: person.mail,
    forgeLogin: person.login ?? login,
    chat: person.chat,
    signingKeys: (person.signingKeys ?? []).map(readKey),
    left: person.left,
  };
}

function readKey({ key, until, revoked }: NonNullable<WrittenPerson['signingKeys']>[number]): SigningKey {
  return { key, until, revoked };
}

function readTeam([name, team]: readonly [string, WrittenTeam]): Team {
  return { name, title: team.title ?? name, members: team.members ?? [], mail: team.mail, chat: team.chat };
}

function checkMembers(name: string, owners: Owners, out: Diagnostics): void {
  const members = owners.teams.get(name)?.members ?? [];
  checkOwners(members, owners, { file: 'owners.yaml', route: ['teams', name, 'members'] }, out);
  const cycle = cycleFrom(name, owners, []);
  if (cycle !== undefined)
    out.add('team-cycle', { file: 'owners.yaml', route: ['teams', name], part: 'key' }, { teams: cycle });
}

/** The way from a team back to itself, when it is the least of the teams on that way, so that a circle is told once. */
function cycleFrom(team: string, owners: Owners, path: readonly string[]): readonly string[] | undefined {
  const [first] = path;
  if (team === first) return [...path, team];
  if (path.includes(team) || (first !== undefined && team < first)) return undefined;
  for (const member of owners.teams.get(team)?.members ?? []) {
    const cycle = owners.teams.has(member) ? cycleFrom(member, owners, [...path, team]) : undefined;
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Tells of every name in a list that is nobody in `owners.yaml`, or somebody who has left. */
export function checkOwners(names: readonly string[], owners: Owners, list: Site, out: Diagnostics): void {
  const suggest = suggester();
  for (const [index, owner] of names.entries())
    checkOwner(owner, { owners, site: { file: list.file, route: [...list.route, index] }, suggest }, out);
}

/** Tells of an owner who is nobody in `owners.yaml`, or somebody who has left. */
export function checkOwner(
  owner: string,
  {
    owners,
    site,
    suggest,
  }: { readonly owners: Owners; readonly site: Site; readonly suggest: ReturnType<typeof suggester> },
  out: Diagnostics,
): void {
  const person = owners.people.get(owner);
  if (person === undefined && !owners.teams.has(owner)) {
    const known = [...owners.people.keys(), ...owners.teams.keys()];
    out.add('owner-unknown', site, { owner, nearest: suggest(owner, known) });
  }
  if (person?.left !== undefined) out.add('owner-left', site, { owner, since: person.left });
}
