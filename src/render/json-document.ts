/** JSON as commands print and write it: the same for a program, and harmless on a terminal. */

/** Indented, ending in a line break. */
export function jsonDocument(value: unknown): string {
  return `${harmlessJson(JSON.stringify(value, undefined, 2))}\n`;
}

/**
 * The same document with every character escaped that a terminal would obey: JSON itself escapes some of them alone, and
 * no reader of a file takes the others as they are.
 */
export function harmlessJson(json: string): string {
  return plain.test(json) ? json : json.replace(obeyed, escaped);
}

const plain = /^[\n\x20-\x7e]*$/;

/** Outside strings JSON has none of these. */
const obeyed = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index);
    return `\\u${unit.toString(16).padStart(4, '0')}`;
  }).join('');
}
