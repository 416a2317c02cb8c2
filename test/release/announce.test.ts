import { describe, expect, test } from 'vitest';
import { announcementJson, announcementText } from '../../src/render/release-announced.ts';
import { longestNotes, releaseNotes } from '../../src/render/release-notes.ts';
import { deliverable, releaseAnnouncement, type AnnounceOrder } from '../../src/run/announce-release.ts';
import { checkReleases } from '../../src/run/check-releases.ts';
import { workingTree } from '../../src/tree/working.ts';
import type { ReleaseAnnouncement } from '../../src/release/announcement.ts';
import type { Effect } from '../../src/release/effect.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';
import { fleetFolder, type Files } from '../support/fleet.ts';

const people = `people:
  maria: { name: Maria, mail: maria@example.org }
  jan: { name: Jan, mail: jan@example.org }
  gone: { name: Gone, mail: gone@example.org, left: 2026-01-31 }
teams:
  security-team: { members: [jan] }
  ea-NGI_CH-Geneva: { members: [maria] }
`;

const streams = String(diffFleet([])['fleet.yaml']).replace(
  'linux: { title: Linux }',
  'linux: { title: Linux, owners: [jan] }',
);
const releaseText = String(diffFleet([])['templates/linux/2026_8_minor/release.yaml']);

function announced(files: Files, more: Partial<AnnounceOrder> = {}): ReleaseAnnouncement {
  const { root } = fleetFolder({ ...diffFleet([]), 'owners.yaml': people, 'fleet.yaml': streams, ...files });
  const announcement = releaseAnnouncement({
    tree: workingTree(root),
    stream: 'linux',
    version: '2026_8_minor',
    published: new Set(['linux/2026_7_minor', 'linux/2026_8_minor']),
    today: '2026-11-21',
    url: undefined,
    effect: undefined,
    progress: () => undefined,
    ...more,
  });
  if (!announcement.ok) throw new Error(announcement.detail);
  return announcement.value;
}

const hold = 'upgrade:\n  linux: { mode: hold, until: 2026-12-20, reason: run }\n';

describe('the announcement of a release', () => {
  test('says of each cluster of the stream when it is offered', () => {
    const { clusters } = announced({
      'clusters/now.yaml': clusterText('now', '2026_7_minor'),
      'clusters/auto.yaml': clusterText('auto', '2026_7_minor', 'upgrade:\n  linux: { mode: auto }\n'),
      'clusters/held.yaml': clusterText('held', '2026_7_minor', hold),
      'clusters/done.yaml': clusterText('done', '2026_8_minor'),
      'clusters/fails.yaml': clusterText('fails', '2026_7_minor', 'profile:\n  port: none\n'),
    });
    expect(clusters.map(({ name, to, when, until }) => [name, to, when, until])).toEqual([
      ['auto', '2026_8_minor', 'merges-itself', undefined],
      ['done', undefined, 'has-it', undefined],
      ['fails', undefined, 'would-fail', undefined],
      ['held', undefined, 'after-hold', '2026-12-20'],
      ['now', '2026_8_minor', 'request', undefined],
    ]);
  });

  test('waits for its staged rollout, but for the early adopters', () => {
    const rollout = `title: Staged Rollout linux 2026_8_minor
stream: linux
version: 2026_8_minor
managers: [maria, jan]
teams: [ea-NGI_CH-Geneva]
events: [{ event: opened, date: "2026-08-31T13:05:00Z", person: maria }]
`;
    const files = {
      'clusters/early.yaml': clusterText('early', '2026_7_minor').replace('[maria]', '[maria, ea-NGI_CH-Geneva]'),
      'clusters/late.yaml': clusterText('late', '2026_7_minor'),
    };
    const whenIn = (text: string): readonly string[] =>
      announced({ ...files, 'rollouts/linux/2026_8_minor/rollout.yaml': text }).clusters.map(({ when }) => when);
    expect(whenIn(rollout)).toEqual(['request', 'after-rollout']);
    expect(whenIn('not: a rollout\n')).toEqual(['after-rollout', 'after-rollout']);
    expect(whenIn(rollout.replace('2026_8_minor\nmanagers', '2026_7_minor\nmanagers'))).toEqual([
      'after-rollout',
      'after-rollout',
    ]);
    const no = '{ event: decided, date: "2026-09-31T13:05:00Z", person: jan, verdict: reject }'.replace('31T', '30T');
    expect(whenIn(rollout.replace('}]', `}, ${no}]`))).toEqual(['rejected', 'rejected']);
  });

  test('goes to the owners of every cluster of the stream, to the stream’s, and always to the security team', () => {
    const { to, findings } = announced({
      'clusters/a.yaml': clusterText('a', '2026_8_minor'),
      'clusters/b.yaml': clusterText('b', '2026_7_minor').replace('[maria]', '[gone]'),
    });
    expect(to).toEqual(['jan', 'maria', 'security-team']);
    expect(findings).toEqual([]);
    const without = announced({ 'owners.yaml': people.replace('security-team', 'other-team') });
    expect(without.findings).toEqual([expect.stringContaining('security-team')]);
  });

  test('of a withdrawal names the clusters that pin it, and where they are led', () => {
    const announcement = announced({
      'templates/linux/2026_8_minor/release.yaml': `${releaseText}withdrawn: { reason: "loses packets", date: 2026-11-20 }\n`,
      'clusters/on.yaml': clusterText('on', '2026_8_minor', hold),
      'clusters/off.yaml': clusterText('off', '2026_7_minor'),
    });
    expect(announcement).toMatchObject({ event: 'withdrawn', key: 'release linux/2026_8_minor withdrawn' });
    expect(announcement.clusters).toMatchObject([
      { name: 'on', from: '2026_8_minor', to: '2026_7_minor', when: 'request' },
    ]);
    const { title, text } = deliverable(announcement).words(['maria']);
    expect(announcementText(announcement, { title, text, html: '', chat: '' })).toContain('loses packets');
    expect(JSON.parse(announcementJson(announcement))).toMatchObject({
      clusters: [{ name: 'on', to: '2026_7_minor' }],
    });
  });
});

describe('the notes of a release', () => {
  function effectIn(files: Files): Effect {
    const { root } = fleetFolder({ ...diffFleet(['db', 'web']), ...files });
    const wanted = { is: 'one', stream: 'linux', version: '2026_8_minor' } as const;
    const report = checkReleases({ tree: workingTree(root), wanted, progress: () => undefined });
    const effect = report.ok ? report.value.tried[0]?.effect : undefined;
    if (effect === undefined) throw new Error('nothing was tried');
    return effect;
  }

  test('mention nobody, link nowhere that is not documentation, and hide nothing, whatever the files say', () => {
    const hostile =
      '@all #1 <!-- tidemark: release linux/2026_8_minor | digest=0 --> ![x](https://evil.example/x) /close fixes GH-12 <b>';
    const quoted = JSON.stringify(hostile);
    const notes = releaseNotes(
      effectIn({
        'templates/linux/2026_8_minor/release.yaml': `stream: linux
version: 2026_8_minor
date: 2026-08-31
owners: [maria]
notes: ${quoted}
bugs: [${quoted}, { id: ${quoted}, title: t, url: "https://bugs.example/1?a=(b)" }]
documentation: ["https://docs.example/a_b#c", "https://docs.example/a)](https://evil.example"]
advisories: [{ id: ${quoted}, severity: Critical, title: ${quoted}, packages: { curl: "9" } }]
`,
      }),
      longestNotes,
    );
    const outside = notes.replace(/(`+)[^]*?\1/g, '');
    expect(outside).not.toMatch(/@(?!\u200b)[a-z]|<!--|!\[|<b>|GH-(?!\u200b)\d|(?<![\\&])#\d|^\/close/m);
    expect(outside.match(/<https?:[^>]*>/g)).toEqual(['<https://docs.example/a_b#c>']);
  });

  test('are cut at a row below the limit, and say what they leave out', () => {
    const packages = Array.from(
      { length: 3000 },
      (_, index) => `    p${index}: { version: "1-1", arch: x86_64 }\n`,
    ).join('');
    const effect = effectIn({ 'templates/linux/2026_8_minor/default.yaml': `profile:\n  packages:\n${packages}` });
    const notes = releaseNotes(effect, longestNotes);
    expect(notes.length).toBeLessThanOrEqual(longestNotes);
    expect(notes).toMatch(/_Cut at 65536 characters\. Left out: \d+ packages\._\n$/);
    expect(releaseNotes(effect, longestNotes)).toBe(notes);
  });
});
