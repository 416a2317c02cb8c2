/** What a command did and found, as Markdown for the summary of a step in GitHub Actions. */

import { bytes, fitted, type Piece } from './change-cut.ts';
import { chainWords, clipped, counted, placeWords, summaryWords, victimWords } from './diagnostic-words.ts';
import { byImportance, type PlacedDiagnostic, type Summary } from './placed.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

export interface Doing {
  /** `compile`. */
  readonly command: string;
  /** What was done, in sentences, one a line. */
  readonly words: string;
}

/**
 * At most `limit` bytes: what was done; a table of what was found, the worst first; the rest of what is known of each,
 * folded away. It is cut at a row, and says how many are left out.
 */
export function summaryMarkdown(
  { command, words }: Doing,
  found: readonly PlacedDiagnostic[],
  { summary, limit }: Counting,
): string {
  const done = words.split('\n').map((line) => `${untrustedMarkdown(line)}\n\n`);
  const ranked = found.toSorted(byImportance);
  const pieces: readonly Piece[] = [
    {
      noun: 'line',
      rank: 'seen',
      open: '',
      rows: [`### tidemark ${command}: ${summaryWords(summary)}\n\n`, ...done],
      close: '',
    },
    { noun: 'diagnostic', rank: 'seen', open: head, rows: ranked.map(tableRow), close: '\n' },
    {
      noun: 'detail',
      rank: 'folded',
      open: `<details><summary>${counted(ranked.length, 'diagnostic')} in detail</summary>\n\n`,
      rows: ranked.map(detail),
      close: '\n</details>\n',
    },
  ];
  return fitted(pieces, limit, bytes);
}

export interface Counting {
  readonly summary: Summary;
  /** In bytes, at least 300. */
  readonly limit: number;
}

const head = '| | where | what | whom |\n| --- | --- | --- | --- |\n';

const longest = { cell: 300, line: 2000 } as const;
const namesShown = { cell: 3, line: 50 } as const;

function tableRow(diagnostic: PlacedDiagnostic): string {
  const place = placeWords(diagnostic);
  const cells = [
    diagnostic.severity,
    place === '' ? '' : untrustedCell(clipped(place, longest.cell)),
    untrustedMarkdown(clipped(diagnostic.sentence, longest.cell)),
    untrustedMarkdown(clipped(victimWords(diagnostic, namesShown.cell) ?? '', longest.cell)),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function detail(diagnostic: PlacedDiagnostic): string {
  const { severity, code, sentence, advice, related, chain } = diagnostic;
  const place = placeWords(diagnostic);
  const lines = [sentence, `Do: ${advice}`, victimWords(diagnostic, namesShown.line), chainWords(chain)]
    .filter((line) => line !== undefined)
    .map((line) => untrustedMarkdown(clipped(line, longest.line)));
  const others = related.map((other) => `${other.words}: ${untrustedCode(clipped(placeWords(other), longest.cell))}`);
  const first = `- **${severity}** ${untrustedCode(code)}${place === '' ? '' : ` at ${untrustedCode(clipped(place, longest.cell))}`}`;
  return [first, ...lines.map(item), ...others.map(item)].map((line) => `${line}\n`).join('');
}

function item(line: string): string {
  return `  - ${line}`;
}
