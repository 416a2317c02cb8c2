/** `tidemark template import`: sources of any kind become one plain list. */

import { relative, resolve } from 'node:path';
import { jsonDocument } from '../render/json-document.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { importList, writeList } from '../run/make-template-import.ts';
import { type Call, type ExitCode } from './command.ts';
import { refused, sourceOrder, tellFaults } from './template-order.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const read = await importList(sourceOrder(call, call.arguments), undefined);
  if (!read.ok) return refused(read, call);
  const { text, packages, sources, warnings, faults } = read.value;
  if (faults.length > 0) return tellFaults(faults, call);
  const named = options.text('out');
  const file = named === undefined ? undefined : resolve(global.cwd, named);
  if (file !== undefined && !options.flag('dry-run')) {
    const written = writeList(file, text, options.flag('force') ? 'replaced' : 'refused');
    if (!written.ok) return refused(written, call);
  }
  for (const warning of warnings) if (!global.quiet) terminal.say(`warning: ${untrustedTerminal(warning)}`);
  const out = file === undefined ? undefined : relative(global.cwd, file);
  if (global.format === 'json') terminal.print(jsonDocument({ packages, sources, out, warnings }));
  else if (out === undefined) terminal.print(text);
  else {
    const verb = options.flag('dry-run') ? 'Would write' : 'Wrote';
    terminal.print(
      `${verb} ${untrustedTerminal(out)}: ${packages} packages from ${untrustedTerminal(sources.join(', '))}.`,
    );
  }
  return 0;
}
