/** The forge's page of a release: one a tag. */

import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { Release, ReleaseDraft } from '../forge.ts';
import { readRelease } from './answers.ts';
import { checkLength } from './lengths.ts';
import { longest } from './limits.ts';
import type { Repository } from './repository.ts';
import type { Reply } from './send.ts';

export async function releaseOf({ sender, place }: Repository, tag: string): Promise<Reply<Release>> {
  return await sender.send({
    to: `read the release ${tag}`,
    cost: 'read',
    ask: (octokit) => octokit.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...place, tag }),
    read: readRelease,
  });
}

/** One that says this already is left alone. */
export async function writeRelease(repository: Repository, draft: ReleaseDraft): Promise<Outcome<Release>> {
  const tooLong = checkLength(draft, longest.releaseBody);
  if (tooLong !== undefined) return tooLong;
  const there = await findRelease(repository, draft.tag);
  if (!there.ok) return there;
  if (there.value !== undefined) return await bringUpToDate(repository, there.value, draft);
  const made = await createRelease(repository, draft);
  if (made.ok) return await bringUpToDate(repository, made.value, draft);
  if (made.status !== 422) return made;
  // Refused, maybe because another run made it meanwhile.
  const now = await findRelease(repository, draft.tag);
  if (!now.ok) return now;
  return now.value === undefined ? made : await bringUpToDate(repository, now.value, draft);
}

async function findRelease(repository: Repository, tag: string): Promise<Outcome<Release | undefined>> {
  const found = await releaseOf(repository, tag);
  if (found.ok)
    return found.value.tag === tag ? found : failed('unreachable', `asked for ${tag}, got ${found.value.tag}`);
  return found.why === 'gone' ? succeeded(undefined) : found;
}

async function createRelease(repository: Repository, { tag, title, body }: ReleaseDraft): Promise<Reply<Release>> {
  return await repository.sender.send({
    to: `write the release ${tag}`,
    cost: 'creation',
    ask: (octokit) =>
      octokit.request('POST /repos/{owner}/{repo}/releases', {
        ...repository.place,
        tag_name: tag,
        name: title,
        body,
      }),
    read: readRelease,
    lookUp: () => findRelease(repository, tag),
  });
}

async function bringUpToDate(
  { sender, place }: Repository,
  there: Release,
  { tag, title, body }: ReleaseDraft,
): Promise<Outcome<Release>> {
  if (there.title === title && isSameText(there.body, body)) return succeeded(there);
  return await sender.send({
    to: `change the release ${tag}`,
    cost: 'change',
    ask: (octokit) =>
      octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', {
        ...place,
        release_id: there.id,
        name: title,
        body,
      }),
    read: readRelease,
  });
}

/** A forge may keep line ends in its own way. */
function isSameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trimEnd() === b.replaceAll('\r\n', '\n').trimEnd();
}
