/**
 * Preloaded into a measured child: writes at its end what it used, to descriptor 3. Threads and children of it do not.
 * The peak is VmHWM where there is one: the kernel's ru_maxrss begins at the size of the process that started the child.
 */

'use strict';

const { readFileSync, writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const isMeasured = isMainThread && process.env.TIDEMARK_BENCH === '1';
delete process.env.TIDEMARK_BENCH;

if (isMeasured) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = {
      cpu: (userCPUTime + systemCPUTime) / 1e6 + secondsOfChildren(),
      peak: (peakKibibytes() ?? maxRSS) / 1024,
    };
    writeSync(3, JSON.stringify(used));
  });
}

/** What its own children used that have ended, like git; in hundredths of a second. */
function secondsOfChildren() {
  const stat = procFile('stat');
  if (stat === undefined) return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function peakKibibytes() {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(procFile('status') ?? '');
  return line === null ? undefined : Number(line[1]);
}

function procFile(name) {
  try {
    return readFileSync(`/proc/self/${name}`, 'latin1');
  } catch {
    return undefined;
  }
}
