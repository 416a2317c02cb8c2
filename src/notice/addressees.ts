/** Who answers for a cluster; and the trouble that it is when nobody does. */

import type { Fleet } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { isThere, type Absence, type Addressee, type Directory } from './directory.ts';
import type { Trouble, TroubledCluster } from './trouble.ts';

/** What is looked up for a cluster. */
export interface Asked {
  readonly directory: Directory;
  readonly streams: Fleet['streams'];
}

export interface Answering {
  /** By name; empty where neither the cluster nor its streams have anybody. */
  readonly addressees: readonly Addressee[];
  /** Whether they answer for its streams, because the cluster has nobody. */
  readonly instead: boolean;
  /** The names in the cluster's file that are nobody. */
  readonly absent: readonly { readonly name: string; readonly absence: Absence }[];
}

/** The cluster's owners who are there; where there are none, those of the streams it pins, or of all where it pins none. */
export function addresseesOf(
  { owners, streams }: Pick<TroubledCluster, 'owners' | 'streams'>,
  asked: Asked,
): Answering {
  const found = owners.map((name) => ({ name, absence: asked.directory.find(name) }));
  const own = present(owners, asked.directory);
  const absent = found.flatMap(({ name, absence }) => (isThere(absence) ? [] : [{ name, absence }]));
  if (own.length > 0) return { addressees: own, instead: false, absent };
  const pinned = streams.filter((stream) => asked.streams.has(stream));
  const responsible = pinned.length === 0 ? [...asked.streams.keys()] : pinned;
  const names = responsible.flatMap((stream) => asked.streams.get(stream)?.owners ?? []);
  return { addressees: present(names, asked.directory), instead: true, absent };
}

/** The trouble that a cluster has nobody, or undefined where somebody is there. `lineOf` finds the owners' line of a file. */
export function ownerTrouble(
  cluster: TroubledCluster,
  asked: Asked,
  lineOf: (file: string) => number | undefined,
): Trouble | undefined {
  const { instead, absent, addressees } = addresseesOf(cluster, asked);
  if (!instead) return undefined;
  const allLeft = absent.length > 0 && absent.every(({ absence }) => absence.why === 'left');
  const code = allLeft ? 'owner-left' : 'owner-unknown';
  const others = addressees.map(({ name }) => name);
  return {
    id: `${code} ${cluster.file} /owners`,
    stage: 'owners',
    code,
    file: cluster.file,
    line: lineOf(cluster.file),
    message: `nobody answers for cluster ${cluster.name}: ${absenceWords(absent)}`,
    advice: `name somebody of owners.yaml in its owners${
      others.length === 0 ? '' : `; until then ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} told instead`
    }`,
    details: '',
    clusters: [{ ...cluster, upgrade: undefined }],
  };
}

function present(names: readonly string[], directory: Directory): readonly Addressee[] {
  const found = new Map(names.map((name) => [name, directory.find(name)]));
  return [...found.values()].filter(isThere).toSorted((a, b) => byteOrder(a.name, b.name));
}

function absenceWords(absent: Answering['absent']): string {
  if (absent.length === 0) return 'its file names no owners';
  return absent
    .map(({ name, absence }) => {
      if (absence.why === 'left') return `${name} left on ${absence.since}`;
      return absence.why === 'empty' ? `team ${name} has nobody any more` : `${name} is not in owners.yaml`;
    })
    .join(', ');
}
