/** The spread of versions for a terminal: a bar for each version, the entropy, what it hides, and how it went. */

import type { StreamSpread, VersionShare } from '../report/report.ts';
import { bar } from './chart-bar.ts';
import { columnChart } from './chart-columns.ts';
import type { Glyphs } from './chart-glyphs.ts';
import { briefly } from './change-words.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { fitTo, wrapped } from './report-fit.ts';
import {
  chartWords,
  entropyWords,
  markWords,
  percent,
  pinnedSize,
  sizeOf,
  sizeWords,
  spreadWords,
  tailWords,
} from './report-spread-words.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export { spreadMarkdown, spreadSections } from './report-spread-markdown.ts';

export interface SpreadView {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  /** How many versions of a stream are listed; of more, those in the middle are folded, at least four stay. */
  readonly rows: number;
  /** With what charts are drawn. */
  readonly glyphs: Glyphs;
}

/** Every stream, a blank line between them; ends in a line break. */
export function spreadText(spreads: readonly StreamSpread[], view: SpreadView): string {
  if (spreads.length === 0) return 'The fleet has no streams.\n';
  return `${spreads.map((spread) => streamText(spread, view)).join('\n\n')}\n`;
}

function streamText(spread: StreamSpread, view: SpreadView): string {
  const { paint, width } = view;
  const said = (words: string): string => wrapped(words, { width, indent: '  ' });
  const tail = said(tailWords(spread, safe));
  return [
    paint.strong(fitTo(safe(briefly(spread.stream)), width)),
    said(spreadWords(spread, safe)),
    ...versionLines(spread, view),
    said(entropyWords(spread)),
    spread.tail.clusters === 0 ? tail : paint.warning(tail),
    ...(spread.tail.clusters === 0 ? [] : [paint.faint(said(nameWords(spread)))]),
    ...chartLines(spread, view),
  ].join('\n');
}

/** Who is in the tail, as far as a few lines hold. */
function nameWords({ tail: { names } }: StreamSpread): string {
  const left = names.length - mostNames;
  const shown = names.slice(0, mostNames).map((name) => safe(briefly(name)));
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more: --format json` : ''}`;
}

const mostNames = 20;

/** A line for each version, newest first; the newest and the oldest where there are too many. */
function versionLines(spread: StreamSpread, view: SpreadView): readonly string[] {
  const { versions } = spread;
  if (versions.length === 0) return [];
  const most = Math.max(4, view.rows);
  const oldest = versions.length > most ? Math.floor(most / 3) : 0;
  const top = versions.length > most ? versions.slice(0, most - 1 - oldest) : versions;
  const bottom = versions.slice(versions.length - oldest);
  const lines = shareLines(spread, [...top, ...bottom], view);
  const folded = versions.slice(top.length, versions.length - oldest);
  if (folded.length === 0) return lines;
  const between = `  … ${counted(folded.length, 'version')} between, ${sizeWords(sizeOf(folded))}`;
  return [
    ...lines.slice(0, top.length + 1),
    view.paint.faint(fitTo(between, view.width)),
    ...lines.slice(top.length + 1),
  ];
}

/** The head, and a line for each of these versions. */
function shareLines(
  spread: StreamSpread,
  shares: readonly VersionShare[],
  { paint, width, glyphs }: SpreadView,
): readonly string[] {
  const pinned = pinnedSize(spread);
  const most = Math.max(...spread.versions.map(({ clusters }) => clusters));
  const cells = aligned([
    ['  version', 'clusters', '', 'hosts', '', 'since', ''],
    ...shares.map((share) => [
      `  ${safe(briefly(share.version))}`,
      String(share.clusters),
      percent(share.clusters, pinned.clusters),
      String(share.hosts),
      percent(share.hosts, pinned.hosts),
      share.since === undefined ? '–' : safe(share.since),
      markWords(share),
    ]),
  ]);
  const [head = '', ...texts] = columns(cells, 40);
  const room = width - Math.max(head.length, ...texts.map((text) => text.length)) - 2;
  const barred = texts.map((text, index) => {
    const share = shares[index];
    if (share === undefined) return text;
    const painted = share.isWithdrawn ? paint.error : share.isNewest ? paint.good : paint.frame;
    const drawn = bar({ value: share.clusters, most, width: Math.min(room, widestBar), glyphs }).trimEnd();
    return room < narrowestBar ? text : `${text.padEnd(width - room)}${painted(drawn)}`;
  });
  return [paint.faint(head), ...barred];
}

const widestBar = 40;
const narrowestBar = 4;

/** Numbers end under each other: all columns but the first and the last two. */
function aligned(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 || column > 4 ? cell : cell.padStart(widths[column] ?? 0))),
  );
}

function chartLines(spread: StreamSpread, { paint, width, glyphs }: SpreadView): readonly string[] {
  const { series } = spread;
  const [first] = series;
  const last = series.at(-1);
  if (first === undefined || last === undefined || series.length < 2) return [];
  const { lines, shared } = columnChart({
    values: series.map(({ byClusters }) => byClusters.effective),
    from: safe(first.at.slice(0, 7)),
    to: safe(last.at),
    width: Math.min(width, widestChart) - 2,
    glyphs,
  });
  const note = shared === 1 ? '' : `; each column shows the highest of ${shared} months`;
  return [
    wrapped(`${chartWords(spread, safe)}${note}:`, { width, indent: '  ' }),
    ...lines.map((line) => `  ${paint.frame(line)}`),
  ];
}

const widestChart = 130;
