/** The refs that a report tells by: the tags of releases, with who signed them, and the heads of requests. */

import type { TagHead } from '../core/history.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { Remote } from '../core/refs.ts';
import type { Repository } from '../git/git.ts';
import { allowedSigners } from '../release/signers.ts';
import type { PastTag } from '../report/past.ts';
import { refsIn, type PastRefs } from './past-refs.ts';
import type { Gathering } from './report-facts.ts';

/** Heads are those of the forge's repository and those that are here, which count where both know one. Fails where git cannot list the refs here. */
export async function reportRefs(gathering: Gathering, repository: Repository): Promise<Outcome<PastRefs>> {
  const refs = refsIn(repository, signerIn(gathering));
  if (!refs.ok) return refs;
  const { tags, heads } = refs.value;
  return succeeded({ tags, heads: new Map([...(await headsAt(gathering)), ...heads]) });
}

/** Who signed a tag. One that was written down as published was verified then, by the keys of that day. */
function signerIn({
  open,
  place,
  order,
  day,
}: Gathering): (stream: string, tag: TagHead) => Pick<PastTag, 'signedBy' | 'hasSigners'> {
  const { fleet, owners } = open;
  return (stream, { ref }) => {
    const signers = fleet.streams.get(stream)?.signers;
    if (signers === undefined) return { hasSigners: false, signedBy: undefined };
    const isRecorded = place.tagged?.records?.get(ref.slice('refs/tags/'.length)) === 'same';
    if (isRecorded) return { hasSigners: true, signedBy: 'release publish' };
    if (owners === undefined || !order.parts.includes('logbook')) return { hasSigners: true, signedBy: undefined };
    const { text } = allowedSigners(signers, owners, day);
    const verified = text === '' ? undefined : place.repository?.verifyTag(ref, text);
    return { hasSigners: true, signedBy: verified?.ok === true ? verified.value : undefined };
  };
}

/** The heads of requests as the forge's repository has them: proof of what a merge brought. Without them it is claimed. */
async function headsAt({ place, order }: Gathering): Promise<PastRefs['heads']> {
  if (!place.forge.ok || !order.parts.includes('logbook')) return new Map();
  return headsOf(place.forge.value.remote);
}

async function headsOf(remote: Remote): Promise<PastRefs['heads']> {
  const listed = await remote.listRefs(['refs/pull/']);
  const refs = listed.ok ? listed.value.refs : [];
  return new Map(
    refs.flatMap(({ ref, id }) => {
      const number = /^refs\/pull\/([1-9]\d{0,9})\/head$/.exec(ref)?.[1];
      return number === undefined ? [] : [[id, Number(number)] as const];
    }),
  );
}
