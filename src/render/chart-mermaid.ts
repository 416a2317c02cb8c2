/** Values over time as a Mermaid chart, which GitHub draws where Markdown is shown. */

import { clipped } from './diagnostic-words.ts';

export interface MermaidChart {
  readonly title: string;
  /** What the values are. */
  readonly noun: string;
  /** Oldest first; the last is of the day itself, the others of the ends of the months before it. */
  readonly points: readonly { readonly at: string; readonly value: number }[];
}

/** How many points are drawn; of more, the newest are. */
export const mostPoints = 60;

/**
 * A fenced block, ending in a line break; nothing for less than two points, of which there is no line. Whatever the
 * texts are, they are texts of the chart and nothing else.
 */
export function mermaidLine({ title, noun, points }: MermaidChart): string {
  const drawn = points.slice(-mostPoints);
  if (drawn.length < 2) return '';
  const values = drawn.map(({ value }) => Math.max(0, value));
  return `${[
    '```mermaid',
    'xychart-beta',
    `    title ${quoted(title)}`,
    `    x-axis ${axisOf(drawn.map(({ at }) => at))}`,
    `    y-axis ${quoted(noun)} 0 --> ${Math.max(1, Math.ceil(Math.max(...values)))}`,
    `    line [${values.map((value) => value.toFixed(2)).join(', ')}]`,
    '```',
  ].join('\n')}\n`;
}

/**
 * Mermaid writes every category of an axis, whether they overlap or not, but thins out the numbers of a range. Eight
 * months find room by their name; more are counted back from the day, and in whole numbers, because a range of
 * fractions loses its last point to rounding.
 */
function axisOf(days: readonly string[]): string {
  const last = days.length - 1;
  if (days.length > mostNames) return `${quoted(`months before ${days[last] ?? ''}`)} -${last} --> 0`;
  return `[${days.map((day, index) => quoted(index === last ? day.slice(5) : day.slice(0, 7))).join(', ')}]`;
}

const mostNames = 8;

/** A text of the chart: what could end it, begin Markdown, a comment, an entity or a directive, becomes `?`. */
function quoted(text: string): string {
  return `"${clipped(text, longest)
    .replaceAll('…', '...')
    .replace(/[^A-Za-z0-9 .,_-]/g, '?')}"`;
}

const longest = 100;
