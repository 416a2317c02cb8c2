/** The clusters of the workload: ten hosts each, a file as a service manager would write it. */

import { type Random, randomFrom } from '../random.ts';
import { packageVersion, versions } from './packages.ts';
import { machines, services, sites, systems } from './templates.ts';
import type { File } from '../workload.ts';

export const hostsPerCluster = 10;
const filesPerFolder = 500;
const people = 40;

/** The owners that clusters name: people, and a team for each service. */
export function ownersFile(): File {
  const persons = Array.from(
    { length: people },
    (_, i) => `  ${person(i)}: { name: Person ${i}, mail: ${person(i)}@example.org }\n`,
  );
  const teams = services.map((service, i) => `  ${service}-team: { members: [${person(i)}, ${person(i + 10)}] }\n`);
  const release = `  release-team: { members: [${person(0)}, ${person(1)}] }\n`;
  return { path: 'owners.yaml', text: `people:\n${persons.join('')}teams:\n${teams.join('')}${release}` };
}

/** The file of one cluster. It depends on the seed and its number alone, not on how many there are. */
export function clusterFile(seed: string, number: number, steady: readonly string[]): File {
  const random = randomFrom(seed, 'cluster', number);
  const service = random.pick(services);
  const name = `${service}${digits(number, 5)}`;
  return {
    path: `clusters/${digits(Math.floor(number / filesPerFolder), 3)}/${name}.yaml`,
    text: clusterText({ random, service, name, steady }, number),
  };
}

interface Draft {
  readonly random: Random;
  readonly service: string;
  readonly name: string;
  readonly steady: readonly string[];
}

function clusterText(draft: Draft, number: number): string {
  const { random, service } = draft;
  const row = random.below(60);
  return `# ${service}, row ${row}: ask the owners before you move a machine.
description: The ${service} machines of row ${row}
service: ${service}
owners: [${person(random.below(people))}, ${service}-team]
labels:
  tier: ${random.pick(['production', 'production', 'staging', 'testing'])}
  room: r${random.below(20)}
versions:
  linux: ${random.pick(versions)}
  elfms: ${random.pick(versions)}
${random.oneIn(5) ? 'upgrade:\n  linux: { mode: auto, accept: minor }\n' : ''}variables:
  site: ${random.pick(sites)}
  os: ${random.pick(systems)}
profile:
  system:
    sysctl:
      vm.swappiness: ${random.below(60)}
      net.core.somaxconn: ${1024 * (1 + random.below(8))}
${random.oneIn(3) ? `    mounts:\n      - { name: ${service}, size: ${100 * (1 + random.below(20))} }\n` : ''}  monitoring:
    interval: ${random.pick([30, 60, 120, 300])}
    contact: ${service}-team@example.org
    checks:
      load: { warn: ${16 + random.below(32)}, critical: ${64 + random.below(64)} }
${packageLines(draft)}hosts:
${hostLines(draft, number)}`;
}

/** One cluster in four changes a package, another one in four removes one; never one that a host changes too. */
function packageLines({ random, steady }: Draft): string {
  const choice = random.below(4);
  const name = random.pick(lowerHalf(steady));
  if (choice > 1) return '';
  const line = choice === 0 ? `      ${name}: { version: "${packageVersion(random)}" }\n` : `      ${name}: null\n`;
  return `  software:\n    packages:\n${line}`;
}

/** One host in ten has a hardware variable; one in twenty has a package in another version. */
function hostLines({ random, name, steady }: Draft, number: number): string {
  const special = random.below(hostsPerCluster);
  const pinned = number % 2 === 0 ? random.below(hostsPerCluster) : -1;
  return Array.from({ length: hostsPerCluster }, (_, i) => {
    const serial = `hardware: { serial: "CZ${digits(random.below(1e8), 8)}" }`;
    const changed = `software: { packages: { ${random.pick(upperHalf(steady))}: { version: "${packageVersion(random)}" } } }`;
    const variables = i === special ? `variables: { hardware: ${random.pick(machines)} }, ` : '';
    return `  ${name}n${digits(i + 1, 2)}: { ${variables}profile: { ${serial}${i === pinned ? `, ${changed}` : ''} } }\n`;
  }).join('');
}

function lowerHalf(names: readonly string[]): readonly string[] {
  return names.slice(0, names.length >> 1);
}

function upperHalf(names: readonly string[]): readonly string[] {
  return names.slice(names.length >> 1);
}

function person(number: number): string {
  return `person${digits(number % people, 2)}`;
}

function digits(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
