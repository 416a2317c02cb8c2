import { describe, expect, it } from 'vitest';

import { asciiGlyphs, blockGlyphs } from '../../src/render/chart-glyphs.ts';
import { plainPaint, terminalPaint } from '../../src/render/paint.ts';
import { spreadMarkdown, spreadSections, spreadText } from '../../src/render/report-spread.ts';
import { decimal, percent } from '../../src/render/report-spread-words.ts';
import { entropyOf } from '../../src/report/entropy.ts';
import type { SpreadPoint, StreamSpread, VersionShare } from '../../src/report/report.ts';

const view = { paint: plainPaint, width: 100, rows: 10, glyphs: blockGlyphs };

function share(version: string, clusters: number, own: Partial<VersionShare> = {}): VersionShare {
  return { version, clusters, hosts: clusters * 10, since: undefined, isNewest: false, isWithdrawn: false, ...own };
}

function point(at: string, ...counts: readonly number[]): SpreadPoint {
  return { at, clusters: 0, hosts: 0, byClusters: entropyOf(counts), byHosts: entropyOf(counts), versions: {} };
}

function spread(own: Partial<StreamSpread> = {}): StreamSpread {
  return {
    stream: 'linux',
    newest: '2026_8_minor',
    versions: [
      share('2026_8_minor', 996, { isNewest: true, since: '2026-07-01' }),
      share('2026_7_minor', 1, { isWithdrawn: true }),
      share('2025_9_major', 3, { since: '2025-10-01' }),
    ],
    unpinned: { clusters: 2, hosts: 7 },
    byClusters: entropyOf([996, 1, 3]),
    byHosts: entropyOf([9960, 10, 30]),
    tail: {
      clusters: 3,
      hosts: 30,
      versions: ['2025_9_major'],
      since: '2025-11-02',
      names: ['alpha', 'beta', 'gamma'],
    },
    series: [point('2026-05-31', 1), point('2026-06-30', 1, 1), point('2026-07-29', 996, 1, 3)],
    ...own,
  };
}

describe('the spread in a terminal', () => {
  it('shows versions, H, what H hides, and how it went', () => {
    expect(spreadText([spread()], view)).toBe(
      `linux
  1000 clusters with 10000 hosts pin 3 versions; the newest is 2026_8_minor; 2 clusters with 7 hosts
  pin none.
  version       clusters         hosts         since
  2026_8_minor       996  99.6%   9960  99.6%  2026-07-01  newest     ██████████████████████████████
  2026_7_minor         1   0.1%     10   0.1%  –           withdrawn  ▏
  2025_9_major         3   0.3%     30   0.3%  2025-10-01             ▏
  H is 0.04 bits (as if 1.03 versions were used alike), over clusters as over hosts.
  3 clusters (0.3%) with 30 hosts are on 2025_9_major, the first since 2025-10-01; the oldest
  release that they lack is of 2025-11-02. H does not show them.
  alpha, beta, gamma
  Effective number of versions of linux over clusters, at the end of each month since 2026-05:
  2 │   ███
    │   ███
    │▄▄▄███▅▅▅
    │█████████
    │█████████
  0 └─────────
     2026-05 2026-07-29
`,
    );
  });

  it('draws charts in ASCII where it is told to', () => {
    const charts = spreadText([spread({ versions: [share('2026_8_minor', 1, { since: '2026-07-01' })] })], {
      ...view,
      glyphs: asciiGlyphs,
    });
    expect(charts).toMatch(/^[ -~\n]*$/);
    expect(charts).toContain('#########');
  });

  it('folds the versions in the middle where there are too many, never the newest and the oldest', () => {
    const versions = Array.from({ length: 30 }, (_, index) => share(`2026_${30 - index}_minor`, 1));
    const lines = spreadText([spread({ versions })], { ...view, rows: 6 }).split('\n');
    const shown = lines
      .filter((line) => /^ {2}(2026_\d+_minor|…)/.test(line))
      .map((line) => line.trim().split('  ')[0]);
    expect(shown).toEqual([
      '2026_30_minor',
      '2026_29_minor',
      '2026_28_minor',
      '… 25 versions between, 25 clusters with 250 hosts',
      '2026_2_minor',
      '2026_1_minor',
    ]);
  });

  it('says that nothing hides where the tail is empty, and that no version is in use', () => {
    const tail = { clusters: 0, hosts: 0, versions: [], since: undefined, names: [] };
    const none = entropyOf([]);
    const empty = spread({ tail, versions: [], newest: undefined, byClusters: none, byHosts: none, series: [] });
    expect(spreadText([empty], view)).toBe(
      `linux
  0 clusters with 0 hosts pin 0 versions; no release is the newest; 2 clusters with 7 hosts pin
  none.
  H is 0 bits: no version is in use.
  No cluster is overdue or on a withdrawn version: H hides nothing.
`,
    );
    expect(spreadText([], view)).toBe('The fleet has no streams.\n');
  });

  it('names some of a long tail, and says how many more there are', () => {
    const names = Array.from({ length: 500 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    const tail = { clusters: 500, hosts: 5000, versions: ['2025_9_major', '2025_8_minor'], since: undefined, names };
    const text = spreadText([spread({ tail })], view);
    expect(text).toContain('500 clusters (50.0%) with 5000 hosts are on 2025_9_major, 2025_8_minor. H does not');
    expect(text.replace(/\s+/g, ' ')).toContain('c018, c019 and 480 more: --format json');
  });

  it('keeps to the width of the terminal, and draws bars where they find room', () => {
    for (const width of [80, 100, 120]) {
      const lines = spreadText([spread()], { ...view, width }).split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.filter((line) => /withdrawn {2}▏/.test(line))).toHaveLength(1);
    }
    expect(spreadText([spread()], { ...view, width: 65 })).not.toMatch(/withdrawn +[▏█]/);
  });

  it('paints by meaning, and says the same without colour', () => {
    const painted = spreadText([spread()], { ...view, paint: terminalPaint() });
    // oxlint-disable-next-line no-control-regex -- what a terminal obeys
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(spreadText([spread()], view));
    expect(painted).not.toBe(spreadText([spread()], view));
  });
});

describe('the spread in Markdown', () => {
  it('shows the same, with a Mermaid chart and the tail folded away', () => {
    expect(spreadMarkdown([spread()])).toBe(
      `#### Spread of linux

1000 clusters with 10000 hosts pin 3 versions; the newest is \`2026_8_minor\`; 2 clusters with 7 hosts pin none.

H is 0.04 bits (as if 1.03 versions were used alike), over clusters as over hosts.

**3 clusters (0.3%) with 30 hosts are on \`2025_9_major\`, the first since \`2025-10-01\`; the oldest release that they lack is of \`2025-11-02\`. H does not show them.**

Effective number of versions of linux over clusters, at the end of each month since 2026-05:

\`\`\`mermaid
xychart-beta
    title "Effective number of versions of linux"
    x-axis ["2026-05", "2026-06", "07-29"]
    y-axis "versions" 0 --> 2
    line [1.00, 2.00, 1.03]
\`\`\`

| version | clusters | | hosts | | since | |
| --- | ---: | ---: | ---: | ---: | --- | --- |
| \`2026_8_minor\` | 996 | 99.6% | 9960 | 99.6% | 2026-07-01 | newest |
| \`2026_7_minor\` | 1 | 0.1% | 10 | 0.1% | – | withdrawn |
| \`2025_9_major\` | 3 | 0.3% | 30 | 0.3% | 2025-10-01 |  |

<details><summary>3 clusters of the tail</summary>

- \`alpha\`
- \`beta\`
- \`gamma\`

</details>
`,
    );
  });

  it('comes in sections that can be cut at a row', () => {
    const sections = spreadSections([spread(), spread({ stream: 'elfms', series: [] })]);
    expect(sections.map(({ of, count }) => `${count} ${of}`)).toEqual([
      '1 streams',
      '1 charts',
      '3 versions',
      '3 clusters of the tail',
      '1 streams',
      '3 versions',
      '3 clusters of the tail',
    ]);
  });

  it('tells how many points of a long history the chart has', () => {
    const series = Array.from({ length: 70 }, (_, index) => point(`2020-01-${10 + (index % 20)}`, 1, 1));
    expect(spreadMarkdown([spread({ series })])).toContain('; the chart has the last 60 points:');
  });
});

describe('hostile names', () => {
  const hostile = 'x\n::add-mask::\u001b[31m|`@all` [a](http://evil.example) <!-- tidemark --> "%%{init}%%';
  const all = spread({
    stream: hostile,
    newest: hostile,
    versions: [share(hostile, 5, { since: hostile })],
    tail: { clusters: 5, hosts: 5, versions: [hostile], since: hostile, names: [hostile, hostile] },
    series: [point(hostile, 1), point(hostile, 1)],
  });

  it('do nothing to a terminal', () => {
    const text = spreadText([all], view);
    // oxlint-disable-next-line no-control-regex -- what a terminal obeys
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(text).not.toMatch(/^::/m);
  });

  it('do nothing to Markdown: no line of theirs, no mention, no link, no comment, no cell', () => {
    const text = spreadMarkdown([all]);
    const lines = text.split('\n');
    // oxlint-disable-next-line no-control-regex -- what a terminal obeys
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(lines.filter((line) => line.startsWith('```'))).toEqual(['```mermaid', '```']);
    expect(lines.filter((line) => /^(::|<!--)/.test(line))).toEqual([]);
    const heading = lines.find((line) => line.startsWith('####')) ?? '';
    expect(heading).not.toMatch(/@all|<!--|\]\(http/);
    const table = lines.filter((line) => line.startsWith('| '));
    for (const row of table.slice(2)) expect(row.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(9);
    const chart = lines.slice(lines.indexOf('```mermaid') + 2, lines.lastIndexOf('```'));
    for (const line of chart) expect(line).toMatch(/^ {4}(title|x-axis|y-axis|line) ["[]/);
  });
});

describe('numbers in words', () => {
  it('never call nothing what is there, nor all what is not', () => {
    expect(percent(0, 10)).toBe('0%');
    expect(percent(10, 10)).toBe('100%');
    expect(percent(0, 0)).toBe('0%');
    expect(percent(1, 10_000)).toBe('under 0.1%');
    expect(percent(9999, 10_000)).toBe('over 99.9%');
    expect(percent(1, 3)).toBe('33.3%');
    expect(decimal(0)).toBe('0.00');
    expect(decimal(0.001)).toBe('under 0.01');
    expect(decimal(1.057599)).toBe('1.06');
  });
});
