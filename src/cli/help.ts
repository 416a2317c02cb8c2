/** The part of a command's help that shows how it is used. */

import type { Command } from './command.ts';

export function examplesText({ examples }: Command): string {
  const width = Math.max(...examples.map(({ line }) => line.length));
  const lines = examples.map(({ line, about }) => `  ${line.padEnd(width)}   ${about}`);
  return ['Examples:', ...lines].join('\n');
}
