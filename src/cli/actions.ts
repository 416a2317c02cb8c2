/** What GitHub Actions reads beside the log: annotations, the summary of a step, its outputs. */

import { appendFileSync, statSync } from 'node:fs';
import type { World } from './terminal.ts';

export interface Actions {
  /**
   * Writes workflow commands of ours. They go to standard error, which GitHub reads as well, so that a result on
   * standard output stays alone.
   */
  annotate(commands: string): void;
  /** Appends Markdown to the summary of the step. `make` is told how many bytes it may have. */
  summarize(make: (room: number) => string): void;
  /** Sets outputs of the step. */
  outputs(values: Readonly<Record<string, number | string>>): void;
}

export function isInActions(env: World['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

export function actionsOf({ env, stderr }: World): Actions | undefined {
  if (!isInActions(env)) return undefined;
  return {
    annotate: (commands) => stderr.write(commands),
    summarize: (make) => summarize(env['GITHUB_STEP_SUMMARY'], make),
    outputs: (values) => {
      const lines = Object.entries(values).map(
        ([name, value]) => `${name}=${String(value).replaceAll(/[\r\n]/g, ' ')}\n`,
      );
      append(env['GITHUB_OUTPUT'], lines.join(''));
    },
  };
}

/** GitHub shows no summary at all of a step that writes more. */
const summaryLimit = 1024 * 1024;

/** Less than this is no summary. */
const leastRoom = 1000;

/** Several commands of one step share its summary. */
function summarize(file: string | undefined, make: (room: number) => string): void {
  if (file === undefined || file === '') return;
  const room = summaryLimit - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  if (room >= leastRoom) append(file, make(room));
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text);
}
