import { describe, expect, it } from 'vitest';

import { bar } from '../../src/render/chart-bar.ts';
import { columnChart } from '../../src/render/chart-columns.ts';
import { asciiGlyphs, blockGlyphs } from '../../src/render/chart-glyphs.ts';

describe('a bar', () => {
  const of = (value: number, width = 4): string => bar({ value, most: 100, width, glyphs: blockGlyphs });

  it('is as long as its share of the width, in eighths of a column', () => {
    expect(of(100)).toBe('████');
    expect(of(50)).toBe('██  ');
    expect(of(28.125)).toBe('█▏  ');
  });

  it('is never drawn as nothing for what is more than nothing', () => {
    expect(of(0.001)).toBe('▏   ');
    expect(bar({ value: 1, most: 1000, width: 4, glyphs: asciiGlyphs })).toBe('#   ');
    expect(of(0)).toBe('    ');
  });

  it('keeps to its width, whatever it is asked', () => {
    expect(of(250)).toBe('████');
    expect(of(-3)).toBe('    ');
    expect(of(50, -2)).toBe('');
    expect(bar({ value: 0, most: 0, width: 3, glyphs: blockGlyphs })).toBe('   ');
  });
});

describe('a chart of columns', () => {
  const months = { from: '2026-01', to: '2026-04-02' };

  it('draws each value over the line of 0, with the next whole number on top', () => {
    const chart = columnChart({ ...months, values: [1, 2.5, 4, 3.6], width: 15, glyphs: blockGlyphs });
    expect(chart.lines).toEqual([
      '4 │      ███▄▄▄',
      '  │   ▁▁▁██████',
      '  │   █████████',
      '  │▂▂▂█████████',
      '  │████████████',
      '0 └────────────',
      '   2026-01 2026-04-02',
    ]);
    expect(chart.shared).toBe(1);
  });

  it('is drawn in ASCII too', () => {
    const chart = columnChart({ ...months, values: [1, 2, 3], width: 40, glyphs: asciiGlyphs });
    expect(chart.lines).toEqual([
      '3 |      ###',
      '  |   ...###',
      '  |   ######',
      '  |:::######',
      '  |#########',
      '0 +---------',
      '   2026-01 2026-04-02',
    ]);
    expect(chart.lines.join('')).toMatch(/^[ -~]*$/);
  });

  it('shows the highest of several where there is no room for each, and never loses the last', () => {
    const values = [9, 1, 1, 5, 1, 1, 1, 7];
    const { lines, shared } = columnChart({ ...months, values, width: 6, glyphs: asciiGlyphs });
    expect(shared).toBe(3);
    expect(lines[0]).toBe('9 |#');
    expect(lines[1]).toBe('  |# #');
    expect(lines[4]).toBe('  |###');
  });

  it('keeps to its width, but for the labels, and stands in a width that has no room', () => {
    const values = Array.from({ length: 601 }, (_, index) => 1 + (index % 12));
    for (const width of [0, 1, 7, 20, 80]) {
      const { lines } = columnChart({ ...months, values, width, glyphs: blockGlyphs });
      expect(lines).toHaveLength(7);
      for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(Math.max(width, 5));
    }
  });

  it('is flat for nothing', () => {
    const { lines } = columnChart({ ...months, values: [0, 0], width: 20, glyphs: blockGlyphs });
    expect(lines.slice(0, 5)).toEqual(['1 │', '  │', '  │', '  │', '  │']);
  });
});
