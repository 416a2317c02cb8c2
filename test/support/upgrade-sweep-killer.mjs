/**
 * Loaded before the command in a process of its own: ends that process after the so manieth writing of its outbox, as a power
 * cut would. Without the variable it does nothing.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.TIDEMARK_TEST_DIE_AFTER_OUTBOX ?? 0);

if (at > 0) {
  const { linkSync } = fs;
  let writings = 0;
  fs.linkSync = (from, to) => {
    linkSync(from, to);
    writings += 1;
    if (writings === at) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();
}
