/** The part of GitHub's API that is about releases. */

import { created, flagOf, invalid, notFound, ok, paged, present, textOf, type Answer, type Asked } from './answers.ts';
import { line, said, type Decision, type Desk } from './desk.ts';
import type { ReleaseEvent } from './events.ts';
import type { Release } from './fold.ts';
import { barred, defaultBranchOf } from './people.ts';
import { branchRef } from './requests.ts';
import { numberOf, type Route } from './routes.ts';
import { releaseShape } from './shapes.ts';
import type { Look } from './store.ts';

export const releaseRoutes: readonly Route[] = [
  { method: 'GET', path: '/releases', decide: listReleases },
  { method: 'POST', path: '/releases', decide: makeRelease },
  {
    method: 'GET',
    path: '/releases/tags/:tag{.+}',
    decide: ({ param }, desk, look) => shownRelease(desk, look, ({ tag }) => tag === param('tag')),
  },
  { method: 'GET', path: '/releases/latest', decide: latestRelease },
  {
    method: 'GET',
    path: '/releases/:number',
    decide: (asked, desk, look) => shownRelease(desk, look, ({ id }) => id === numberOf(asked)),
  },
  { method: 'PATCH', path: '/releases/:number', decide: editRelease },
];

function listReleases(asked: Asked, desk: Desk, look: Look): Answer {
  return paged(asked, look.releases().toReversed(), (release) => releaseShape({ desk, look }, release));
}

function shownRelease(desk: Desk, look: Look, is: (release: Release) => boolean): Answer {
  const found = look.releases().find(is);
  return found === undefined ? notFound : ok(releaseShape({ desk, look }, found));
}

function latestRelease(_: Asked, desk: Desk, look: Look): Answer {
  const newest = look.releases().findLast(({ draft, prerelease }) => !draft && !prerelease);
  return shownRelease(desk, look, (release) => release === newest);
}

function fieldsOf({ body }: Asked): Partial<Pick<Release, 'tag' | 'name' | 'body' | 'draft' | 'prerelease'>> {
  return present({
    tag: textOf(body, 'tag_name'),
    name: textOf(body, 'name'),
    body: textOf(body, 'body'),
    draft: flagOf(body, 'draft'),
    prerelease: flagOf(body, 'prerelease'),
  });
}

function makeRelease(asked: Asked, desk: Desk, look: Look): Decision {
  const no = barred(look, asked.by);
  if (no !== undefined) return no;
  const fields = fieldsOf(asked);
  const { tag = '', body = '' } = fields;
  const resource = 'Release';
  if (tag === '') return invalid({ resource, field: 'tag_name', code: 'missing_field' });
  if (look.releases().some((release) => release.tag === tag))
    return invalid({ resource, field: 'tag_name', code: 'already_exists' });
  const long = tooLongFor(body);
  if (long !== undefined) return long;
  // A tag that is not there is made, at what is named or at the default branch.
  const ref = `refs/tags/${tag}`;
  const target = textOf(asked.body, 'target_commitish') ?? defaultBranchOf(desk, look);
  const commit =
    look.commit(branchRef(target)) ??
    (/^[0-9a-f]{40,64}$/.test(target) ? desk.store.repository.resolve(target) : undefined);
  const isThere = look.id(ref) !== undefined;
  if (!isThere && commit === undefined) return invalid({ resource, field: 'target_commitish', code: 'invalid' });
  const id = look.next('releases');
  const event: ReleaseEvent = { is: 'released', ...fields, ...said(desk, asked.by) };
  return {
    write: line(`releases/${id}`, event, isThere ? [] : [{ ref, from: undefined, to: commit }]),
    then: (after) => {
      const release = after.releases().find((made) => made.id === id);
      return release === undefined ? notFound : created(releaseShape({ desk, look: after }, release));
    },
  };
}

/** GitHub's limit for the text of a release. */
function tooLongFor(body: string): Answer | undefined {
  if (body.length <= 125_000) return undefined;
  return invalid({
    resource: 'Release',
    code: 'custom',
    field: 'body',
    message: 'body is too long (maximum is 125000 characters)',
  });
}

function editRelease(asked: Asked, desk: Desk, look: Look): Decision {
  const no = barred(look, asked.by);
  if (no !== undefined) return no;
  const id = numberOf(asked);
  if (!look.releases().some((release) => release.id === id)) return notFound;
  const fields = fieldsOf(asked);
  const long = tooLongFor(fields.body ?? '');
  if (long !== undefined) return long;
  return {
    write: line(`releases/${id}`, { is: 'edited', ...fields, ...said(desk, asked.by) }),
    then: (after) => shownRelease(desk, after, (release) => release.id === id),
  };
}
