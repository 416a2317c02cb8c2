import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dateOf } from '../../src/core/days.ts';
import { mermaidLine } from '../../src/render/chart-mermaid.ts';

function points(count: number): readonly { readonly at: string; readonly value: number }[] {
  return Array.from({ length: count }, (_, index) => ({ at: dateOf(18_000 + 30 * index), value: 1 + index / 10 }));
}

/** The lines of a chart by Mermaid's grammar of `xychart-beta`, as strictly as we write it. */
const grammar = [
  /^```mermaid$/,
  /^xychart-beta$/,
  /^ {4}title "[A-Za-z0-9 .,?_-]*"$/,
  /^ {4}x-axis (?:"[A-Za-z0-9 .,?_-]*" -\d+ --> 0|\["[0-9-]+"(?:, "[0-9-]+")*\])$/,
  /^ {4}y-axis "[A-Za-z0-9 .,?_-]*" 0 --> \d+$/,
  /^ {4}line \[\d+\.\d\d(?:, \d+\.\d\d)*\]$/,
  /^```$/,
];

function expectGrammar(chart: string): void {
  const lines = chart.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(grammar.length);
  for (const [index, shape] of grammar.entries()) expect(lines[index]).toMatch(shape);
}

describe('a Mermaid chart', () => {
  it('names the months where there are few', () => {
    const chart = mermaidLine({
      title: 'Versions of linux',
      noun: 'versions',
      points: [
        { at: '2026-05-31', value: 1 },
        { at: '2026-06-30', value: 2.5 },
        { at: '2026-07-29', value: 1.057599 },
      ],
    });
    expect(chart).toBe(
      [
        '```mermaid',
        'xychart-beta',
        '    title "Versions of linux"',
        '    x-axis ["2026-05", "2026-06", "07-29"]',
        '    y-axis "versions" 0 --> 3',
        '    line [1.00, 2.50, 1.06]',
        '```',
        '',
      ].join('\n'),
    );
  });

  it('counts the months where there are many, so that no labels overlap', () => {
    const chart = mermaidLine({ title: 'linux', noun: 'versions', points: points(9) });
    expect(chart).toContain(`x-axis "months before ${points(9)[8]?.at}" -8 --> 0\n`);
    expectGrammar(chart);
  });

  it('has at most 60 points, the newest', () => {
    const chart = mermaidLine({ title: 'linux', noun: 'versions', points: points(601) });
    expect(chart).toContain(' -59 --> 0\n');
    const line = /line \[(.*)\]/.exec(chart)?.[1]?.split(', ') ?? [];
    expect(line).toHaveLength(60);
    expect(line.at(-1)).toBe('61.00');
    expectGrammar(chart);
  });

  it('is not drawn for one point', () => {
    expect(mermaidLine({ title: 'linux', noun: 'versions', points: points(1) })).toBe('');
  });

  it('stays a chart for a name that ends it, comments it out, or brings another', () => {
    const hostile = [
      '"\n```\n@everyone [x](http://evil.example)',
      '%%{init: {"theme": "dark"}}%%',
      '`"**bold**`',
      '#quot;]; click a call x()',
      '</div><script>alert(1)</script>',
      'a\u202Eb\u200bc\u0007',
      '::add-mask::x',
      'ü'.repeat(5000),
    ];
    for (const title of hostile) {
      expectGrammar(mermaidLine({ title, noun: title, points: points(3) }));
    }
  });

  it('stays a chart for any text and any values', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 70 }),
        (title, values) => {
          expectGrammar(
            mermaidLine({
              title,
              noun: title,
              points: values.map((value, at) => ({ at: dateOf(18_000 + at), value })),
            }),
          );
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});
