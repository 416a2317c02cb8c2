/**
 * Text that came from files, made harmless for the place where it is shown: one function per output.
 * Each gives one line, and shows what cannot be seen (control, format and look-alike blank characters) as `\u{…}`.
 */

/**
 * For a terminal: no escape sequences, no text that runs backwards, nothing invisible. The original can be read off:
 * a text that already looks like `\u{…}` has its backslash shown that way too.
 */
export function untrustedTerminal(text: string): string {
  return plainAscii.test(text) ? text : text.replace(unseen, escaped);
}

/**
 * For Markdown as inline text, in a table or out of it: it mentions nobody, refers to no issue and no commit, links
 * nowhere, starts no block and no command, and holds no markup, HTML, comment, emoji name or formula. Where the forge
 * looks at the text after Markdown is done with it, so that a backslash is no help, a zero-width space breaks it.
 */
export function untrustedMarkdown(text: string): string {
  if (plainWord.test(text) || plainMoment.test(text)) return text;
  return untrustedTerminal(text)
    .trim()
    .replace(/ {2,}/g, ' ')
    .replace(/[\\`*_{}[\]()#!~^]/g, String.raw`\$&`)
    .replace(/[<>&|$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/^[-+=:/]/, String.raw`\$&`)
    .replace(/^\d+(?=\.)/, '$&\\')
    .replace(/@|\\#|GH-(?=\d)|:(?=\/|[\w+\\-]+:)|(?:www|mailto|xmpp)(?=[.:])/gi, `$&${gap}`)
    .replace(/(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi, (hex) => hex.replace(/.{6}(?=.)/g, `$&${gap}`));
}

/** For Markdown as a code span, outside tables: the text as it is, in which nothing is evaluated. */
export function untrustedCode(text: string): string {
  return codeSpan(untrustedTerminal(text));
}

/** For Markdown as a code span in a cell of a table, where a bare `|` would begin another cell. */
export function untrustedCell(text: string): string {
  if (plainCell.test(text)) return `\`${text}\``;
  // Renderers disagree about a backslash before an escaped bar, so that bar is not left to them.
  return codeSpan(
    untrustedTerminal(text)
      .replaceAll(String.raw`\|`, String.raw`\\u{7c}`)
      .replaceAll('|', String.raw`\|`),
  );
}

/** For a line of a log that GitHub Actions reads: it cannot be a workflow command, in the new form or the old. */
export function untrustedLog(text: string): string {
  return untrustedTerminal(text)
    .replace(/^( *):(?=:)/, String.raw`$1\u{3a}`)
    .replace(/##(?=\[)/g, String.raw`#\u{23}`);
}

/**
 * For whole lines of a log that GitHub Actions reads, of which none can be a workflow command. The runner looks for
 * `::` behind any blanks, and for `##[` anywhere. What is put instead means the same in a string of JSON.
 */
export function untrustedLogLines(text: string): string {
  return text
    .replace(/^((?:(?![\r\n\u2028\u2029])[\s\u0085])*):(?=:)/gm, String.raw`$1\u003a`)
    .replace(/##(?=\[)/g, String.raw`#\u0023`);
}

/** For the message of a workflow command of ours. */
export function untrustedWorkflow(text: string): string {
  return untrustedLog(text).replaceAll('%', '%25');
}

/** For a property of a workflow command of ours, as a file name or a title: it ends neither the property nor the list. */
export function untrustedWorkflowProperty(text: string): string {
  return untrustedWorkflow(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A zero-width space, which no forge reads across. */
const gap = '\u200b';

/** Short words, in which nothing can be read as anything else; most texts are such. */
const plainWord = /^[A-Za-z]{1,6}$|^(?!www|mailto|xmpp)[g-z][a-z]{0,20}$/;

/** A day, or a minute of it: in a long logbook as many as there are lines. */
const plainMoment = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d)?$/;

/** Names and versions that need nothing but the fence. */
const plainCell = /^[A-Za-z0-9][A-Za-z0-9._:+~^-]{0,200}$/;

const plainAscii = /^[\x20-\x5b\x5d-\x7e]*$/;

/** Control, format, private, ignorable and lone surrogate characters, line breaks, and blanks that are not the space. */
const unseen =
  /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]|\\(?=u\{)/gu;

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A fence longer than any run of backticks inside; a blank beside it where the content would be taken for the fence. */
function codeSpan(content: string): string {
  if (content === '') return '` `';
  let longest = 0;
  for (const [run] of content.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const stripped = content.startsWith(' ') && content.endsWith(' ') && content.trim() !== '';
  const pad = stripped || content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}
