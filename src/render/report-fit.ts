/** Lines that fit the width of a terminal. */

import stringWidth from 'string-width';

/** The text, or as much of it as fits into `width` columns, with an ellipsis. */
export function fitTo(text: string, width: number): string {
  if (text.length <= width && /^[ -~]*$/.test(text)) return text;
  if (stringWidth(text) <= width) return text;
  let fitting = '';
  let used = 0;
  // A character at a time, with the marks that combine with it: only what fits is measured, however long the text is.
  for (const [character] of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    used += stringWidth(character);
    if (used > width - 1) break;
    fitting += character;
  }
  return `${fitting.trimEnd()}…`;
}

/** The words of a list as lines of at most `width` columns, each behind `indent`. */
export function wrapped(text: string, { width, indent }: { readonly width: number; readonly indent: string }): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const longer = line === indent ? `${line}${word}` : `${line} ${word}`;
    if (line !== indent && stringWidth(longer) > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
