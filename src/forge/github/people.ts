/** Who can be given work: one name that the forge does not know makes it refuse a whole write. */

import { succeeded, type Outcome } from '../../core/outcome.ts';
import type { LeftOut } from '../forge.ts';
import { isSame, readNothing, type Place } from './answers.ts';
import type { Reply, Sender } from './send.ts';

/** What the forge has said about people during this run. */
export class People {
  readonly #sender: Sender;
  readonly #place: Place;
  readonly #known = new Map<string, boolean>();

  constructor(sender: Sender, place: Place) {
    this.#sender = sender;
    this.#place = place;
  }

  /** Parts names into those that may be asked for, at most `most`, and those of which it is known that they may not. */
  sift(
    names: readonly string[],
    most: number,
  ): { readonly able: readonly string[]; readonly leftOut: readonly string[] } {
    const once = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
    const able = once
      .filter((name) => login.test(name) && this.#known.get(name.toLowerCase()) !== false)
      .slice(0, most);
    return { able, leftOut: once.filter((name) => !able.includes(name)) };
  }

  /** Asks of each whether it is somebody here. */
  async unknown(names: readonly string[]): Promise<Outcome<readonly string[]>> {
    const unknown: string[] = [];
    for (const name of names) {
      const isKnown = await this.#ask(name);
      if (!isKnown.ok) return isKnown;
      if (!isKnown.value) unknown.push(name);
    }
    return succeeded(unknown);
  }

  async #ask(name: string): Promise<Outcome<boolean>> {
    const remembered = this.#known.get(name.toLowerCase());
    if (remembered !== undefined) return succeeded(remembered);
    const reply = await this.#sender.send({
      to: `see whether ${name} can be assigned`,
      cost: 'read',
      ask: (octokit) =>
        octokit.request('GET /repos/{owner}/{repo}/assignees/{assignee}', { ...this.#place, assignee: name }),
      read: readNothing,
    });
    if (!reply.ok && reply.why !== 'gone') return reply;
    this.#known.set(name.toLowerCase(), reply.ok);
    return succeeded(reply.ok);
  }
}

/** A login of GitHub, of an enterprise (with `_`), or of an app. */
const login = /^[a-z\d][a-z\d_-]{0,99}(?:\[bot\])?$/i;

/** GitHub takes no more for one issue. */
const mostAssignees = 10;

/**
 * A write with assignees; where it is refused for one of them, once more without those who are nobody here. Names who was
 * left out, by us or by the forge without a word.
 */
export async function withAssignees<T extends { readonly assignees: readonly string[] }>(
  people: People,
  names: readonly string[],
  write: (able: readonly string[]) => Promise<Reply<T>>,
): Promise<Outcome<T & LeftOut>> {
  const { able, leftOut } = people.sift(names, mostAssignees);
  const first = await write(able);
  if (first.ok) return succeeded(withLeftOut(first.value, able, leftOut));
  if (first.status !== 422 || able.length === 0) return first;
  const unknown = await people.unknown(able);
  if (!unknown.ok) return unknown;
  if (unknown.value.length === 0) return first;
  const known = able.filter((name) => !unknown.value.includes(name));
  const second = await write(known);
  return second.ok ? succeeded(withLeftOut(second.value, known, [...leftOut, ...unknown.value])) : second;
}

function withLeftOut<T extends { readonly assignees: readonly string[] }>(
  said: T,
  asked: readonly string[],
  leftOut: readonly string[],
): T & LeftOut {
  const dropped = asked.filter((name) => !said.assignees.some((there) => isSame(there, name)));
  return { ...said, leftOut: [...leftOut, ...dropped] };
}
