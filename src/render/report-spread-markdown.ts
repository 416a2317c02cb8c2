/** The spread of versions as Markdown: what it is, what it hides, how it went as a Mermaid chart, and every version. */

import type { StreamSpread } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { mermaidLine, mostPoints } from './chart-mermaid.ts';
import { counted } from './diagnostic-words.ts';
import type { Section } from './report-cut.ts';
import {
  chartWords,
  entropyWords,
  markWords,
  percent,
  pinnedSize,
  spreadWords,
  tailWords,
} from './report-spread-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/** All of it, however long that is; ends in a line break. */
export function spreadMarkdown(spreads: readonly StreamSpread[]): string {
  const texts = spreadSections(spreads).map(
    ({ open, count, row, close }) =>
      `${open}${Array.from({ length: count }, (_, index) => row(index)).join('')}${close}`,
  );
  return texts.length === 0 ? 'The fleet has no streams.\n' : `${texts.join('').trimEnd()}\n`;
}

/** By stream: the sentences, the chart, the table of versions, and, folded away, the names of the tail. */
export function spreadSections(spreads: readonly StreamSpread[]): readonly Section[] {
  return spreads
    .flatMap((spread) => [sentenceSection(spread), chartSection(spread), versionSection(spread), nameSection(spread)])
    .filter(({ count }) => count > 0);
}

function sentenceSection(spread: StreamSpread): Section {
  return {
    of: 'streams',
    rank: 'seen',
    open: '',
    count: 1,
    row: () => {
      const tail = tailWords(spread, untrustedCode);
      const said = [
        `#### Spread of ${untrustedMarkdown(briefly(spread.stream))}`,
        spreadWords(spread, untrustedCode),
        entropyWords(spread),
        spread.tail.clusters === 0 ? tail : `**${tail}**`,
      ];
      return `${said.join('\n\n')}\n\n`;
    },
    close: '',
  };
}

function chartSection(spread: StreamSpread): Section {
  const { stream, series } = spread;
  const left = series.length > mostPoints ? `; the chart has the last ${mostPoints} points` : '';
  return {
    of: 'charts',
    rank: 'seen',
    open: `${chartWords(spread, untrustedMarkdown)}${left}:\n\n`,
    count: series.length < 2 ? 0 : 1,
    row: () =>
      mermaidLine({
        title: `Effective number of versions of ${stream}`,
        noun: 'versions',
        points: series.map(({ at, byClusters }) => ({ at, value: byClusters.effective })),
      }),
    close: '\n',
  };
}

function versionSection(spread: StreamSpread): Section {
  const pinned = pinnedSize(spread);
  return {
    of: 'versions',
    rank: 'seen',
    open: head,
    count: spread.versions.length,
    row: (index) => {
      const share = spread.versions[index];
      if (share === undefined) return '';
      const cells = [
        untrustedCell(briefly(share.version)),
        share.clusters,
        percent(share.clusters, pinned.clusters),
        share.hosts,
        percent(share.hosts, pinned.hosts),
        share.since === undefined ? '–' : untrustedMarkdown(share.since),
        markWords(share),
      ];
      return `| ${cells.join(' | ')} |\n`;
    },
    close: '\n',
  };
}

const head = '| version | clusters | | hosts | | since | |\n| --- | ---: | ---: | ---: | ---: | --- | --- |\n';

function nameSection({ tail: { names } }: StreamSpread): Section {
  return {
    of: 'clusters of the tail',
    rank: 'folded',
    open: `<details><summary>${counted(names.length, 'cluster')} of the tail</summary>\n\n`,
    count: names.length,
    row: (index) => `- ${untrustedCode(briefly(names[index] ?? ''))}\n`,
    close: '\n</details>\n\n',
  };
}
