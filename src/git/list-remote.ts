/** The refs of another repository. */

import { byteOrder } from '../core/order.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { RemoteRefs } from '../core/refs.ts';
import { isRefName } from './names.ts';
import { atRemote, type Both, whyNotReached } from './reach.ts';

/** Where the remote starts from, and its refs below these prefixes or of these names, in byte order. */
export async function listRemote(both: Both, prefixes: readonly string[]): Promise<Outcome<RemoteRefs>> {
  return atRemote(both, async (send) => {
    const answer = await send({ arguments: ['ls-remote', '--symref', '--', both.reach.address.url], environment: {} });
    if (!answer.ok) return answer;
    if (answer.value.status !== 0) return whyNotReached(answer.value);
    const lines = answer.value.said.toString('utf8').split('\n');
    const names = new Set(prefixes);
    const folders = prefixes.filter((prefix) => prefix.endsWith('/'));
    const head = lines.map((line) => /^ref: (\S+)\tHEAD$/.exec(line)?.[1]).find((ref) => ref !== undefined);
    const refs = lines
      .flatMap((line) => {
        const [, id, ref] = /^([0-9a-f]{40,64})\t(.*)$/.exec(line) ?? [];
        return id !== undefined && ref !== undefined && isRefName(ref) ? [{ ref, id }] : [];
      })
      .filter(({ ref }) => names.has(ref) || folders.some((folder) => ref.startsWith(folder)))
      .toSorted((a, b) => byteOrder(a.ref, b.ref));
    return succeeded({ head: head !== undefined && isRefName(head) ? head : undefined, refs });
  });
}
