/** The example of every code's page, in a small fleet: the tool says the code at the line that the page marks. */

import { describe, expect, test } from 'vitest';
import type { Code } from '../src/core/diagnostic.ts';
import { checked, treeOf } from './docs/small-fleet.ts';
import { codes, fragmentOf, pageOf } from './render/code-pages.ts';

/** Examples that are no text of a file: a link, a pipe, a mode, a size, a name. Their tests lie with the trees and cases. */
const notText: readonly Code[] = [
  'faults-too-many',
  'file-link',
  'file-name',
  'file-not-text',
  'file-special',
  'file-too-large',
  'file-unreadable',
  'files-too-many',
  'fleet-missing',
  'name-collision',
];

/** Examples that stand for something longer than a page. */
const abridged: readonly Code[] = ['expression-too-long', 'include-too-deep', 'include-too-many', 'profile-too-large'];

/** Found by comparing with a tag, or by `tidemark release check`; their tests lie with those of releases. */
const elsewhere: readonly Code[] = ['release-changed', 'source-changed'];

/** Their faults lie in what is missing from the file, or in its form, so that it stands as it is. */
const alone: readonly Code[] = [
  'key-missing',
  'key-unknown',
  'yaml-syntax',
  'yaml-documents',
  'json-syntax',
  'schema-invalid',
];

/** The fleet that the pages speak of. */
const fleet: Readonly<Record<string, string>> = {
  'fleet.yaml': `fleet: example
entry: site/entry
profileSchema: schemas/profile.schema.json
streams:
  linux: {}
  elfms: {}
variables: { os: alma9 }
packages: { at: /software/packages, order: rpm }
`,
  'owners.yaml': `people:
  maria: { name: Maria Keller, mail: maria@example.org }
  pierre: { name: Pierre Blanc, mail: pierre@example.org, left: 2026-03-31 }
teams:
  batch-team: { members: [maria] }
`,
  'calendars/ch-ge.yaml': 'timezone: Europe/Zurich\n',
  'templates/site/entry.yaml': `include: [site/base]
profile: { security: { sshd: { permitRootLogin: false } } }
final: [/security/sshd/permitRootLogin]
`,
  'templates/site/base.yaml': `profile:
  system: { sysctl: { vm.swappiness: 60 } }
  software: { packages: { telnet: { version: "1", arch: x86_64 }, openssl: { version: "1", arch: x86_64 } } }
`,
  'templates/site/gpu.yaml': 'profile: {}\n',
  'templates/site/new-network.yaml': 'profile: {}\n',
  'templates/service/batch.yaml': `parameters:
  properties: { queue: { type: string }, slots: { type: integer } }
`,
  'templates/linux/2026_7_minor/release.yaml': `stream: linux
version: 2026_7_minor
date: 2026-07-31
withdrawn: { reason: its kernel loses packets on 25G cards }
`,
  'templates/linux/2026_8_minor/release.yaml': 'stream: linux\nversion: 2026_8_minor\ndate: 2026-08-31\n',
  'templates/elfms/2026_2_major/release.yaml': 'stream: elfms\nversion: 2026_2_major\ndate: 2026-02-27\n',
  'clusters/lxbatch.yaml': `owners: [maria]
versions: { linux: 2026_8_minor, elfms: 2026_2_major }
hosts:
  lxb[0001-0300]: {}
`,
  'schemas/profile.schema.json': `{
  "type": "object",
  "properties": {
    "system": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "sysctl": { "type": "object", "additionalProperties": { "type": "number", "maximum": 200 } },
        "mounts": { "type": "array", "x-merge": { "by": "name" } },
        "banner": {}, "console": {}, "contact": {}, "domain": {}, "motd": {}, "rack": {}, "swap": {}
      }
    },
    "network": { "type": "object", "required": ["gateway", "domain"] }
  }
}
`,
};

/** What single examples need besides. */
const besides: Partial<Record<Code, Readonly<Record<string, string>>>> = {
  'emit-template': {
    'fleet.yaml': `${fleet['fleet.yaml']}emit:\n  - { template: emit/kickstart.hbs, path: "{{host.name}}.ks" }\n`,
  },
  'expression-undefined': {
    'clusters/lxplus.yaml': 'owners: [maria]\nvariables: { rack: r1 }\nhosts: { lxp001: {} }\n',
  },
  'version-kinds': {
    'templates/linux/2026_8_major/release.yaml': 'stream: linux\nversion: 2026_8_major\ndate: 2026-08-31\n',
  },
  'include-cycle': { 'templates/site/base.yaml': 'include: [site/network]\n' },
};

/** The rest of a file that only the example has. */
const rest: Partial<Record<Code, string>> = { 'version-kinds': 'date: 2026-08-31\n' };

describe.each(codes.filter((code) => ![...notText, ...abridged, ...elsewhere].includes(code)))(
  'the example of %s',
  (code) => {
    const page = pageOf(code);
    const file = /^In `([^`]+)`:$/m.exec(page)?.[1] ?? '';
    const lines = fragmentOf(page).split('\n');
    const line = lines.findIndex((each) => each.endsWith(` #! ${code}`)) + 1;
    const fragment = lines.map((each) => each.replace(/ #! [a-z-]+$/, '')).join('\n');

    test('gives it at the marked line', async () => {
      const text = alone.includes(code) ? `${fragment}\n` : completed(fragment, fleet[file] ?? rest[code] ?? '');
      const files = new Map(Object.entries({ ...fleet, ...besides[code], [file]: text }));
      const found = await checked(treeOf(files));
      const places = found.map((each) => `${each.code} ${each.place.file}:${each.place.spot?.line}`);
      expect(places).toContain(`${code} ${file}:${line}`);
    });
  },
);

/** A fragment of a file, and the keys that the file has besides. */
function completed(fragment: string, whole: string): string {
  const own = new Set([...fragment.matchAll(/^([\w-]+):/gm)].map(([, key]) => key));
  const rest = whole.split(/^(?=[\w-]+:)/m).filter((block) => !own.has(/^[\w-]+/.exec(block)?.[0]));
  return `${fragment}\n${rest.join('')}`;
}
