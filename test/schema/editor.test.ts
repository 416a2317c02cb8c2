import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LanguageServer, type Position } from './language-server.ts';

const editor = new LanguageServer();
beforeAll(() => editor.start(), 30_000);
afterAll(() => editor.close(), 10_000);

interface Sample {
  /** Where a file of the kind lies. */
  readonly path: string;
  readonly good: string;
  /** One line of the good text, and what it is replaced by to be wrong. */
  readonly spoil: readonly [string, string];
  /** A key of the good text, and a part of what is shown for it. */
  readonly shows: readonly [string, string];
}

const samples: Readonly<Record<string, Sample>> = {
  fleet: {
    path: 'fleet.yaml',
    good: `fleet: cern-cc
requires: ^1.0.0
entry: site/entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [pes-ps] }
upgrade: { mode: offer, automerge: minor, maxOpen: 200 }
packages: { at: /software/packages, order: rpm }
notify: [{ channel: mail, to: owners }, { channel: issue }, { channel: webhook, url: env:CHAT_WEBHOOK }]
emit:
  - { layout: cluster, path: "{{cluster.name}}.json" }
  - { template: emit/kickstart.hbs, path: "kickstart/{{host.name}}.ks" }
`,
    spoil: ['entry: site/entry', 'entri: site/entry'],
    shows: ['streams', 'The lines of template versions'],
  },
  owners: {
    path: 'owners.yaml',
    good: `people:
  maria: { name: Maria Rossi, mail: maria@example.org, left: 2026-06-30 }
teams:
  batch-team: { title: Batch service, members: [maria] }
`,
    spoil: ['teams:', 'team:'],
    shows: ['teams', 'Teams, by the name'],
  },
  cluster: {
    path: 'clusters/lxbatch.yaml',
    good: `description: Batch worker nodes
owners: [maria, batch-team]
labels: { tier: production }
versions:
  linux: 2026_10_minor
upgrade:
  linux: { mode: auto, accept: minor }
  elfms: { mode: hold, until: 2026-12-20, reason: heavy-ion run }
profile:
  system: { sysctl: { vm.swappiness: 10 } }
hosts:
  lxb[0001-0300]: {}
`,
    spoil: ['versions:', 'verions:'],
    shows: ['upgrade', 'How new versions of each stream'],
  },
  template: {
    path: 'templates/site/entry.yaml',
    good: `description: Where every cluster's profile starts.
include:
  - site/base
  - os/{{variables.os}}
  - template: linux/{{versions.linux}}/default
    when: { versions.linux: present, variables.os: [alma8, alma9], any: [{ cluster.service: batch }] }
  - template: site/late
    when: { versions.linux: { atLeast: 2026_8_minor } }
    optional: true
final: [/security/sshd/permitRootLogin]
`,
    spoil: ['final:', 'finl:'],
    shows: ['final', 'JSON Pointers of what no later layer'],
  },
  release: {
    path: 'templates/linux/2026_11_minor/release.yaml',
    good: `stream: linux
version: 2026_11_minor
date: 2026-11-03
bugs: [sshd drops long sessions, { id: RHEL-1, title: another }]
advisories:
  - { id: ALSA-2026:1234, severity: Important, packages: { openssl: "1:3.2.2-6.el9_5" } }
`,
    spoil: ['version: 2026_11_minor', 'version: 2026-11'],
    shows: ['advisories', 'The security advisories'],
  },
  rollout: {
    path: 'rollouts/linux/2026_11_minor/rollout.yaml',
    good: `title: Staged Rollout linux 2026_11_minor
stream: linux
version: 2026_11_minor
managers: [maria, jonas]
events:
  - { event: opened, date: "2026-11-02T08:00:00Z", person: maria }
`,
    spoil: ['managers: [maria, jonas]', 'managers: [maria]'],
    shows: ['events', 'Events are only ever added'],
  },
  calendar: {
    path: 'calendars/ch-ge.yaml',
    good: `timezone: Europe/Zurich
weekend: [sat, sun]
holidays:
  - { date: 2026-09-10, name: Jeûne genevois }
`,
    spoil: ['weekend: [sat, sun]', 'weekend: [sat, sunday]'],
    shows: ['weekend', 'on which nobody works'],
  },
  schedule: {
    path: 'schedule.yaml',
    good: `releases:
  - { date: 2026-11-03, stream: linux, kind: minor, freeze: 2026-10-27 }
`,
    spoil: ['releases:', 'release:'],
    shows: ['releases', 'The planned releases'],
  },
  index: {
    path: 'profiles/index.json.yaml',
    good: `fleet: cern-cc
tool: 1.0.0
clusters: {}
`,
    spoil: ['clusters: {}', 'clusters: []'],
    shows: ['clusters', 'Every cluster that was asked for'],
  },
};

describe.each(Object.entries(samples))('an editor that opens a %s file', (kind, { path, good, spoil, shows }) => {
  const head = `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}schemas/${kind}.schema.json\n`;

  test('has nothing against a good one, and shows what a key means', async () => {
    expect(await editor.open(path, head + good)).toEqual([]);
    const { line, character } = place(head + good, `${shows[0]}:`);
    expect(await editor.hover(path, { line, character: character + 1 })).toContain(shows[1]);
  });

  test('marks what is wrong at its line', async () => {
    const spoilt = head + good.replace(...spoil);
    const remarks = await editor.open(`${path}-spoilt.yaml`, spoilt);
    expect(remarks.map((remark) => remark.range.start.line)).toContain(place(spoilt, spoil[1]).line);
  });
});

const modeline = '# yaml-language-server: $schema=../schemas/cluster.schema.json\n';

test('the editor offers the keys of a cluster', async () => {
  const text = `${modeline}owners: [maria]\n\n`;
  await editor.open('clusters/keys.yaml', text);
  expect(await editor.completions('clusters/keys.yaml', { line: 2, character: 0 })).toEqual(
    expect.arrayContaining(['description', 'versions', 'upgrade', 'hosts', 'profile']),
  );
});

test.each([
  ['flow', 'linux: { mode: }'],
  ['block', 'linux:\n    mode: '],
])('the editor offers the four modes of an upgrade in %s style', async (style, entry) => {
  const path = `clusters/${style}.yaml`;
  const text = `${modeline}owners: [maria]\nupgrade:\n  ${entry}\n`;
  await editor.open(path, text);
  const { line, character } = place(text, 'mode:');
  const offered = await editor.completions(path, { line, character: character + 'mode: '.length });
  expect(offered.toSorted()).toEqual(['auto', 'commit', 'hold', 'offer']);
});

test('the editor offers the keys of an include, and present and absent for a condition', async () => {
  const text = `${modeline}owners: [maria]\ninclude:\n  - template: a\n    \n  - template: b\n    when:\n      versions.linux: \n`;
  await editor.open('clusters/include.yaml', text);
  expect(await editor.completions('clusters/include.yaml', { line: 4, character: 4 })).toEqual(
    expect.arrayContaining(['when', 'optional', 'with']),
  );
  expect(await editor.completions('clusters/include.yaml', { line: 7, character: 22 })).toEqual(
    expect.arrayContaining(['present', 'absent']),
  );
});

test('the editor says in our words what a version looks like', async () => {
  const remarks = await editor.open('clusters/pin.yaml', `${modeline}owners: [maria]\nversions: { linux: 2026-10 }\n`);
  expect(remarks.map((remark) => remark.message)).toEqual(['must be YEAR_NUMBER_minor or YEAR_NUMBER_major']);
});

function place(text: string, part: string): Position {
  const lines = text.split('\n');
  const line = lines.findIndex((candidate) => candidate.includes(part));
  return { line, character: (lines[line] ?? '').indexOf(part) };
}
