/** Texts as scalars of YAML: plain where every reader takes them for the same text, in double quotes otherwise. */

/** A text where a key or a short word stands. */
export function yamlWord(text: string): string {
  return isPlain(text) ? text : yamlQuoted(text);
}

/** A text in double quotes. JSON's escapes are YAML's; what JSON leaves and YAML may break at is escaped as well. */
export function yamlQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Lines as a literal block, one level below `key`; lines of one paragraph each, without a blank in front. */
export function yamlBlock(key: string, lines: readonly string[]): string {
  return `${key}: |\n${lines.map((line) => `  ${line.replace(/\p{C}/gu, ' ').trim()}\n`).join('')}`;
}

/** A folder or file in a comment, on one line whatever it is called. */
export function yamlComment(text: string): string {
  return /^[ -~]+$/.test(text) ? text : yamlQuoted(text);
}

/** Numbers of YAML 1.1 and 1.2, and what a text must not look like to stand plain. */
const number = /^[-+.]?[0-9][0-9_.:]*(?:[eE][-+]?[0-9]+)?$|^0[xob][0-9A-Fa-f_]+$/;
const special = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

function isPlain(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_./+-]*$/.test(text) && !number.test(text) && !special.test(text);
}
