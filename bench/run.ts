/**
 * Measures our compiler beside the floors, in one run and in turns. `npm run bench -- --help` says how.
 * Prints a table, and writes the figures to bench/last.json.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RunFailed } from './measure.ts';
import { floorSizes, rows } from './rows.ts';
import { openScratch } from './scratch.ts';
import { measureSize } from './size.ts';
import { command } from './stage.ts';
import { type SizeResult, tableOf } from './table.ts';

const help = `npm run bench -- [--hosts 1000,10000] [--full] [--rounds 5] [--only NAME,…] [--floors]

  --hosts   sizes to measure: 1000, 10000, 100000 (default 1000,10000)
  --full    100000 too
  --rounds  how often each is measured; medians are shown (default 5)
  --only    ${rows.map((row) => row.name).join(', ')}
  --floors  the floors alone: nothing of ours is run
`;

const { values: options } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1000,10000' },
    full: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    floors: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (options.help) return say(help, 0);
  const sizes = [...new Set([...options.hosts.split(',').map(Number), ...(options.full ? [100_000] : [])])];
  const wanted = options.only?.split(',') ?? rows.map((row) => row.name);
  const strange =
    wanted.find((name) => !rows.some((row) => row.name === name)) ??
    sizes.find((size) => !floorSizes['write-differences'].includes(size));
  const rounds = Number(options.rounds);
  if (strange !== undefined || !(rounds >= 1))
    return say(`nothing is called ${strange ?? options.rounds} here\n\n${help}`, 2);
  if (!options.floors && !existsSync(command)) {
    return say('The command is not built: run "npm run build" first, or measure the floors alone with --floors.\n', 2);
  }
  const scratch = openScratch();
  try {
    const results: SizeResult[] = [];
    for (const hosts of sizes) {
      const fitting = rows.filter((row) => wanted.includes(row.name) && row.targets[hosts] !== undefined);
      const chosen = options.floors ? [] : fitting;
      const result = await measureSize(scratch, { hosts, rounds, chosen });
      results.push(result);
      say(`${tableOf(result)}\n`, 0);
    }
    const figures = JSON.stringify({ machine: machine(), sizes: results }, null, 2);
    writeFileSync(fileURLToPath(new URL('last.json', import.meta.url)), `${figures}\n`);
    return 0;
  } catch (error) {
    if (error instanceof RunFailed) return say(`\n${error.message}\n`, 1);
    throw error;
  } finally {
    scratch.close();
  }
}

function machine(): object {
  const { platform, arch, versions } = process;
  return {
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: versions.node,
    platform,
    arch,
  };
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}
