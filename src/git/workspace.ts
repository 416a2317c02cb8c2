/** A checkout that somebody works in: made, committed to, tagged, brought up to date. For the demo, which plays those people. */

import { join } from 'node:path';
import type { CommitId } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { runGit, type Command, type Workplace } from './command.ts';

/** Who commits. */
export interface Committer {
  readonly name: string;
  readonly mail: string;
}

export interface Workspace {
  readonly folder: string;
  /** Commits everything that differs, `.gitignore` heeded. */
  commit(message: string, by: Committer): Outcome<unknown>;
  /** An annotated tag on the newest commit. */
  tag(name: string, by: Committer): Outcome<unknown>;
  /** Puts the branch and the files where a commit is that was fetched. */
  follow(commit: CommitId): Outcome<unknown>;
}

/** A new repository in a folder that is there, on the branch `main`, with this `origin`. */
export function makeWorkspace(folder: string, origin: string): Outcome<Workspace> {
  const workplace = { gitDirectory: join(folder, '.git'), directory: folder };
  const made = all(workplace, [
    ['init', '--quiet', '--initial-branch=main', '--template='],
    ['config', 'remote.origin.url', origin],
    ['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ['config', 'branch.main.remote', 'origin'],
    ['config', 'branch.main.merge', 'refs/heads/main'],
  ]);
  if (!made.ok) return made;
  return succeeded({
    folder,
    commit: (message, by) =>
      all(
        workplace,
        [
          ['add', '--all'],
          ['commit', '--quiet', `--message=${message}`],
        ],
        by,
      ),
    tag: (name, by) => all(workplace, [['tag', '--annotate', `--message=${name}`, '--end-of-options', name]], by),
    follow: (commit) => all(workplace, [['reset', '--quiet', '--hard', commit]]),
  });
}

function all(workplace: Workplace, commands: readonly Command['arguments'][], by?: Committer): Outcome<unknown> {
  const environment = by && {
    GIT_AUTHOR_NAME: by.name,
    GIT_AUTHOR_EMAIL: by.mail,
    GIT_COMMITTER_NAME: by.name,
    GIT_COMMITTER_EMAIL: by.mail,
  };
  for (const given of commands) {
    const said = runGit(workplace, { arguments: given, ...(environment === undefined ? {} : { environment }) });
    if (!said.ok) return failed(said.why, `git ${given[0] ?? ''}: ${said.detail}`);
  }
  return succeeded(undefined);
}
