/** Looks at everything that a cluster would write before any of it is written: it is emitted whole or not at all. */

import type { EmitFault, Output } from '../compile/emit.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { emitSite } from './emit-plans.ts';
import type { OpenFleet } from './open-fleet.ts';
import { OutputPaths } from './output-paths.ts';

/** Tells what is wrong with the outputs of a cluster, alone and beside what others `emitted`. Gives their paths. */
export function checkOutputs(
  outputs: Iterable<Output | EmitFault>,
  cluster: string,
  { open, emitted, out }: { readonly open: OpenFleet; readonly emitted: OutputPaths; readonly out: Diagnostics },
): readonly string[] {
  const own = new OutputPaths();
  const paths: string[] = [];
  for (const output of outputs) {
    const site = emitSite(open, output);
    const victims = [{ cluster, ...(output.host === undefined ? {} : { host: output.host }) }];
    if (output.is === 'fault') {
      out.add(output.code, site, output.facts, { victims });
    } else if (emitted.meets(output.path) || own.meets(output.path)) {
      out.add('emit-collision', site, { path: output.path }, { victims });
    } else {
      own.add(output.path);
      paths.push(output.path);
    }
  }
  return paths;
}
