/** The fleet of the deep sweeps: fifty small clusters, one stream, three owners. */

import type { Files } from './fleet.ts';

export const clusterNames: readonly string[] = Array.from(
  { length: 50 },
  (_, index) => `c${String(index + 1).padStart(2, '0')}`,
);

/** Clusters whose hardware a broken template is about. */
export const oldClusters: readonly string[] = clusterNames.slice(0, 10);

const owners = ['maria', 'tomas', 'ingrid'] as const;

export function ownerOf(cluster: string): string {
  return owners[clusterNames.indexOf(cluster) % owners.length] ?? 'maria';
}

const versions = ['2026_1_minor', '2026_2_minor', '2026_3_major'] as const;

/** The files of the fleet, with `more` over them. */
export function sweepFleet(more: Files = {}): Files {
  return {
    'fleet.yaml': `fleet: demo
entry: entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [ingrid] }
packages: { at: /packages, order: rpm }
upgrade: { maxOpen: 1000 }
notify: [{ channel: mail, to: owners }, { channel: issue }]
`,
    'owners.yaml': `people:\n${owners.map((name) => `  ${name}: { name: ${name}, mail: ${name}@example.org }\n`).join('')}`,
    'schemas/profile.schema.json': JSON.stringify({
      type: 'object',
      properties: {
        packages: { type: 'object', additionalProperties: { type: 'object' } },
        swap: { type: 'boolean' },
      },
      additionalProperties: false,
    }),
    'templates/entry.yaml': `include:
  - linux/{{versions.linux}}/default
  - template: old
    when: { variables.hardware: old, versions.linux: { atLeast: 2026_2_minor } }
`,
    'templates/old.yaml': oldHardware('true'),
    ...Object.fromEntries(versions.flatMap((version, index) => releaseOf(version, index))),
    ...Object.fromEntries(clusterNames.map((name) => [clusterFile(name), clusterText(name, versions[0])])),
    ...more,
  };
}

/** The template of old hardware; anything but a boolean breaks the clusters that have it. */
export function oldHardware(swap: string): string {
  return `profile:\n  swap: ${swap}\n`;
}

export function clusterFile(name: string): string {
  return `clusters/${name}.yaml`;
}

export function clusterText(name: string, version: string): string {
  return `# ${name}, kept by hand
owners: [${ownerOf(name)}]
versions:
  linux: ${version}   # the operating system
variables: { hardware: ${oldClusters.includes(name) ? 'old' : 'new'} }
hosts:
  ${name}n[1-2]: {}
`;
}

export function releaseText(version: string, more = ''): string {
  return `stream: linux\nversion: ${version}\ndate: 2026-0${versions.indexOf(version as never) + 1}-01\n${more}`;
}

function releaseOf(version: string, index: number): readonly (readonly [string, string])[] {
  const folder = `templates/linux/${version}`;
  return [
    [`${folder}/release.yaml`, releaseText(version)],
    [`${folder}/default.yaml`, `profile:\n  packages:\n    tool: { version: "1.${index}-1", arch: x86_64 }\n`],
  ];
}
