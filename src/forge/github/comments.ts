/** Comments: each said once, known by its marker. */

import { succeeded, type Outcome } from '../../core/outcome.ts';
import type { Comment } from '../forge.ts';
import { readComment } from './answers.ts';
import { checkLength } from './lengths.ts';
import { eachOnce, perPage, readPages, type Repository } from './repository.ts';

export async function listComments(repository: Repository, number: number): Promise<Outcome<readonly Comment[]>> {
  const listed = await readPages(repository, {
    to: `read the comments of ${number}`,
    ask: (octokit, page) =>
      octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...repository.place,
        issue_number: number,
        per_page: perPage,
        ...page,
      }),
    entry: readComment,
  });
  return listed.ok ? succeeded(eachOnce(listed.value, ({ id }) => id)) : listed;
}

/** A marker that an outsider wrote does not keep us from speaking. */
export async function addComment(
  repository: Repository,
  number: number,
  { body, marker }: { readonly body: string; readonly marker: string },
): Promise<Outcome<Comment>> {
  const tooLong = checkLength({ body });
  if (tooLong !== undefined) return tooLong;
  const lookUp = async (): Promise<Outcome<Comment | undefined>> => {
    const there = await listComments(repository, number);
    if (!there.ok) return there;
    return succeeded(there.value.find((comment) => !comment.byOutsider && comment.body.includes(marker)));
  };
  const there = await lookUp();
  if (!there.ok) return there;
  if (there.value !== undefined) return succeeded(there.value);
  return await repository.sender.send({
    to: `comment on ${number}`,
    cost: 'creation',
    ask: (octokit) =>
      octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...repository.place,
        issue_number: number,
        body,
      }),
    read: readComment,
    lookUp,
  });
}

export async function editComment({ sender, place }: Repository, id: number, body: string): Promise<Outcome<Comment>> {
  const tooLong = checkLength({ body });
  if (tooLong !== undefined) return tooLong;
  return await sender.send({
    to: `change comment ${id}`,
    cost: 'change',
    ask: (octokit) =>
      octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...place, comment_id: id, body }),
    read: readComment,
  });
}
