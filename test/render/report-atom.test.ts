import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { logbookAtom } from '../../src/render/report-atom.ts';
import type { Report } from '../../src/report/report.ts';
import { attacks, hostileReport } from './report-hostile.ts';
import { sampleReport } from './report-samples.ts';

const site = 'https://forge.example.org/cc/fleet';
const shown = { site, instant: (at: string) => new Date(at) };

describe('the feed of the logbook', () => {
  test('has the newest lines first, with ids that stay and links to where they happened', () => {
    const feed = read(logbookAtom(sampleReport(), shown));
    const ids = feed.get('feed/entry/id') ?? [];
    expect(ids).toHaveLength(17);
    expect(new Set(ids).size).toBe(17);
    expect(ids[0]).toBe('urn:tidemark:example-cc:log:89abcdef0123456789abcdef0123456789abcd00%20linux%20lxbatch');
    expect(feed.get('feed/entry/title')?.[1]).toBe('lxbatch linux 2026_1_minor → 2026_3_minor');
    expect(feed.get('feed/entry/link@href')?.slice(2, 4)).toEqual([
      'https://github.com/cc/fleet/pull/12',
      `${site}/commit/89abcdef0123456789abcdef0123456789abcd03`,
    ]);
    expect(feed.get('feed/entry/author/name')?.[0]).toBe('Maria Rossi');
  });

  test('says what cannot be known, and is not dated by it', () => {
    const feed = read(logbookAtom(sampleReport(), shown));
    expect(feed.get('feed/entry/content')?.[0]).toContain('Not known: its date lies after the day of the report.');
    expect(feed.get('feed/updated')).toEqual(['2026-09-27T08:30:00.000Z']);
  });

  test('stays the same when older lines fall out', () => {
    const [few, all] = [3, 200].map((most) => read(logbookAtom(sampleReport(), { ...shown, most })));
    expect(few?.get('feed/entry/id')).toEqual(all?.get('feed/entry/id')?.slice(0, 3));
  });

  test('without a line, or without pages, is a feed all the same', () => {
    const report: Report = { ...sampleReport(), logbook: undefined };
    expect(read(logbookAtom(report, { ...shown, site: undefined })).get('feed/title')).toEqual([
      'Logbook of example-cc',
    ]);
    const feed = read(logbookAtom(sampleReport(), { ...shown, site: undefined }));
    expect(feed.get('feed/entry/link@href')?.[3]).toMatch(/^urn:tidemark:example-cc:log:/);
  });

  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))('survives %s', (_, attack) => {
    const feed = read(logbookAtom(hostileReport(attack), { ...shown, site: attack }));
    expect(feed.get('feed/entry/id')).toHaveLength(17);
    for (const text of feed.get('feed/entry/content') ?? []) expect(text).not.toMatch(/<(?!\/?p>)/);
    for (const text of feed.get('feed/entry/title') ?? []) expect(text).not.toMatch(/[<>]/);
    for (const href of feed.get('feed/entry/link@href') ?? []) expect(href).toMatch(/^(?:https?:\/\/|urn:)[^\s<>"']+$/);
  });
});

/** Texts and attributes by the names that lead to them; throws where the document is not well-formed. */
function read(xml: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const path: string[] = [];
  let text = '';
  const put = (key: string, value: string): void => {
    found.set(key, [...(found.get(key) ?? []), value]);
  };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name);
    for (const [key, value] of Object.entries(attributes)) put(`${path.join('/')}@${key}`, value);
    text = '';
  });
  for (const kind of ['text', 'cdata'] as const) parser.on(kind, (more) => (text += more));
  parser.on('closetag', () => {
    put(path.join('/'), text);
    path.pop();
    text = '';
  });
  parser.write(xml).close();
  return found;
}
