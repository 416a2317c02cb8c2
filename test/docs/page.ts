/**
 * Reads the examples of a page. Fenced blocks that follow one another, with nothing between them, make one example. A block
 * that begins with a comment naming a file is that file of a small fleet; one that names a host, or a file in
 * `profiles/`, is what must come out. `#! CODE` at the end of a line says what is wrong there.
 */

export interface Example {
  /** The heading it stands under, and its number there. */
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly marks: readonly Mark[];
  /** Profiles by `web01`, or `web, common`. */
  readonly profiles: ReadonlyMap<string, unknown>;
  /** Exact texts by path in the output folder. */
  readonly outputs: ReadonlyMap<string, string>;
}

export interface Mark {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

interface Building {
  readonly title: string;
  readonly files: Map<string, string>;
  readonly marks: Mark[];
  readonly profiles: Map<string, unknown>;
  readonly outputs: Map<string, string>;
}

const block = /^(#{2,3} .*)\n|^```\w+\n(?:# |\/\/ |\{\{!-- )([^\n]*?)(?: --\}\})?\n([^]*?)^```\n/gm;
const mark = / +#! ([a-z- ]+)$/;

export function examplesOf(page: string): readonly Example[] {
  const examples: Building[] = [];
  let heading = '';
  let number = 0;
  let current: Building | undefined;
  let end = 0;
  for (const match of page.matchAll(block)) {
    const [whole, title, name = '', text = ''] = match;
    const isApart = page.slice(end, match.index).trim() !== '';
    end = match.index + whole.length;
    if (title !== undefined) {
      heading = title.replace(/^#+ /, '');
      number = 0;
      current = undefined;
      continue;
    }
    const isFile = name.includes('/') ? !name.startsWith('profiles/') : /\.(?:ya?ml|json)$/.test(name);
    if (current === undefined || isApart) {
      number += 1;
      current = { title: `${heading} ${number}`, files: new Map(), marks: [], profiles: new Map(), outputs: new Map() };
      examples.push(current);
    }
    if (isFile) addFile(current, name, text);
    else if (name.startsWith('profiles/')) current.outputs.set(name.slice('profiles/'.length), text);
    else current.profiles.set(name, JSON.parse(text));
  }
  return examples;
}

function addFile({ files, marks }: Building, file: string, text: string): void {
  const lines = text.split('\n').map((line, index) => {
    const found = mark.exec(line);
    if (found?.[1] === undefined) return line;
    for (const code of found[1].split(' ')) marks.push({ file, line: index + 1, code });
    return line.slice(0, found.index);
  });
  files.set(file, lines.join('\n'));
}
