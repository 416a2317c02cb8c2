import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { parseVersion } from '../../src/core/version.ts';
import { dateOf, dayNumber } from '../../src/core/days.ts';
import { releaseFrom, type Release, type WrittenRelease } from '../../src/release/release.ts';
import { scheduleFrom, seenFrom } from '../../src/release/schedule.ts';
import { plainPaint } from '../../src/render/paint.ts';
import { releaseFeed } from '../../src/render/release-feed.ts';
import { scheduleCalendar } from '../../src/render/schedule-ical.ts';
import { scheduleJson, scheduleText } from '../../src/render/schedule-text.ts';

describe('days', () => {
  test('count as the calendar does, there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -141_427, max: 2_932_896 }), (number) => {
        const date = dateOf(number);
        expect(date).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
        expect(dayNumber(date)).toBe(number);
      }),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  test('that do not exist have no number', () => {
    for (const date of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '20260101', ''])
      expect(dayNumber(date)).toBeUndefined();
  });
});

const plan = scheduleFrom({
  releases: [
    {
      date: '2026-12-31',
      stream: 'linux',
      kind: 'major',
      freeze: '2026-12-20',
      note: 'with, a; new\\ kernel\nBEGIN:VEVENT',
    },
    { date: '2026-11-01', stream: 'linux', kind: 'minor' },
    { date: '2026-11-21', stream: 'elfms', kind: 'minor', freeze: '2026-11-14' },
  ],
});

describe('the schedule', () => {
  test('is told by date, as seen from a day', () => {
    expect(
      seenFrom('2026-11-21', plan).map(({ stream, days, freezeDays, state }) => [stream, days, freezeDays, state]),
    ).toEqual([
      ['linux', -20, undefined, 'past'],
      ['elfms', 0, -7, 'frozen'],
      ['linux', 40, 29, 'ahead'],
    ]);
    const [header = '', ...rows] = scheduleText(seenFrom('2026-11-21', plan), plainPaint).trimEnd().split('\n');
    expect(header).toMatch(/^date +due +stream +kind +freeze +note$/);
    expect(rows.map((row) => row.slice(0, 26).trimEnd())).toEqual([
      '2026-11-01  20 days ago  l',
      '2026-11-21  today        e',
      '2026-12-31  in 40 days   l',
    ]);
    expect(JSON.parse(scheduleJson('2026-11-21', seenFrom('2026-11-21', plan)))).toMatchObject({
      releases: [{ days: -20 }, { days: 0 }, { days: 40 }],
    });
  });

  test('is a calendar of whole days, with an event for each freeze', () => {
    const events = eventsOf(scheduleCalendar('demo', plan));
    expect(
      events.map((event) => [event.get('UID'), event.get('DTSTART'), event.get('DTEND'), event.get('DTSTAMP')]),
    ).toEqual([
      ['release-linux-minor-2026-11-01@demo.tidemark', '20261101', '20261102', '20261101T000000Z'],
      ['freeze-elfms-minor-2026-11-21@demo.tidemark', '20261114', '20261115', '20261114T000000Z'],
      ['release-elfms-minor-2026-11-21@demo.tidemark', '20261121', '20261122', '20261121T000000Z'],
      ['freeze-linux-major-2026-12-31@demo.tidemark', '20261220', '20261221', '20261220T000000Z'],
      ['release-linux-major-2026-12-31@demo.tidemark', '20261231', '20270101', '20261231T000000Z'],
    ]);
    expect(events[4]?.get('DESCRIPTION')).toBe(String.raw`with\, a\; new\\ kernel\nBEGIN:VEVENT`);
  });

  test('is the same bytes in another order, and no text of a plan adds a line to the calendar', () => {
    const hostile = {
      date: '2026-12-01',
      stream: 'x\r\nEND:VCALENDAR\r\n"',
      kind: 'minor',
      note: 'é'.repeat(200),
    } as const;
    const [a, b] = [
      [hostile, ...plan],
      [...plan, hostile],
    ].map((releases) =>
      scheduleCalendar(
        'demo',
        scheduleFrom({
          releases: releases.map(({ date, stream, kind, note }) => ({ date, stream, kind, note: note ?? '' })),
        }),
      ),
    );
    expect(a).toBe(b);
    const lines = (a ?? '').split('\r\n');
    expect(lines.filter((line) => line === 'END:VCALENDAR')).toHaveLength(1);
    expect(lines.every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line))).toBe(true);
  });

  test('gives two plans of one day, stream and kind each an id of its own', () => {
    const twice = scheduleFrom({
      releases: [1, 2].map(() => ({ date: '2026-12-01', stream: 'linux', kind: 'minor' }) as const),
    });
    expect(new Set(twice.map(({ id }) => id)).size).toBe(2);
  });
});

/** The events of a calendar, unfolded, each property by its name. */
function eventsOf(calendar: string): readonly ReadonlyMap<string, string>[] {
  const blocks = calendar.replaceAll('\r\n ', '').split('\r\nBEGIN:VEVENT\r\n').slice(1);
  return blocks.map((block) => {
    const lines = block.slice(0, block.indexOf('\r\nEND:VEVENT')).split('\r\n');
    return new Map(lines.map((line) => [line.slice(0, line.search(/[;:]/)), line.slice(line.indexOf(':') + 1)]));
  });
}

function released(version: string, more: Partial<WrittenRelease> = {}): Release {
  const written = { stream: 'linux', version, date: '2026-08-31', ...more };
  const release = parseVersion(version) && releaseFrom('release.yaml', written, []);
  if (release === undefined) throw new Error(version);
  return release;
}

const instant = (day: string): Date => new Date(`${day}T00:00:00Z`);

describe('the feed', () => {
  const hostile = ']]> <script>alert(1)</script> & "x" \u0007 @all';
  const releases = [
    released('2026_7_minor', { date: '2026-07-31', withdrawn: { reason: hostile, date: '2026-09-01' } }),
    released('2026_8_minor', { notes: hostile, bugs: [hostile], documentation: ['https://example.org/?a=1&b=<x>'] }),
  ];

  test('lists the newest first, and changes when a release is withdrawn', () => {
    const feed = releaseFeed({ fleet: 'demo', releases, site: 'https://forge.example.org/cc/fleet', instant });
    const { texts } = parsed(feed);
    expect(texts.get('feed/entry/title')).toEqual([
      'linux 2026_8_minor (minor)',
      'linux 2026_7_minor (minor): withdrawn',
    ]);
    expect(texts.get('feed/entry/updated')).toEqual(['2026-08-31T00:00:00.000Z', '2026-09-01T00:00:00.000Z']);
    expect(texts.get('feed/entry/published')).toEqual(['2026-08-31T00:00:00.000Z', '2026-07-31T00:00:00.000Z']);
    expect(texts.get('feed/updated')).toEqual(['2026-09-01T00:00:00.000Z']);
    expect(feed).toContain('href="https://forge.example.org/cc/fleet/releases/tag/linux%2F2026_8_minor"');
  });

  test('is well-formed and harmless whatever a release says, and the same bytes in any order', () => {
    const shown = { fleet: 'demo', site: undefined, instant };
    const feed = releaseFeed({ ...shown, releases });
    expect(releaseFeed({ ...shown, releases: releases.toReversed() })).toBe(feed);
    const contents = parsed(feed).texts.get('feed/entry/content') ?? [];
    expect(contents).toHaveLength(2);
    for (const content of contents) {
      expect(content).not.toMatch(/<(?!\/?(?:p|b|br)>)/);
      expect(content).toContain('&#60;script&#62;');
    }
  });

  test('without a release is a feed all the same', () => {
    expect(
      parsed(releaseFeed({ fleet: 'demo', releases: [], site: undefined, instant })).texts.get('feed/title'),
    ).toEqual(['Releases of demo']);
  });
});

/** The texts of a document by the names that lead to them; throws where it is not well-formed. */
function parsed(xml: string): { readonly texts: ReadonlyMap<string, readonly string[]> } {
  const texts = new Map<string, string[]>();
  const path: string[] = [];
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    text = '';
  });
  for (const kind of ['text', 'cdata'] as const) parser.on(kind, (more) => (text += more));
  parser.on('closetag', () => {
    const key = path.join('/');
    texts.set(key, [...(texts.get(key) ?? []), text]);
    path.pop();
    text = '';
  });
  parser.write(xml).close();
  return { texts };
}
