/** The files of a new fleet, but for the schemas: small, working, and each with a word on what to do with it. */

/** What the files say of where they are made. */
export interface Newborn {
  /** The fleet's name. */
  readonly name: string;
  /** The version of the tool. */
  readonly tool: string;
}

/** Texts by path. `fleet.yaml` comes last: until it is there, the folder is no fleet. */
export function newFiles(newborn: Newborn): ReadonlyMap<string, string> {
  return new Map([
    ['.gitignore', 'profiles/\n.tidemark/\n'],
    ['README.md', readme(newborn)],
    ['owners.yaml', owners],
    ['schemas/profile.schema.json', profileSchema],
    ['templates/site/entry.yaml', entry],
    ['templates/site/base.yaml', base],
    ['templates/os/alma9.yaml', alma9],
    ['templates/linux/2026_8_minor/release.yaml', release],
    ['templates/linux/2026_8_minor/default.yaml', linux],
    ['clusters/web.yaml', web],
    ['clusters/batch.yaml', batch],
    ['fleet.yaml', fleet(newborn)],
  ]);
}

const fleet = ({ name, tool }: Newborn): string => `# yaml-language-server: $schema=schemas/fleet.schema.json
fleet: ${name}
requires: ^${tool}
entry: site/entry # where every cluster's profile starts: templates/site/entry.yaml
profileSchema: schemas/profile.schema.json # what a finished profile may hold
streams:
  linux: { title: Operating system, owners: [operators] }
variables: { domain: example.org, os: alma9 }
packages: { at: /software/packages, order: rpm }
emit:
  - { layout: cluster, path: "{{cluster.name}}.json" } # one file a cluster
  # - { layout: host, path: "{{cluster.name}}/{{host.name}}.json" } # whole profiles, one file a host
`;

const owners = `# yaml-language-server: $schema=schemas/owners.schema.json
people:
  alex: { name: Alex Example, mail: alex@example.org } # put yourself here
teams:
  operators: { title: Operators, members: [alex] }
`;

const entry = `# yaml-language-server: $schema=../../schemas/template.schema.json
description: Where every cluster's profile starts.
include:
  - site/base
  - os/{{variables.os}}
  - template: linux/{{versions.linux}}/default # the version that the cluster pins
    when: { versions.linux: present }
profile:
  security: { sshd: { permitRootLogin: false } }
final: # no cluster and no host may change this
  - /security/sshd/permitRootLogin
`;

const base = `# yaml-language-server: $schema=../../schemas/template.schema.json
description: What every machine has.
profile:
  system:
    timezone: UTC
    sysctl: { vm.swappiness: 60 }
  network:
    hostname: "{{host.name}}.{{variables.domain}}"
    nameservers: [192.0.2.53, 192.0.2.54]
  monitoring:
    contacts: "{{cluster.owners}}"
    checks: [load, disk-space]
`;

const alma9 = `# yaml-language-server: $schema=../../schemas/template.schema.json
description: AlmaLinux 9.
profile:
  system: { distribution: AlmaLinux 9 }
`;

const release = `# yaml-language-server: $schema=../../../schemas/release.schema.json
stream: linux
version: 2026_8_minor
date: 2026-08-31
notes: The first release.
`;

const linux = `# yaml-language-server: $schema=../../../schemas/template.schema.json
description: Operating system packages of 2026_8_minor.
profile:
  software:
    packages:
      bash: { version: "5.1.8-9.el9", arch: x86_64 }
      openssl: { version: "1:3.5.5-4.el9_8", arch: x86_64 }
      telnet: { version: "1:0.17-85.el9", arch: x86_64 }
`;

const web = `# yaml-language-server: $schema=../schemas/cluster.schema.json
description: Web servers
service: web
owners: [operators]
versions:
  linux: 2026_8_minor
profile: # this cluster's own layer, over everything included
  monitoring: { checks: [http] }
  software: { packages: { telnet: null } } # null removes
hosts:
  web[01-03]: {}
`;

const batch = `# yaml-language-server: $schema=../schemas/cluster.schema.json
description: Batch worker nodes
service: batch
owners: [alex]
versions:
  linux: 2026_8_minor
profile:
  system: { sysctl: { vm.swappiness: 10 } }
hosts:
  node[001-010]: {}
  node007: { profile: { system: { sysctl: { vm.swappiness: 0 } } } } # a host named twice gets both
`;

const profileSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Profile",
  "description": "The finished configuration of a host.",
  "type": "object",
  "additionalProperties": false,
  "required": ["system", "security", "network"],
  "properties": {
    "system": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "distribution": { "type": "string" },
        "timezone": { "type": "string" },
        "sysctl": { "type": "object", "additionalProperties": { "type": ["integer", "string"] } }
      }
    },
    "security": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "sshd": {
          "type": "object",
          "additionalProperties": false,
          "properties": { "permitRootLogin": { "type": "boolean" }, "port": { "type": "integer", "minimum": 1 } }
        }
      }
    },
    "network": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "hostname": { "type": "string", "format": "hostname" },
        "nameservers": {
          "description": "A later list replaces an earlier one.",
          "type": "array",
          "items": { "type": "string" }
        }
      }
    },
    "monitoring": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "contacts": { "type": "array", "items": { "type": "string" } },
        "checks": {
          "description": "A later list adds to an earlier one.",
          "type": "array",
          "items": { "type": "string" },
          "x-merge": "union"
        }
      }
    },
    "software": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "packages": {
          "type": "object",
          "additionalProperties": {
            "anyOf": [{ "$ref": "#/$defs/package" }, { "type": "array", "items": { "$ref": "#/$defs/package" } }]
          }
        }
      }
    }
  },
  "$defs": {
    "package": {
      "type": "object",
      "additionalProperties": false,
      "required": ["version"],
      "properties": { "version": { "type": "string" }, "arch": { "type": "string" } }
    }
  }
}
`;

const readme = ({ name }: Newborn): string => `# ${name}

A fleet of machine clusters, compiled by Tidemark.

| path | what |
|---|---|
| \`fleet.yaml\` | the fleet: its streams, where profiles start, what is written |
| \`owners.yaml\` | people and teams |
| \`clusters/\` | one file a cluster |
| \`templates/\` | what clusters share; \`templates/linux/VERSION/\` are the versions that they pin |
| \`schemas/\` | what every file, and a finished profile, may hold; editors complete and check with them |

\`\`\`
tidemark check                                  # find everything that can be wrong
tidemark compile                                # write profiles/
tidemark explain node007 /system/sysctl         # where a value comes from
tidemark diff                                   # what your changes would do
\`\`\`

1. Put your people into \`owners.yaml\`, and your own clusters into \`clusters/\`.
2. Say in \`templates/\` and \`schemas/profile.schema.json\` what a machine of yours has.
3. Commit it all; run \`tidemark check\` on every pull request.
`;
