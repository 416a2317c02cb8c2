/** A fleet with one stream of two releases, for tests of what changes. */

import type { Files } from './fleet.ts';

/** The file of a cluster of three hosts on a version; `more` stands at its end. */
export function clusterText(name: string, version: string, more = ''): string {
  return `owners: [maria]\nversions:\n  linux: ${version}\nhosts:\n  ${name}[1-3]: {}\n${more}`;
}

/** The fleet's shared files, and clusters of these names on 2026_7_minor. */
export function diffFleet(names: readonly string[]): Files {
  const clusters = names.map((name) => [`clusters/${name}.yaml`, clusterText(name, '2026_7_minor')]);
  return {
    'fleet.yaml': [
      'fleet: demo',
      'entry: entry',
      'profileSchema: schema.json',
      'streams: { linux: { title: Linux } }',
      'variables: { os: alma9 }',
      'packages: { at: /packages, order: rpm }\n',
    ].join('\n'),
    'owners.yaml':
      'people:\n  maria: { name: Maria, mail: maria@example.org }\n  jan: { name: Jan, mail: jan@example.org }\n',
    'schema.json': JSON.stringify({ type: 'object', properties: { port: { type: 'integer' } } }),
    'templates/entry.yaml': [
      'include:',
      '  - base',
      '  - template: linux/{{versions.linux}}/default',
      '    when: { versions.linux: present }',
      '  - template: extra/{{cluster.name}}',
      '    optional: true\n',
    ].join('\n'),
    'templates/base.yaml':
      'profile:\n  os: "{{variables.os}}"\n  port: 22\n  name: "{{cluster.name}}"\n  host: "{{host.name}}"\n',
    ...release('2026_7_minor', { curl: '7.76.1-35.el9_7', bash: '5.1.8-9.el9' }),
    ...release('2026_8_minor', { curl: '7.76.1-40.el9_8', bash: '5.1.8-9.el9', zsh: '5.8-9.el9' }, advisory),
    ...Object.fromEntries(clusters),
  };
}

function release(version: string, packages: Readonly<Record<string, string>>, advisories = ''): Files {
  const lines = Object.entries(packages).map(([name, text]) => `    ${name}: { version: "${text}", arch: x86_64 }\n`);
  const [, month = ''] = version.split('_');
  return {
    [`templates/linux/${version}/default.yaml`]: `profile:\n  packages:\n${lines.join('')}`,
    [`templates/linux/${version}/release.yaml`]: `stream: linux\nversion: ${version}\ndate: "2026-0${month}-15"\nowners: [maria]\nnotes: What Linux is made of.\n${advisories}`,
  };
}

const advisory = `advisories:
  - id: ALSA-2026:55439
    severity: Important
    published: "2026-08-02"
    title: curl security update
    cves: [CVE-2026-1965, CVE-2026-3783]
    packages: { curl: 7.76.1-40.el9_8 }
`;
