/** A small fleet in which every way to set, override, remove and lock a value occurs; for commands that look into profiles. */

import type { Files } from './fleet.ts';

const schema = {
  type: 'object',
  properties: {
    system: {
      type: 'object',
      properties: {
        users: { type: 'array', 'x-merge': { by: 'name' } },
        groups: { type: 'array', 'x-merge': 'union' },
      },
    },
    rules: { type: 'array', 'x-merge': 'append' },
  },
};

export const smallFleet: Files = {
  'fleet.yaml': `fleet: demo
entry: site/entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [maria] }
variables: { domain: example.org, os: alma9 }
packages: { at: /software/packages, order: rpm }
calendar: ch
`,
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'calendars/ch.yaml': 'timezone: Europe/Zurich\n',
  'calendars/fr.yaml': 'timezone: Europe/Paris\n',
  'schemas/profile.schema.json': `${JSON.stringify(schema, undefined, 2)}\n`,
  'package-lists/linux/2026_8.list': 'openssl 1:3.5.1-4.el9 x86_64\n',
  'templates/site/entry.yaml': `include:
  - site/base
  - template: linux/{{versions.linux}}/default
    when: { versions.linux: present }
  - template: site/unpinned
    when: { versions.linux: absent }
  - template: hardware/{{variables.hardware}}
    when: { variables.hardware: present }
  - template: service/{{cluster.service}}
    optional: true
    with: { instance: "{{cluster.name}}" }
profile:
  security: { sshd: { permitRootLogin: false } }
final: [/security/sshd/permitRootLogin]
`,
  'templates/site/base.yaml': `profile:
  network: { hostname: "{{host.name}}.{{variables.domain}}", mtu: 1500 }
  system:
    users: [{ name: ops, uid: 900 }, { name: probe, uid: 901 }]
    groups: [wheel, ops]
  rules: [first]
  software:
    packages:
      openssl: { version: "1:3.2.2-6.el9", arch: x86_64 }
      telnet: { version: "1:0.17-85.el9", arch: x86_64 }
`,
  'templates/site/unpinned.yaml':
    'profile:\n  software: { packages: { kernel: { version: "5.14.0-1.el9", arch: x86_64 } } }\n',
  'templates/linux/2026_8_minor/release.yaml': `stream: linux
version: 2026_8_minor
date: 2026-08-31
owners: [maria]
notes: A release.
sources:
  - { file: package-lists/linux/2026_8.list, sha256: ${'a'.repeat(64)} }
`,
  'templates/linux/2026_8_minor/default.yaml': `profile:
  software:
    packages:
      kernel: { version: "5.14.0-687.el9", arch: x86_64 }
      openssl: { version: "1:3.5.1-4.el9", arch: x86_64 }
      telnet: { version: "1:0.17-85.el9", arch: x86_64 }
`,
  'templates/hardware/dell.yaml': 'profile:\n  system: { console: ttyS0 }\n  network: { mtu: 9000 }\n',
  'templates/service/web.yaml': `parameters:
  type: object
  properties: { instance: { type: string }, port: { type: integer, default: 80 } }
profile:
  web: { instance: "{{params.instance}}", port: "{{params.port}}" }
  rules: [second]
  system: { groups: [ops, www] }
`,
  'clusters/web.yaml': `owners: [maria]
service: web
versions:
  linux: 2026_8_minor
profile:
  rules: [third]
  system:
    users: [{ name: ops, shell: /bin/sh }, { name: www, uid: 80 }]
  software:
    packages:
      telnet: null
      kernel:
        - { version: "5.14.0-600.el9", arch: x86_64 }
        - { version: "5.14.0-687.el9", arch: x86_64 }
hosts:
  web[1-4]: {}
  web[3-4]: { variables: { hardware: dell } }
  web4: { profile: { system: { console: ttyS1 }, network: { mtu: 9000 } } }
`,
  'clusters/old.yaml': 'owners: [maria]\nservice: tape\nhosts:\n  old1: {}\n  web: { profile: { web: mine } }\n',
};
