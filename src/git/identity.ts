/** How git writes who did something, and when: `NAME <MAIL> SECONDS +0000`. */

import type { Signature } from '../core/refs.ts';

/**
 * The line of a commit. Names are cleaned as git cleans them, so that a name from a file neither ends the line nor
 * passes for an address; a name of nothing becomes the address.
 */
export function identityLine({ name, mail, seconds }: Signature): string {
  const address = cleaned(mail);
  const time = Number.isFinite(seconds) ? Math.max(0, Math.trunc(seconds)) : 0;
  return `${cleaned(name) || address || 'nobody'} <${address}> ${String(time)} +0000`;
}

/** The same line, read. What is no such line gives what can be found in it. */
export function readIdentity(line: string): Signature {
  const [, name = '', mail = '', seconds = '0'] = /^(.*?) ?<([^>]*)>(?: (-?[0-9]{1,15})(?: |$))?/.exec(line) ?? [];
  return { name, mail, seconds: Number(seconds) };
}

function cleaned(text: string): string {
  // What git calls crud goes at both ends; control characters, `<` and `>` go everywhere.
  return text.replace(/[\p{Cc}<>]/gu, '').replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '');
}
