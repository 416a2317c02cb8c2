import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeGroup } from '../../src/change/change.ts';
import { changeJson } from '../../src/render/change-json.ts';
import { changeMarkdown } from '../../src/render/change-markdown.ts';
import { prettyJson } from '../../src/render/change-pretty.ts';
import { changeText } from '../../src/render/change-text.ts';
import { changeUnified, unifiedBounds } from '../../src/render/change-unified.ts';
import type { ShownChange } from '../../src/render/change-words.ts';
import { plainPaint, type Paint } from '../../src/render/paint.ts';
import { mappingFrom, plainOf, type Plain } from '../../src/core/value.ts';
import { alike, example, hostile, upgrades } from './change-example.ts';

const plain = { paint: plainPaint, rows: 20 } as const;

/** Control and format characters, but not the line break that ends a line of ours. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc
    .array(
      fc.constantFrom(
        '@a',
        '#1',
        '|',
        '`',
        '\n',
        '\u001b[0m',
        '\u202e',
        '<b>',
        '-->',
        '</details>',
        '/ok',
        '::',
        '\\',
        '{',
        '~',
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((parts) => parts.join('')),
);

describe('for a terminal', () => {
  test('groups come with clusters, advisories, packages in columns, and values', () => {
    expect(changeText(example(), plain)).toBe(`main~1 → working tree: 4 of 5 clusters change, with 321 of 336 hosts

1 cluster (4 hosts) broken: linux 2026_7_minor → 2026_8_minor
  web (4 hosts)

2 clusters (315 hosts): linux 2026_7_minor → 2026_8_minor
  lxbatch (300 hosts), lxplus (15 of 20 hosts)
  closes 1 advisory (1 Important; 2 CVEs)
    Important ALSA-2026:1 openssl security update CVE-2026-1 CVE-2026-2
  packages: 1 upgraded, 1 added, 1 removed
    added    nano    x86_64 –              → 5.6.1-5.el9
    upgraded openssl x86_64 1:3.0.7-27.el9 → 1:3.0.7-28.el9
    removed  telnet  x86_64 1:0.17-85.el9  → –
  values: 1
    changed /system/console: "ttyS0" → "ttyS1"

2 hosts added to 1 cluster
  db (2 of 9: db[08-09])
`);
  });

  test('a long table is cut at the stated row, unless all is asked for', () => {
    const cut = changeText(upgrades(30), { paint: plainPaint, rows: 3 });
    expect(cut).toContain('package-00002');
    expect(cut).not.toContain('package-00003');
    expect(cut).toContain('… and 27 more');
    const all = changeText(upgrades(30), { paint: plainPaint, rows: 'all' });
    expect(all).toContain('package-00029');
    expect(all).not.toContain('more');
  });

  test('colours are put on by the paint alone', () => {
    const brush = (text: string): string => `<${text}>`;
    const marked: Paint = {
      error: brush,
      warning: brush,
      note: brush,
      frame: brush,
      strong: brush,
      faint: brush,
      good: brush,
    };
    const painted = changeText(example(), { paint: marked, rows: 20 });
    expect(painted).toContain('    <upgraded> openssl');
    expect(painted).toContain('<1 cluster (4 hosts) broken');
    expect(painted.replaceAll(/[<>]/g, '').replaceAll(/ +/g, ' ')).toBe(
      changeText(example(), plain).replaceAll(/ +/g, ' '),
    );
  });

  test('nothing changes is said', () => {
    const nothing = { groups: [], compared: { clusters: 3, hosts: 9 }, touched: { clusters: 0, hosts: 0 } };
    expect(changeText({ base: 'a', head: 'b', change: nothing }, plain)).toBe('a → b: nothing changes in 3 clusters\n');
  });

  test('no text from a file reaches the terminal as anything but text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = changeText(hostile(text), { paint: plainPaint, rows: 'all' });
        expect(shown).not.toMatch(unseen);
        expect(shown.split('\n').length).toBe(
          changeText(hostile('x'), { paint: plainPaint, rows: 'all' }).split('\n').length,
        );
      }),
    );
  });
});

describe('for a pull request', () => {
  test('the first rows stand in the open, the rest is folded', () => {
    const shown = changeMarkdown(upgrades(25), 65_000);
    const [seen = '', hidden = ''] = shown.split('<details><summary>5 more</summary>');
    expect(seen).toContain('| `package-00019` x86\\_64 | `1.19-1` | `1.19-2` | upgraded |');
    expect(seen).not.toContain('package-00020');
    expect(hidden).toContain('package-00024');
    expect(shown.endsWith('</details>\n')).toBe(true);
  });

  test('advisories are summed up and listed', () => {
    const shown = changeMarkdown(example(), 65_000);
    expect(shown).toContain('Closes 1 advisory (1 Important; 2 CVEs).');
    expect(shown).toContain('| `ALSA-2026:1` | Important | openssl security update | CVE-2026-1 CVE-2026-2 |');
  });

  test('past the limit it is cut at a row, and what is left out is counted', () => {
    const shown = changeMarkdown(upgrades(100), 2_500);
    const rows = shown.match(/^\| `package-/gm)?.length ?? 0;
    expect(shown).toContain(`_Cut at 2500 characters. Left out: ${100 - rows} packages._`);
    expect(shown.split('<details>').length).toBe(shown.split('</details>').length);
    for (const line of shown.split('\n')) if (line.startsWith('|')) expect(line.endsWith('|')).toBe(true);
  });

  test('whatever the limit, it is kept, and nothing is dropped in silence', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 12_000 }),
        fc.constantFrom(example(), upgrades(60), hostile('a|b`c')),
        (limit, shown) => {
          const text = changeMarkdown(shown, limit);
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text.includes('Left out')).toBe(changeMarkdown(shown, 1_000_000).length > limit);
          expect(text.split('<details>').length).toBe(text.split('</details>').length);
        },
      ),
    );
  });

  test('a name of a million characters does not push out the rest', () => {
    const text = changeMarkdown(hostile('|'.repeat(1_000_000)), 65_000);
    expect(text.length).toBeLessThan(65_000);
  });

  test('texts from files make no row, no cell, no heading and no markup', () => {
    const skeleton = (text: string): string =>
      changeMarkdown(hostile(text), 1_000_000)
        .split('\n')
        .map((line) => `${line.slice(0, 2)} ${line.startsWith('|') ? line.match(/(?<!\\)\|/g)?.length : ''}`)
        .toSorted()
        .join('\n');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeleton(text)).toBe(skeleton('x'));
        const shown = changeMarkdown(hostile(text), 1_000_000).replaceAll('\u200b', '');
        expect(shown).not.toMatch(unseen);
        expect(withoutCode(shown).replaceAll(/<\/?(?:details|summary)>/g, '')).not.toMatch(/[<[\]`]/);
      }),
    );
  });
});

describe('for programs', () => {
  test('it is JSON, whole, with keys in order', () => {
    const text = changeJson(upgrades(50));
    const document = JSON.parse(text) as { readonly groups: readonly { readonly packages: readonly unknown[] }[] };
    expect(document.groups[0]?.packages).toHaveLength(50);
    expect(`${prettyJson(mappingFrom(document as unknown as { readonly [key: string]: Plain }))}\n`).toBe(text);
  });

  test('texts from files come back as they were', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const document = JSON.parse(changeJson(hostile(text))) as Record<string, unknown>;
        expect(document['base']).toBe(text);
        expect(changeJson(hostile(text))).not.toMatch(unseen);
      }),
    );
  });

  test('pretty JSON is JSON of the same value, and shows nothing invisible raw', () => {
    const value = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(
      fc.property(value, (from) => {
        const mapping = mappingFrom(from as { readonly [key: string]: Plain });
        expect(JSON.parse(prettyJson(mapping))).toEqual(JSON.parse(JSON.stringify(plainOf(mapping))));
      }),
    );
    expect(prettyJson(mappingFrom({ a: '\u202e\u{e0041}é' }))).toBe('{\n  "a": "\\u202e\\udb40\\udc41é"\n}');
  });
});

describe('as a unified difference', () => {
  test('each group shows the profile of one of its clusters, line by line', () => {
    const text = changeUnified(example());
    expect(text).toContain(
      '# lxbatch (300 hosts), lxplus (15 of 20 hosts)\n--- main~1/lxbatch.json\n+++ working tree/lxbatch.json\n@@ ',
    );
    expect(text).toContain('\n-    "console": "ttyS0"\n+    "console": "ttyS1"\n');
    expect(text).toContain('# 2 hosts added to 1 cluster\n# db (2 of 9: db[08-09])\n');
  });

  test('past the bound on edits a profile is said to be changed as a whole', () => {
    const text = changeUnified(upgrades(2_000), { ...unifiedBounds, edits: 100 });
    expect(text).toContain('# changed as a whole: 8006 lines before, 8006 after\n');
    expect(text).not.toContain('@@');
  });

  test('the work over all groups is bounded too, in the same place every time', () => {
    const { change, ...names } = upgrades(40);
    const [group] = change.groups as readonly [ChangeGroup];
    const many: ShownChange = { ...names, change: { ...change, groups: Array.from({ length: 10 }, () => group) } };
    const wholes = (text: string): number => text.split('# changed as a whole').length - 1;
    expect(wholes(changeUnified(many))).toBe(0);
    expect(wholes(changeUnified(many, { ...unifiedBounds, work: 80 * 80 * 4 }))).toBe(6);
    expect(wholes(changeUnified(many, { ...unifiedBounds, work: 0 }))).toBe(10);
  });

  test('two profiles with nothing in common end soon', () => {
    const of = (salt: string): { readonly [key: string]: Plain } =>
      Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${salt}${i}`, `${salt}${i}`]));
    const { change, ...names } = upgrades(1);
    const [group] = change.groups as readonly [ChangeGroup];
    const sample = { cluster: 'a', before: mappingFrom(of('x')), after: mappingFrom(of('y')) };
    const start = performance.now();
    const text = changeUnified({ ...names, change: { ...change, groups: [{ ...group, sample }] } });
    expect(text).toContain('# changed as a whole: 20002 lines before, 20002 after');
    expect(performance.now() - start).toBeLessThan(unifiedBounds.timeout);
  });

  test('no line of a file can pass for a line of another kind', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = changeUnified(hostile(text));
        expect(shown).not.toMatch(unseen);
        for (const line of shown.split('\n')) expect(line).toMatch(/^(?:$|# |--- |\+\+\+ |@@ |[-+ ] *["{}[\]])/);
      }),
    );
  });
});

describe('a change that is nearly the same as another', () => {
  const [text, markdown, all] = [
    changeText(alike(), plain),
    changeMarkdown(alike(), 10_000),
    changeText(alike(), { ...plain, rows: 'all' }),
  ];

  test('shows what is different and no more, unless every row is wanted', () => {
    expect(text.split('\n\n').at(-1)).toBe(
      [
        '1 cluster (1 host): linux 2026_7_minor → 2026_8_minor',
        '  b (1 host)',
        '  as in a, but without',
        '  packages: 1 upgraded',
        '    upgraded p0 x86_64 1 → 2',
        '  and besides',
        '  values: 1',
        '    set /x: → 1\n',
      ].join('\n'),
    );
    expect(markdown).toContain('\n\nAs in `a`, but without:\n\nPackages: 1 upgraded.\n');
    expect(markdown).toContain('\n\nAnd besides:\n\n<details><summary>1 value</summary>\n');
    expect(all).not.toContain('as in');
  });

  test('and a broken cluster shows why', () => {
    const { change, ...names } = example();
    const failure = { code: 'profile-type', file: 'templates/base.yaml', line: 3, message: '/port is "many"' };
    const shown = {
      ...names,
      change: { ...change, groups: change.groups.map((group) => ({ ...group, failures: [failure] })) },
    };
    const words = 'templates/base.yaml:3: /port is "many" [profile-type]';
    expect(changeText(shown, plain)).toContain(`\n    error ${words}\n`);
    expect(changeUnified(shown)).toContain(`\n# error ${words}\n`);
    expect(changeMarkdown(shown, 10_000)).toContain('\n- `templates/base.yaml:3`: \\/port is "many" (profile-type)\n');
    expect(JSON.parse(changeJson(shown)).groups[0].failures).toEqual([failure]);
  });
});

/** What a renderer would read as markup: neither escaped nor inside a code span. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/\\[!-/:-@[-`{-~]|(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}
