/** Who depends on files: for a person at a terminal, and as the JSON that `schemas/impact.schema.json` describes. */

import { foldHosts } from '../core/hosts.ts';
import { columns } from './columns.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { jsonDocument } from './json-document.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

/** A cluster, and those of its hosts that depend on a file. */
export interface ShownClusterImpact {
  readonly cluster: string;
  readonly hosts: readonly string[];
  readonly of: number;
}

/** What a file is to the fleet, with what it names. */
export type ShownRole =
  | { readonly is: 'shared' | 'other' }
  | { readonly is: 'cluster'; readonly cluster: string }
  | { readonly is: 'template'; readonly template: string }
  | { readonly is: 'release'; readonly stream: string; readonly version: string }
  | { readonly is: 'package-list'; readonly releases: readonly string[] }
  | { readonly is: 'calendar'; readonly named: boolean };

export interface ShownImpact {
  readonly files: readonly {
    readonly file: string;
    readonly there: boolean;
    readonly role: ShownRole;
    readonly clusters: readonly ShownClusterImpact[];
  }[];
  readonly together: readonly ShownClusterImpact[];
  readonly fleet: { readonly clusters: number; readonly hosts: number };
  readonly unread: number;
}

/** Everything to print, ending in a line break: each file with its clusters, and who depends on any of several. */
export function impactText(impact: ShownImpact, paint: Paint): string {
  const blocks = impact.files.map(({ file, there, role, clusters }) => {
    const head = paint.strong(safe(there ? file : `${file} (not there)`));
    const about = roleWords(role, clusters, there);
    const lines = clusters.length === 0 ? [] : [`  ${touchWords(clusters, impact)}`];
    if (about !== undefined) lines.push(`  ${safe(about)}`);
    return [head, ...lines, ...(role.is === 'shared' ? [] : clusterLines(clusters))].join('\n');
  });
  if (impact.files.length > 1) blocks.push(`${paint.strong('Together')}\n  ${touchWords(impact.together, impact)}`);
  if (impact.unread > 0)
    blocks.push(paint.warning(`${counted(impact.unread, 'cluster')} cannot be read, and may depend on them too`));
  return `${blocks.join('\n\n')}\n`;
}

/** The same as JSON, hosts in node-set notation. */
export function impactJson({ files, together, fleet, unread }: ShownImpact): string {
  return jsonDocument({
    files: files.map(({ file, there, role, clusters }) => ({
      file,
      there,
      role: role.is,
      ...namedBy(role),
      clusters: clusters.map(clusterJson),
    })),
    together: together.map(clusterJson),
    fleet,
    unread,
  });
}

function namedBy(role: ShownRole): object {
  return Object.fromEntries(Object.entries(role).filter(([key]) => key !== 'is'));
}

function clusterJson({ cluster, hosts, of }: ShownClusterImpact): object {
  return { cluster, hosts: hosts.length, of, which: foldHosts(hosts) };
}

function touchWords(clusters: readonly ShownClusterImpact[], { fleet }: ShownImpact): string {
  const hosts = clusters.reduce((sum, { hosts: own }) => sum + own.length, 0);
  return `${clusters.length} of ${counted(fleet.clusters, 'cluster')}, ${hosts} of ${counted(fleet.hosts, 'host')}`;
}

function roleWords(role: ShownRole, clusters: readonly ShownClusterImpact[], there: boolean): string | undefined {
  switch (role.is) {
    case 'shared':
      return 'every cluster depends on it';
    case 'cluster':
      return there || clusters.length > 0 ? undefined : 'it would be a new cluster';
    case 'template':
      return clusters.length > 0 ? undefined : 'no cluster looks for this template';
    case 'release':
      return `${clusters.length > 0 ? 'these pin' : 'no cluster pins'} release ${role.stream} ${role.version}`;
    case 'package-list':
      return role.releases.length > 0
        ? `it is a source of release ${role.releases.join(', ')}`
        : 'no release says that it was made from it';
    case 'calendar':
      return role.named ? 'the fleet reckons by it; no profile depends on it' : 'no profile depends on it';
    case 'other':
      return 'no profile depends on it';
  }
}

function clusterLines(clusters: readonly ShownClusterImpact[]): readonly string[] {
  const rows = clusters.map(({ cluster, hosts, of }) => [
    safe(cluster),
    hosts.length === of
      ? counted(of, 'host')
      : `${hosts.length} of ${counted(of, 'host')}: ${clipped(foldHosts(hosts), longestHosts)}`,
  ]);
  return columns(rows, longestName).map((row) => `    ${row}`);
}

const longestName = 48;
const longestHosts = 200;
