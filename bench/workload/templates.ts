/** The templates of the workload: base → site → os → linux → elfms → hardware → service. */

import { type Catalogue, type Package, packageVersion, type Stream } from './packages.ts';
import { randomFrom } from '../random.ts';
import type { File } from '../workload.ts';

export const sites: readonly string[] = ['geneva', 'lyon', 'bologna', 'didcot'];
export const systems: readonly string[] = ['alma9', 'rocky9'];
export const services: readonly string[] = ['batch', 'web', 'database', 'storage', 'login', 'monitor'];
export const machines: readonly string[] = ['dell-r640', 'dell-r6525', 'hpe-dl360', 'smc-6029'];

export function* templateFiles(seed: string, catalogue: Catalogue): Iterable<File> {
  yield template('site/entry', entry);
  yield template('site/base', base(seed));
  yield template('site/defaults-linux', 'description: For a cluster that pins no version of the operating system.\n');
  for (const [index, site] of sites.entries()) yield template(`site/${site}`, siteTemplate(seed, site, index));
  for (const system of systems) yield template(`os/${system}`, systemTemplate(seed, system));
  for (const stream of ['linux', 'elfms'] as const) {
    for (const { version, packages } of catalogue.streams[stream]) {
      yield template(`${stream}/${version}/release`, releaseNote(stream, version));
      yield template(`${stream}/${version}/default`, releaseTemplate(stream, version, packages));
    }
  }
  for (const machine of machines) yield template(`hardware/${machine}`, machineTemplate(seed, machine));
  for (const service of services) yield template(`service/${service}`, serviceTemplate(seed, service));
}

/** One line of a `packages` mapping, at the depth where templates and clusters have it. */
function packageLine({ name, version }: Package): string {
  return `      ${name}: { version: "${version}", arch: x86_64 }\n`;
}

function template(name: string, text: string): File {
  return { path: `templates/${name}.yaml`, text };
}

const entry = `description: Where every cluster's profile starts.
include:
  - site/base
  - site/{{variables.site}}
  - os/{{variables.os}}
  - template: linux/{{versions.linux}}/default
    when: { versions.linux: present }
  - template: site/defaults-linux
    when: { versions.linux: absent }
  - template: elfms/{{versions.elfms}}/default
    when: { versions.elfms: present }
  - template: hardware/{{variables.hardware}}
    when: { variables.hardware: present }
  - template: service/{{cluster.service}}
    optional: true
    with: { queue: "{{cluster.name}}" }
profile:
  security:
    sshd: { permitRootLogin: false }
final: [/security/sshd/permitRootLogin]
`;

function base(seed: string): string {
  return `description: What every machine has.
profile:
  system:
    domain: "{{variables.domain}}"
    cluster: "{{cluster.name}}"
    timezone: Europe/Zurich
    console: tty0
    motd: "{{cluster.description}}: a machine of the bench. Use is logged."
    dns:
      search: ["{{variables.domain}}"]
      servers: [192.0.2.1, 192.0.2.2]
    time: { servers: [time-0.example.org, time-1.example.org, time-2.example.org] }
    sysctl:
      fs.file-max: 2097152
      kernel.pid_max: 4194303
      kernel.panic: 10
      net.core.somaxconn: 1024
      net.ipv4.tcp_syncookies: 1
      net.ipv4.conf.all.rp_filter: 1
      vm.swappiness: 30
      vm.dirty_ratio: 20
    mounts:
      - { name: root, device: /dev/mapper/system-root, type: xfs, options: defaults, size: 50 }
      - { name: var, device: /dev/mapper/system-var, type: xfs, options: "nodev,nosuid", size: 100 }
      - { name: tmp, device: /dev/mapper/system-tmp, type: xfs, options: "nodev,nosuid,noexec", size: 20 }
  security:
    sshd:
      permitRootLogin: true
      port: 22
      ciphers: [aes256-gcm@openssh.com, chacha20-poly1305@openssh.com, aes256-ctr]
      allowGroups: [administrators]
    selinux: enforcing
    firewall:
      ssh: { port: 22, protocol: tcp, from: [192.0.2.0/24, 198.51.100.0/24] }
      node-exporter: { port: 9100, protocol: tcp, from: [203.0.113.0/24] }
  monitoring:
    interval: 300
    checks:
      disk: { warn: 80, critical: 95 }
      load: { warn: 32, critical: 64 }
      memory: { warn: 90, critical: 97 }
      clock: { warn: 1, critical: 5 }
  software:
    packages:
${extras(seed, 'base', 3)}`;
}

function siteTemplate(seed: string, site: string, index: number): string {
  return `description: Machines in ${site}.
profile:
  system:
    site: ${site}
    dns: { servers: [203.0.113.${index + 1}] }
    proxy: http://proxy.${site}.example.org:3128
  software:
    packages:
${extras(seed, 'site', 1)}`;
}

function systemTemplate(seed: string, system: string): string {
  return `description: The operating system ${system}.
profile:
  system:
    os: { name: ${system}, family: redhat, boot: uefi }
    kernel: { arguments: [quiet, crashkernel=auto, transparent_hugepage=madvise] }
  software:
    repositories:
      baseos: { url: "https://linux.example.org/${system}/BaseOS/x86_64/os", check: true }
      appstream: { url: "https://linux.example.org/${system}/AppStream/x86_64/os", check: true }
      extras: { url: "https://linux.example.org/${system}/extras/x86_64/os", check: true }
    packages:
${extras(seed, 'os', 3)}`;
}

function releaseNote(stream: Stream, version: string): string {
  const [year = '', number = ''] = version.split('_');
  return `stream: ${stream}
version: ${version}
date: ${year}-${number.padStart(2, '0')}-15
owners: [release-team]
notes: The packages of ${stream} ${version}.
`;
}

function releaseTemplate(stream: Stream, version: string, packages: readonly Package[]): string {
  return `description: Default packages of ${stream} ${version}.
profile:
  software:
    releases: { ${stream}: ${version} }
    packages:
${packages.map(packageLine).join('')}`;
}

function machineTemplate(seed: string, machine: string): string {
  const random = randomFrom(seed, 'machine', machine);
  return `description: Machines of the model ${machine}.
profile:
  hardware: { model: ${machine}, cores: ${16 * (1 + random.below(8))}, memory: ${64 * (1 + random.below(8))} }
  system:
    console: ttyS${random.below(2)}
    asset: "{{host.name}}/${machine}"
`;
}

function serviceTemplate(seed: string, service: string): string {
  const random = randomFrom(seed, 'service', service);
  return `description: What a machine of the service ${service} needs.
parameters:
  type: object
  properties:
    queue: { type: string }
    workers: { type: integer, default: ${2 + random.below(30)} }
  additionalProperties: false
profile:
  service:
    name: ${service}
    queue: "{{params.queue}}"
    workers: "{{params.workers}}"
    endpoints:
      - "https://${service}.{{variables.domain}}/v1"
      - "https://${service}-standby.{{variables.domain}}/v1"
  security:
    sshd: { allowGroups: [${service}-operators] }
    firewall:
      ${service}: { port: ${8000 + random.below(1000)}, protocol: tcp, from: [192.0.2.0/24] }
  system:
    mounts:
      - { name: ${service}, device: /dev/mapper/data-${service}, type: xfs, options: noatime, size: ${100 * (1 + random.below(9))} }
  software:
    packages:
${extras(seed, service, 3)}`;
}

/** Packages that only one kind of template adds. Sites and systems share names, so that every profile has as many. */
function extras(seed: string, kind: string, count: number): string {
  const random = randomFrom(seed, 'extras', kind);
  return Array.from({ length: count }, (_, i) =>
    packageLine({ name: `${kind}-agent-${i + 1}`, version: packageVersion(random) }),
  ).join('');
}
