/** What a person would see of a call: the line, the result, what is said beside it, and the exit code. */

import { tidemark } from '../support/command.ts';

/** A call as text, to be compared with a file; `vitest -u` rewrites the file. */
export function transcript(args: readonly string[], cwd: string): string {
  const { exit, stdout, stderr } = tidemark(args, { cwd });
  const beside = stderr === '' ? '' : `--- standard error\n${stderr}`;
  return `$ tidemark ${args.map(quoted).join(' ')}\n${stdout}${beside}--- exit ${exit}\n`;
}

function quoted(arg: string): string {
  return /^[\w./:=@-]+$/.test(arg) ? arg : JSON.stringify(arg);
}
