import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { isInsertion, withdrawnTexts } from '../../src/release/withdraw.ts';
import { withdrawRelease } from '../../src/run/withdraw-release.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { fleetFolder, leastFleet } from '../support/fleet.ts';
import { readFileSync } from 'node:fs';

const file = 'templates/linux/2026_8_minor/release.yaml';
const least = 'stream: linux\nversion: 2026_8_minor\ndate: 2026-08-31\n';

function withdrawn(
  text: string,
  reason: string,
): { readonly result: ReturnType<typeof withdrawRelease>; readonly after: string } {
  const { root } = fleetFolder({
    ...leastFleet,
    'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: { linux: {} }\n',
    [file]: text,
    'clusters/web.yaml': 'owners: [maria]\nversions: { linux: 2026_8_minor }\nhosts:\n  web1: {}\n',
  });
  const order = { folder: root, stream: 'linux', version: '2026_8_minor', today: '2026-11-21', acts: 'done' } as const;
  const result = withdrawRelease({ ...order, reason });
  return { result, after: readFileSync(`${root}/${file}`, 'utf8') };
}

describe('the text of a release that is withdrawn', () => {
  const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

  test('gives any reason back, and keeps every byte that was there', () => {
    fc.assert(
      fc.property(anyText, (reason) => {
        const [text = ''] = withdrawnTexts(least, { reason, date: '2026-11-21' });
        const out = new Diagnostics();
        expect(parseYaml(file, text, out)).toMatchObject({ withdrawn: { reason, date: '2026-11-21' } });
        expect(out.size).toBe(0);
        expect(text.startsWith(least)).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 400 },
    );
  });

  test.each([
    'a: b # c',
    'it\'s "bad"\n  and: more',
    '...',
    '---\nother',
    '\u2028\u0085\ufeff\u0000\t\r\n',
    '{{host.name}}',
    '<!-- tidemark: x | digest=0 -->',
    '😀 é',
    '\\u0041',
  ])('keeps the reason %j as it is', (reason) => {
    const { result, after } = withdrawn(least, reason);
    expect(result).toMatchObject({
      ok: true,
      value: { is: 'withdrawn', clusters: [{ name: 'web', owners: ['maria'] }] },
    });
    expect(parseYaml(file, after, new Diagnostics())).toMatchObject({ withdrawn: { reason, date: '2026-11-21' } });
    expect(isInsertion(least, after)).toBe(true);
  });

  test.each([
    ['no line end', least.trimEnd()],
    ['Windows line ends', least.replaceAll('\n', '\r\n')],
    ['comments at both ends', `# a release\n\n${least}# the end\n`],
    ['a block text at the end that would swallow more', `${least}notes: |+\n  kept\n\n`],
    ['a block text without a line end', `${least}notes: |\n  kept`],
    ['a folded text at the end', `${least}notes: >-\n  kept\n  and kept\n`],
    ['the mark of a document', `---\n${least}`],
    ['the end of a document', `${least}...\n`],
    ['a mapping that is indented', least.replace(/^/gm, '  ').trimEnd()],
    ['a list at the end', `${least}owners:\n- maria\n`],
  ])('goes into a file with %s', (_, text) => {
    const { result, after } = withdrawn(text, 'bad');
    expect(result).toMatchObject({ ok: true, value: { is: 'withdrawn' } });
    expect(isInsertion(text, after)).toBe(true);
    const [before, now] = [text, after].map((each) => parseYaml(file, each, new Diagnostics()));
    expect(now).toEqual({ ...(before as object), withdrawn: { reason: 'bad', date: '2026-11-21' } });
  });

  test('is refused where nothing can be added, and the file stays as it is', () => {
    const flow = '{ stream: linux, version: 2026_8_minor, date: 2026-08-31 }\n';
    const { result, after } = withdrawn(flow, 'bad');
    expect(result).toMatchObject({ ok: false, why: 'denied' });
    expect(after).toBe(flow);
  });

  test('is refused where it is withdrawn already, cannot be read, or no reason is given', () => {
    expect(withdrawn(`${least}withdrawn: { reason: worse }\n`, 'bad').result).toMatchObject({
      ok: true,
      value: { is: 'already', withdrawn: { reason: 'worse' } },
    });
    expect(withdrawn(`${least}nots: x\n`, 'bad').result).toMatchObject({ ok: true, value: { is: 'unreadable' } });
    for (const reason of ['', ' \n', 'half \ud800'])
      expect(withdrawn(least, reason).result).toMatchObject({ ok: false, why: 'denied' });
  });
});

describe('an insertion', () => {
  test('is one piece more, and not a change', () => {
    expect(isInsertion('ab', 'axb')).toBe(true);
    expect(isInsertion('aa', 'aaa')).toBe(true);
    expect(isInsertion('ab', 'xaby')).toBe(false);
    expect(isInsertion('ab', 'ac')).toBe(false);
    expect(isInsertion('abc', 'ac')).toBe(false);
  });
});
