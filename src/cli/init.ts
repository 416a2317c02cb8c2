/** `tidemark init`: a small working fleet, and what to do with it next. */

import { relative, resolve } from 'node:path';
import { untrustedTerminal } from '../render/untrusted.ts';
import { initFleet } from '../run/init-fleet.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';

export async function run({ arguments: [named = '.'], global, terminal }: Call): Promise<ExitCode> {
  const folder = resolve(global.cwd, named);
  const made = initFleet(folder);
  if (!made.ok && made.why === 'conflict') throw new WrongUsage(made.detail);
  if (!made.ok) return failedWorld(made, terminal);
  if (!global.quiet) terminal.print(words(made.value.name, made.value.files.length, relative(global.cwd, folder)));
  return 0;
}

function words(name: string, files: number, folder: string): string {
  const steps = [
    ...(folder === '' ? [] : [[`cd ${untrustedTerminal(folder)}`, ''] as const]),
    ['tidemark check', 'find everything that can be wrong: nothing, so far'],
    ['tidemark compile', 'write profiles/'],
    ['tidemark explain node007 /system/sysctl', 'where a value comes from'],
  ] as const;
  const width = Math.max(...steps.map(([line]) => line.length));
  const lines = steps.map(([line, about]) => `  ${about === '' ? line : `${line.padEnd(width)}   ${about}`}`);
  return [
    `The fleet ${name}, with two clusters and one release: ${files} files.`,
    '',
    'Next:',
    ...lines,
    '',
    'Put your people into owners.yaml and your clusters into clusters/, and commit it all. README.md says more.',
  ].join('\n');
}
