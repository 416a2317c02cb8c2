/** A page of `docs/codes/` for the terminal: `tidemark check --explain CODE`. */

import type { Paint } from './paint.ts';

/** The page without the marks of Markdown: headings strong, code indented and as it is, links as their text. */
export function explainCode(page: string, paint: Paint): string {
  let code = false;
  const lines: string[] = [];
  for (const line of page.trimEnd().split('\n')) {
    if (line.startsWith('```')) code = !code;
    else lines.push(code ? `    ${line}`.trimEnd() : prose(line, paint));
  }
  return `${lines.join('\n')}\n`;
}

function prose(line: string, paint: Paint): string {
  const text = line.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/\*\*([^*]+)\*\*/g, '$1');
  const heading = /^#+ (.*)$/.exec(text)?.[1];
  return heading === undefined ? text.replaceAll('`', '') : paint.strong(heading.replaceAll('`', ''));
}
