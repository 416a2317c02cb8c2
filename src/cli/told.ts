/** How commands say whom they told of something, and whom they could not reach. */

import { counted } from '../render/diagnostic-words.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { Told } from '../run/tell.ts';
import type { Call } from './command.ts';

/** Nothing is said of what everybody knows already. */
export function sayTold(told: Omit<Told, 'gathered'>, { terminal, global }: Call): void {
  const say = (line: string): void => terminal.say(untrustedTerminal(line));
  if (!global.quiet) {
    if (told.issues.length > 0) say(`Issues: ${tally(told.issues.map(({ did }) => did))}.`);
    if (told.letters.length > 0) say(`Letters: ${tally(told.letters.map(({ became }) => became))}.`);
  }
  for (const { to, subject, became, reason } of told.letters)
    if (reason !== '') say(`warning: the letter "${subject}" to ${to.name} is ${became}: ${reason}`);
  for (const finding of told.findings) say(`warning: ${finding}`);
  for (const { to, subject, since } of told.doubts)
    say(`warning: the letter "${subject}" to ${to.name} of ${since} may not have arrived; --resend sends it again`);
  if (told.unreachable.length > 0) say(`warning: these have no address: ${told.unreachable.join(', ')}`);
  if (told.forsaken.length > 0)
    say(`warning: nobody answers for ${counted(told.forsaken.length, 'cluster')}: ${told.forsaken.join(', ')}`);
}

/** `3 sent, 1 failed`. */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}
