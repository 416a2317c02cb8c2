/** Files with a few characters or lines changed, and pieces of YAML in any order. */

import * as fc from 'fast-check';

/** Some lines of one of the files, with up to three changes. */
export function anyMutation(files: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const count = fc.integer({ min: 1, max: 24 });
  return fc
    .tuple(files, fc.nat(), count, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([file, from, length, changes]) => {
      const lines = file.split('\n');
      const start = from % lines.length;
      return changes.reduce((text, apply) => apply(text), lines.slice(start, start + length).join('\n'));
    });
}

const characters = ' \n\t\r"\'#:-?,[]{}&*!|>%@`\\~.=0aé\u00a0\u0085\u2028\ufeff'.split('');
const joints = '|: | #|- |\n- |\n  |\n    |\n\n|---|...\n|\'\'| - |k: v|\n  - |- - |k:\n|[ ]|{}|"s"|😀| |\n'.split('|');
const piece = fc.constantFrom(...characters, '|\n', ...joints);

/** Small pieces of YAML in any order. */
export const anyPieces: fc.Arbitrary<string> = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));

type Change = (text: string) => string;

/** Up to three characters become a piece: nothing is left out, or nothing is put in, at times. */
const ofCharacters: fc.Arbitrary<Change> = fc.tuple(fc.nat(), fc.nat(3), piece).map(
  ([at, count, put]): Change =>
    (text) =>
      spliced(text.split(''), { at, count, put }).join(''),
);

/** A line becomes another, or comes before it, deeper. */
const ofLines: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(), fc.nat(1), fc.nat(), fc.nat(3))
  .map(([at, count, from, deeper]): Change => (text) => {
    const lines = text.split('\n');
    const put = ' '.repeat(deeper) + (lines[from % lines.length] ?? '');
    return spliced(lines, { at, count, put }).join('\n');
  });

/** A line loses its first characters. */
const ofIndentation: fc.Arbitrary<Change> = fc.tuple(fc.nat(), fc.nat(3)).map(([at, less]): Change => (text) => {
  const lines = text.split('\n');
  return spliced(lines, { at, count: 1, put: (lines[at % (lines.length + 1)] ?? '').slice(less) }).join('\n');
});

const change: fc.Arbitrary<Change> = fc.oneof(ofCharacters, ofLines, ofIndentation);

interface Splice {
  readonly at: number;
  readonly count: number;
  readonly put: string;
}

function spliced(parts: readonly string[], { at, count, put }: Splice): readonly string[] {
  return parts.toSpliced(at % (parts.length + 1), count, put);
}
