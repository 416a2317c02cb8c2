/** Long work that can be stopped: signals reach a program only when it lets them in. */

import { setImmediate } from 'node:timers/promises';

/** Lets signals in, and throws when one of them asked to stop. Call it where nothing is half done. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
