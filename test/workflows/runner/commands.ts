/** What GitHub's runner reads besides exit codes: workflow commands in the log, and the files of a step. */

import { existsSync, readFileSync } from 'node:fs';

export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const registered =
  /^(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)$/i;

/** The commands of a log, found as the runner finds them: `::name …::` behind blanks, `##[name …]` anywhere. */
export function commandsIn(log: string): readonly WorkflowCommand[] {
  const found: WorkflowCommand[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = modern(line) ?? old(line);
    if (stopped !== undefined && command?.name !== stopped) continue;
    if (command === undefined) continue;
    if (stopped === command.name) stopped = undefined;
    else if (command.name === 'stop-commands') stopped = command.message;
    if (registered.test(command.name)) found.push(command);
  }
  return found;
}

function modern(line: string): WorkflowCommand | undefined {
  const trimmed = line.replace(/^[\s\u0085]+/, '');
  const end = trimmed.indexOf('::', 2);
  if (!trimmed.startsWith('::') || end === -1) return undefined;
  return commandOf(trimmed.slice(2, end), trimmed.slice(end + 2), ',');
}

function old(line: string): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  return start === -1 || end === -1 ? undefined : commandOf(line.slice(start + 3, end), line.slice(end + 1), ';');
}

function commandOf(head: string, message: string, separator: string): WorkflowCommand {
  const [name = '', ...rest] = head.split(' ');
  const pairs = rest.join(' ').split(separator).filter(Boolean);
  const properties = pairs.map((pair) => [
    pair.split('=')[0]?.trim() ?? '',
    unescaped(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(properties) as Record<string, string>,
    message: unescaped(message),
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** `name=value` lines, and `name<<WORD` up to the word, of a file that a step wrote. */
export function valuesIn(file: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = linesIn(file);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, name, word] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && word !== undefined) {
      const end = lines.indexOf(word, index + 1);
      if (end === -1) throw new Error(`a value that ${word} does not end`);
      values[name] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line !== '') {
      if (!line.includes('=')) throw new Error(`a line that the runner refuses: ${line}`);
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return values;
}

export function linesIn(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}
