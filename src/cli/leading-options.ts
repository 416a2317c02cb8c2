/** `tidemark --fleet DIR check`: options of every command may stand before it as well as after. */

import type { Option } from './command.ts';

export interface Names {
  /** Options that every command takes. */
  readonly options: readonly Option[];
  /** The first words of commands of two words. */
  readonly families: Readonly<Record<string, unknown>>;
}

/** The same words with such options behind the command's name; as they are where no command follows them. */
export function withOptionsBehind(argv: readonly string[], { options, families }: Names): readonly string[] {
  const at = commandAt(argv, options);
  const name = argv[at];
  if (at === 0 || name === undefined || name.startsWith('-')) return argv;
  const end = at + (Object.hasOwn(families, name) ? 2 : 1);
  return [...argv.slice(at, end), ...argv.slice(0, at), ...argv.slice(end)];
}

/** Where the first word stands that is neither such an option nor its value. */
function commandAt(argv: readonly string[], options: readonly Option[]): number {
  let at = 0;
  for (let word = argv[at]; word !== undefined; word = argv[at]) {
    const [name = ''] = word.split('=', 1);
    const option = options.find(({ usage }) => usage.split(' ', 1)[0] === name);
    if (option === undefined) break;
    at += option.usage.includes(' ') && !word.includes('=') ? 2 : 1;
  }
  return at;
}
