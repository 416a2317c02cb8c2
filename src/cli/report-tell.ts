/** `tidemark report … --tell`: owners are told of what is late, and the security team of the whole fleet. */

import { randomUUID } from 'node:crypto';
import type { Tree } from '../core/tree.ts';
import type { Report } from '../report/report.ts';
import { tellReport } from '../run/tell-report.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { sayTold } from './told.ts';
import { forgeOf } from './upgrades.ts';

export interface MadeReport {
  readonly report: Report;
  readonly tree: Tree;
  readonly unreadable: readonly string[];
  readonly clusters: 'all' | 'some';
}

/** Nobody is told what was so at another time, or is so in another place. */
export function refuseTelling({ options }: Call): void {
  if (!options.flag('tell')) {
    for (const name of ['dry-run', 'resend'])
      if (options.flag(name)) throw new WrongUsage(`--${name} is about telling people: it goes together with --tell`);
    return;
  }
  for (const name of ['at', 'as-of'])
    if (options.text(name) !== undefined)
      throw new WrongUsage(`--tell tells people what is so today: leave --${name} away`);
  if (options.text('forge') === 'none')
    throw new WrongUsage(
      '--tell needs the forge, where the issue is and where what was told is kept: leave --forge none away',
    );
}

/** 0 where everybody was told; 1 where the fleet names nobody. */
export async function tellOfReport(call: Call, made: MadeReport): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const opened = forgeOf(call);
  if (!opened.ok) return failedWorld(opened, terminal);
  const told = await tellReport({
    ...made,
    folder: global.fleet,
    env: terminal.env,
    opened: opened.value,
    clock: () => global.now,
    run: randomUUID(),
    act: options.flag('dry-run') ? 'show' : options.flag('resend') ? 'resend' : 'do',
  });
  if (!told.ok) return failedWorld(told, terminal);
  if (told.value === undefined) {
    terminal.say('error: owners.yaml cannot be read, so nobody was told: "tidemark check" says why');
    return 1;
  }
  sayTold(told.value, call);
  return 0;
}
