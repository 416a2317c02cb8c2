/** The part of GitHub's API that is about the repository itself: settings, people, branches and tags, checks of commits. */

import {
  created,
  flagOf,
  invalid,
  nothing,
  notFound,
  ok,
  paged,
  present,
  refused,
  textOf,
  type Answer,
  type Asked,
} from './answers.ts';
import { line, said, type Decision, type Desk } from './desk.ts';
import type { Settings, StatusEvent, StatusState } from './events.ts';
import { barred, defaultBranchOf, mayPush, permissionOf, type Permission } from './people.ts';
import { branchRef } from './requests.ts';
import type { Route } from './routes.ts';
import { apiUrl, refShape, repositoryShape, statusShape, userShape, type Frame } from './shapes.ts';
import type { Look } from './store.ts';

export const repositoryRoutes: readonly Route[] = [
  { method: 'GET', path: '', decide: ({ by }, desk, look) => ok(shapeFor(desk, look, by)) },
  { method: 'PATCH', path: '', decide: changeSettings },
  {
    method: 'GET',
    path: '/assignees/:login',
    decide: ({ param }, _, look) => (mayPush(look, param('login')) ? nothing : notFound),
  },
  { method: 'GET', path: '/collaborators', decide: listPeople },
  {
    method: 'GET',
    path: '/collaborators/:login',
    decide: ({ param }, _, look) => (mayPush(look, param('login')) ? nothing : notFound),
  },
  { method: 'PUT', path: '/collaborators/:login', decide: addPerson },
  {
    method: 'DELETE',
    path: '/collaborators/:login',
    decide: (asked, desk, look) => changePerson(asked, { desk, look }, 'none'),
  },
  { method: 'GET', path: '/collaborators/:login/permission', decide: permission },
  { method: 'GET', path: '/branches/:branch{.+}/protection', decide: () => refused(404, 'Branch not protected') },
  { method: 'GET', path: '/branches/:branch{.+}', decide: oneBranch },
  { method: 'GET', path: '/git/ref/:ref{.+}', decide: oneRef },
  { method: 'GET', path: '/git/refs/:ref{.+}', decide: oneRef },
  { method: 'GET', path: '/git/matching-refs/:ref{.+}', decide: matchingRefs },
  { method: 'POST', path: '/git/refs', decide: makeRef },
  { method: 'DELETE', path: '/git/refs/:ref{.+}', decide: deleteRef },
  { method: 'POST', path: '/statuses/:sha', decide: postStatus },
  { method: 'GET', path: '/commits/:ref{.+}/status', decide: combinedStatus },
  { method: 'GET', path: '/commits/:ref{.+}/statuses', decide: listStatuses },
  { method: 'GET', path: '/commits/:ref{.+}/check-runs', decide: () => ok({ total_count: 0, check_runs: [] }) },
  { method: 'GET', path: '/user', isGlobal: true, decide: ({ by }) => ok(userShape(by)) },
];

function shapeFor(desk: Desk, look: Look, by: string): object {
  return repositoryShape({ desk, look }, defaultBranchOf(desk, look), mayPush(look, by));
}

function changeSettings({ body, by }: Asked, desk: Desk, look: Look): Decision {
  const settings: Partial<Settings> = present({
    defaultBranch: textOf(body, 'default_branch'),
    allowsAutoMerge: flagOf(body, 'allow_auto_merge'),
    deletesMergedBranches: flagOf(body, 'delete_branch_on_merge'),
    isArchived: flagOf(body, 'archived'),
    hasIssues: flagOf(body, 'has_issues'),
  });
  // What is archived can be brought back.
  const no = settings.isArchived === false ? undefined : barred(look, by);
  if (no !== undefined) return no;
  const { defaultBranch } = settings;
  if (defaultBranch !== undefined && look.id(branchRef(defaultBranch)) === undefined)
    return invalid({ resource: 'Repository', field: 'default_branch', code: 'invalid' });
  const write = line('settings', { is: 'set', settings, ...said(desk, by) });
  return { write, then: (after) => ok(shapeFor(desk, after, by)) };
}

function listPeople(asked: Asked, _: Desk, look: Look): Answer {
  const people = [...(look.house().collaborators ?? [])].filter(([, permission]) => permission !== 'none');
  return paged(asked, people, ([login, permission]) => ({ ...userShape(login), role_name: permission }));
}

function addPerson(asked: Asked, desk: Desk, look: Look): Decision {
  return changePerson(asked, { desk, look }, textOf(asked.body, 'permission') === 'admin' ? 'admin' : 'write');
}

function changePerson(asked: Asked, { desk, look }: Frame, permission: Permission): Decision {
  const no = barred(look, asked.by);
  if (no !== undefined) return no;
  const write = line('settings', {
    is: 'collaborator',
    login: asked.param('login'),
    permission,
    ...said(desk, asked.by),
  });
  return { write, then: () => nothing };
}

function permission({ param }: Asked, _: Desk, look: Look): Answer {
  const login = param('login');
  const granted = permissionOf(look, login);
  if (granted === 'none') return refused(404, `${login} is not a user`);
  return ok({ permission: granted, role_name: granted, user: userShape(login) });
}

function oneBranch({ param }: Asked, _: Desk, look: Look): Answer {
  const sha = look.id(branchRef(param('branch')));
  return sha === undefined
    ? refused(404, 'Branch not found')
    : ok({ name: param('branch'), commit: { sha }, protected: false });
}

/** A ref that the API may name: a branch or a tag. What the forge keeps for itself is not to be had. */
function publicRef(name: string): string | undefined {
  return /^(?:heads|tags)\/./.test(name) ? `refs/${name}` : undefined;
}

function oneRef({ param }: Asked, desk: Desk, look: Look): Answer {
  const ref = publicRef(param('ref'));
  const sha = ref === undefined ? undefined : look.id(ref);
  return ref === undefined || sha === undefined ? notFound : ok(refShape({ desk, look }, ref, sha));
}

function matchingRefs(asked: Asked, desk: Desk, look: Look): Answer {
  const ref =
    publicRef(asked.param('ref')) ??
    (/^(?:heads|tags)\/?$/.test(asked.param('ref')) ? `refs/${asked.param('ref')}` : undefined);
  return paged(asked, ref === undefined ? [] : look.refs(ref), (found) =>
    refShape({ desk, look }, found.ref, found.id),
  );
}

function makeRef({ body, by }: Asked, desk: Desk, look: Look): Decision {
  const no = barred(look, by);
  if (no !== undefined) return no;
  const ref = textOf(body, 'ref') ?? '';
  const sha = textOf(body, 'sha') ?? '';
  if (publicRef(ref.replace(/^refs\//, '')) !== ref)
    return refused(422, "Reference name must start with 'refs/heads/' or 'refs/tags/'.");
  if (look.id(ref) !== undefined) return refused(422, 'Reference already exists');
  if (!/^[0-9a-f]{40,64}$/.test(sha) || desk.store.repository.resolve(sha) !== sha)
    return refused(422, 'Object does not exist');
  return {
    write: { lines: [], moves: [{ ref, from: undefined, to: sha }] },
    then: (after) => created(refShape({ desk, look: after }, ref, sha)),
  };
}

function deleteRef({ param, by }: Asked, desk: Desk, look: Look): Decision {
  const no = barred(look, by);
  if (no !== undefined) return no;
  const ref = publicRef(param('ref'));
  const from = ref === undefined ? undefined : look.id(ref);
  if (ref === undefined || from === undefined) return refused(422, 'Reference does not exist');
  if (ref === branchRef(defaultBranchOf(desk, look))) return refused(422, 'Cannot delete the default branch');
  return { write: { lines: [], moves: [{ ref, from, to: undefined }] }, then: () => nothing };
}

const states: readonly StatusState[] = ['error', 'failure', 'pending', 'success'];

function postStatus({ param, body, by }: Asked, desk: Desk, look: Look): Decision {
  const no = barred(look, by);
  if (no !== undefined) return no;
  const sha = param('sha');
  const state = states.find((name) => name === textOf(body, 'state'));
  if (state === undefined)
    return invalid({
      resource: 'Status',
      field: 'state',
      code: 'custom',
      message: 'state is not included in the list',
    });
  if (!/^[0-9a-f]{40,64}$/.test(sha) || desk.store.repository.resolve(sha) !== sha)
    return refused(422, `No commit found for SHA: ${sha}`);
  const event: StatusEvent = {
    is: 'status',
    state,
    context: textOf(body, 'context') ?? 'default',
    description: textOf(body, 'description') ?? null,
    url: textOf(body, 'target_url') ?? null,
    ...said(desk, by),
  };
  return {
    write: line(`statuses/${sha}`, event),
    then: (after) => created(statusShape({ desk, look: after }, sha, event)),
  };
}

function combinedStatus(asked: Asked, desk: Desk, look: Look): Answer {
  const sha = shaOf(asked, desk, look);
  if (sha === undefined) return refused(422, `No commit found for SHA: ${asked.param('ref')}`);
  const { state, newest } = look.statuses(sha);
  const statuses = newest.map((event) => statusShape({ desk, look }, sha, event));
  return ok({
    state: state === 'none' ? 'pending' : state,
    statuses,
    sha,
    total_count: statuses.length,
    commit_url: apiUrl({ desk, look }, `/commits/${sha}`),
  });
}

function listStatuses(asked: Asked, desk: Desk, look: Look): Answer {
  const sha = shaOf(asked, desk, look);
  if (sha === undefined) return notFound;
  return paged(asked, look.statuses(sha).all.toReversed(), (event) => statusShape({ desk, look }, sha, event));
}

function shaOf({ param }: Asked, { store }: Desk, look: Look): string | undefined {
  const ref = param('ref');
  return (
    look.commit(branchRef(ref)) ??
    look.commit(`refs/${ref}`) ??
    look.commit(`refs/tags/${ref}`) ??
    (/^[0-9a-f]{40,64}$/.test(ref) ? store.repository.resolve(ref) : undefined)
  );
}
