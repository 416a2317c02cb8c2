import { describe, expect, test } from 'vitest';
import { parseVersion } from '../../src/core/version.ts';
import type { OfferedCluster, ReleaseAnnouncement } from '../../src/release/announcement.ts';
import { announcementWords } from '../../src/render/mail-announcement.ts';

const version = parseVersion('2026_8_minor');
if (version === undefined) throw new Error('no version');

function cluster(name: string, owner: string, more: Partial<OfferedCluster> = {}): OfferedCluster {
  return {
    name,
    from: '2026_7_minor',
    to: '2026_8_minor',
    owners: [owner],
    hosts: 12,
    when: 'request',
    until: undefined,
    ...more,
  };
}

const announcement: ReleaseAnnouncement = {
  event: 'published',
  key: 'release linux/2026_8_minor published',
  topic: 'release linux/2026_8_minor',
  fleet: 'demo',
  streamTitle: 'Operating system',
  release: {
    stream: 'linux',
    version,
    file: 'templates/linux/2026_8_minor/release.yaml',
    date: '2026-08-31',
    owners: ['pes'],
    notes: 'A new kernel.\nReboot.',
    bugs: [],
    documentation: ['https://docs.example.org/2026_8'],
    advisories: [
      { id: 'RHSA-1', severity: 'Low', published: '2026-08-01', title: 'small', cves: [], packages: {} },
      { id: 'RHSA-2', severity: 'Critical', published: '2026-08-02', title: 'bad', cves: ['CVE-2026-1'], packages: {} },
    ],
    sources: [],
    withdrawn: undefined,
  },
  clusters: [
    cluster('batch', 'maria'),
    cluster('held', 'maria', { when: 'after-hold', until: '2026-12-20' }),
    cluster('web', 'tomas', { when: 'would-fail', to: undefined }),
  ],
  causes: [],
  url: 'https://forge.example/cc/fleet/releases/tag/linux/2026_8_minor',
  to: ['maria', 'security-team', 'tomas'],
  findings: [],
};

describe('a release', () => {
  test('tells an owner what it closes, what becomes of their clusters, and what to do', () => {
    const { title, text } = announcementWords(announcement, ['maria']);
    expect(title).toBe('linux 2026_8_minor is released and closes 2 advisories, the worst Critical');
    expect(text).toBe(`Operating system: linux 2026_8_minor, a minor release of 2026-08-31.

A new kernel.

Reboot.

It closes:
  - Critical: RHSA-2, bad (CVE-2026-1)
  - Low: RHSA-1, small

Your clusters:
  - batch, 12 hosts, 2026_7_minor → 2026_8_minor: a request is opened for its owners to merge
  - held, 12 hosts, 2026_7_minor → 2026_8_minor: on hold, and offered afterwards (until 2026-12-20)

What to do: read each request and merge it. To wait, give the cluster upgrade.linux with mode: hold, an end and a reason.

https://forge.example/cc/fleet/releases/tag/linux/2026_8_minor
https://docs.example.org/2026_8`);
  });

  test('tells the security team how many clusters go which way', () => {
    const { text, chat } = announcementWords(announcement, ['security-team']);
    expect(text).toContain('  - 1 cluster: not offered before it is mended, for it would fail');
    expect(chat).toContain('- 1 cluster: on hold, and offered afterwards');
  });

  test('that is withdrawn gives the reason and the way back', () => {
    const withdrawn = { reason: 'its kernel loses packets', date: undefined };
    const shown = { ...announcement, event: 'withdrawn', release: { ...announcement.release, withdrawn } } as const;
    const { title, text, html, chat } = announcementWords(shown, ['maria']);
    expect(title).toBe('linux 2026_8_minor is withdrawn');
    for (const form of [text, html]) expect(form).toContain('its kernel loses packets');
    for (const form of [text, html, chat])
      expect(form).toContain('merge the request that takes each cluster to a good version');
  });

  test('lets nothing of its file be markup, a mention or a control character', () => {
    const hostile = '<script>x()</script> @all <!channel> [a](javascript:x) \u001b[31m \u202e';
    const release = { ...announcement.release, notes: hostile, documentation: ['javascript:x()'] };
    const words = announcementWords(
      { ...announcement, streamTitle: hostile, fleet: hostile, url: hostile, release },
      [],
    );
    expect(words.html).not.toMatch(/<script|href="(?!https:)/);
    expect(words.chat).not.toMatch(/<|@\w|\]\(/);
    expect(`${words.text}${words.html}${words.chat}`).not.toMatch(/[\u202e]/);
  });
});
