/** Texts that the forge would refuse are not sent. */

import { failed, type Outcome } from '../../core/outcome.ts';
import { longest } from './limits.ts';

interface Texts {
  readonly title?: string;
  readonly body?: string;
}

/** `limited` where a text is longer than the forge takes, undefined where all is well. */
export function checkLength({ title = '', body = '' }: Texts, most: number = longest.body): Outcome<never> | undefined {
  if (title.length > longest.title) return tooLong('title', title.length, longest.title);
  return body.length > most ? tooLong('body', body.length, most) : undefined;
}

function tooLong(what: string, length: number, most: number): Outcome<never> {
  return failed('limited', `a ${what} of ${length} characters is longer than the ${most} that the forge takes`);
}
