/** `tidemark forge serve`: the embedded forge on loopback, until it is interrupted. */

import { untrustedTerminal } from '../render/untrusted.ts';
import { openLocalForge } from '../run/local-forge.ts';
import { serveForge } from '../run/local-forge-serve.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { openForge } from './forge-call.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const port = options.text('port') ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new WrongUsage('--port takes a number up to 65535');
  const opened = openForge(call);
  if (!opened.ok) return failedWorld(opened, terminal);
  const { folder, owner, name } = opened.value;
  const now = runningClock(global.now);
  const served = await serveForge({
    port: Number(port),
    forgeAt: (web) => {
      const forge = openLocalForge({ folder, now, web });
      return forge.ok ? { ok: true, value: forge.value.fetch } : forge;
    },
  });
  if (!served.ok) return failedWorld(served, terminal);
  const stop = call.interruption();
  terminal.print(
    `GITHUB_API_URL=http://127.0.0.1:${served.value.port}\nGITHUB_REPOSITORY=${owner}/${untrustedTerminal(name)}`,
  );
  terminal.say('serving until it is interrupted; a token as:LOGIN says who acts');
  await new Promise((resolve) => {
    if (stop.aborted) resolve(undefined);
    stop.addEventListener('abort', resolve, { once: true });
  });
  await served.value.close();
  return 0;
}

/** The clock from the moment that the command reckons with. */
function runningClock(start: Date): () => number {
  const begun = performance.now();
  return () => start.getTime() + Math.round(performance.now() - begun);
}
