import { describe, expect, test } from 'vitest';
import { digestChat, digestMail, type ShownDigest } from '../../src/render/report-mail.ts';
import { reportBody, type ShownReport } from '../../src/render/report-issue.ts';
import { lackWords, moveWords, pinWords, standingWords } from '../../src/render/report-told-words.ts';
import type { Turn } from '../../src/report/report.ts';
import { due, exception, none, open, row } from '../notice/stale-support.ts';

const turn: Turn = { ...open, request: undefined };

describe('the words for a row', () => {
  test.each<readonly [Partial<Turn>, string]>([
    [open, 'pull request #12 is open since 2026-10-01; read it and merge it'],
    [
      { why: 'declined', by: 'maria', at: '2026-10-02T08:00:00Z', see: { number: 9, url: 'https://forge.example/9' } },
      'pull request #9 was declined by maria on 2026-10-02; the next release is offered again; to move before it, pin 2026_9_minor by hand',
    ],
    [
      { why: 'blocked', by: '1 cluster fails', see: { number: 3, url: 'https://forge.example/3' } },
      'it could not be offered: 1 cluster fails (#3); mend what it says; the next run offers it again',
    ],
    [
      { why: 'held' },
      'on hold until 2026-12-20: run; end the hold under upgrade.linux, or set it a new end with a reason',
    ],
    [
      { why: 'not-accepted' },
      'its file accepts minor releases alone; write accept: major under upgrade.linux, or pin 2026_9_minor by hand',
    ],
    [{ why: 'unpinned' }, 'its file pins no version of linux; write versions.linux: 2026_9_minor'],
    [
      { why: 'no-way-back' },
      '2026_7_minor is withdrawn and there is no good version to go to; ask who looks after the stream',
    ],
    [{ why: 'no-release' }, 'there is no release to go to; ask who looks after the stream'],
    [{ why: 'next-run' }, 'nothing stands in the way; wait for the pull request that the next run opens'],
    [
      { why: 'not-asked' },
      'the forge was not asked for its pull request; look for an open pull request, or pin 2026_9_minor by hand',
    ],
    [{ why: 'current' }, 'it has the newest release that it should have; nothing'],
  ])('say whose move it is: %j', (about, words) => {
    const hold = { until: '2026-12-20', reason: 'run', isOver: false };
    const { why, todo } = moveWords(row('web', { hold, turn: { ...turn, ...about } }));
    expect(`${why}; ${todo}`).toBe(words);
  });

  test('say since when it is what, and what it lacks', () => {
    expect(standingWords(row('web', { since: undefined }))).toBe('overdue since 2026-10-16');
    expect(standingWords(row('web', { state: 'held', since: undefined, lacksOver: { ...none, Critical: 1 } }))).toBe(
      'held, with advisories past due',
    );
    expect(pinWords(row('web', { behind: { minor: 1, major: 1 } }))).toBe(
      '2026_7_minor; 1 minor and 1 major releases behind 2026_9_minor, lacking the first since 2026-09-01',
    );
    expect(pinWords(row('web', { pin: undefined }))).toBe('no version; the newest is 2026_9_minor');
    expect(
      lackWords(row('web', { lacks: { ...none, Critical: 2, Low: 1 }, lacksOver: { ...none, Critical: 1 } })),
    ).toBe('2 Critical, 1 Low; past due: 1 Critical; to be closed by 2026-12-01');
    expect(lackWords(row('web', { lacks: none }))).toBe('');
  });
});

const digest: ShownDigest = {
  fleet: 'demo',
  owners: ['security-team'],
  of: 'fleet',
  fresh: [{ row: row('web'), is: 'worse' }],
  still: [due('db')],
  mended: [{ cluster: 'old', stream: 'linux', was: 'due' }],
  ended: [exception(['web'], { isOver: true, until: '2026-11-20' })],
  totals: [{ stream: 'linux', state: 'overdue', clusters: 1, hosts: 10 }],
  exposedHosts: { ...none, Critical: 7 },
  ask: [],
  file: (path, line) => `https://forge.example/blob/main/${path}#L${line}`,
  issue: 'https://forge.example/cc/fleet/issues/1',
};

test('the digest of a fleet begins with its numbers, and holds whom to call and what is mended', () => {
  const { subject, text, html } = digestMail(digest);
  expect(subject).toBe('[demo] 2 clusters are late: 1 overdue, 1 due; 1 exception past its end');
  for (const words of [
    '  - linux: 1 cluster overdue (10 hosts)',
    'Hosts that lack an advisory:\n  - 7 Critical',
    '1. web, linux: now overdue since 2026-10-16',
    '   move:  its manager: pull request #12',
    '   call:  maria',
    'Mended:\n  - old, linux',
    'web: ended on 2026-11-20, tomas answers for it (heavy-ion run)',
  ])
    expect(text).toContain(words);
  expect(html).toContain('<a href="https://forge.example/blob/main/clusters/web.yaml#L4">');
});

test('a chat is told what is new in a few lines, which mention nobody', () => {
  const fresh = Array.from({ length: 30 }, (_, at) => ({ row: row(`@here-${at}`), is: 'new' as const }));
  const text = digestChat({ ...digest, fresh });
  expect(text.length).toBeLessThan(4000);
  expect(text).toContain('and 20 more');
  expect(text.split('\n').at(-1)).toBe('https://forge.example/cc/fleet/issues/1');
  expect(text).not.toContain('@here');
});

test('the issue is cut at a row, with the worst and the numbers kept', () => {
  const late = Array.from({ length: 200 }, (_, at) => row(`c-${at}`));
  const shown: ShownReport = { ...digest, late, changes: { fresh: [], mended: [] } };
  const body = reportBody(shown, 4000);
  expect(body.length).toBeLessThanOrEqual(4000);
  expect(body).toContain('c-0');
  expect(body).toContain('| `linux` | overdue | 1 | 10 |');
  expect(body).toMatch(/Left out: \d+ clusters/);
});
