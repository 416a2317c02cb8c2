/** Where a report is read from: which commit of which branch, on which day, with which tags and which forge. */

import { dayNumber } from '../core/days.ts';
import type { CommitId } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { openRepository, type Repository } from '../git/git.ts';
import { revisionTree } from '../tree/revision.ts';
import { workingTree } from '../tree/working.ts';
import type { OpenedForge } from './open-forge.ts';
import type { Tagged } from './published.ts';
import { fetchFleet } from './remote-fleet.ts';

export interface PlaceOrder {
  /** The fleet's. */
  readonly folder: string;
  /** The forge to ask, or why there is none. */
  readonly forge: Outcome<OpenedForge>;
  /** The branch at the forge; undefined stands for the one that its repository starts from. */
  readonly branch: string | undefined;
  /** A revision to read instead. */
  readonly at: string | undefined;
  /** The day of the report, and today; `YYYY-MM-DD`. */
  readonly day: string;
  readonly today: string;
  readonly progress: (text: string) => void;
}

export interface ReportPlace {
  readonly tree: Tree;
  /** What the report was read from; both are undefined where the fleet is in no repository, or has no commit yet. */
  readonly repository: Repository | undefined;
  readonly commit: CommitId | undefined;
  /** The tags that there are; undefined where there is no repository. */
  readonly tagged: Tagged | undefined;
  readonly forge: Outcome<OpenedForge>;
  /** What could not be done as asked, each a sentence. */
  readonly unknown: readonly string[];
}

/** `gone` where there is no such revision, or the branch was not there on that day. */
export async function reportPlace(order: PlaceOrder): Promise<Outcome<ReportPlace>> {
  const repository = openRepository(order.folder);
  const head = repository?.resolve('HEAD');
  if (repository === undefined || (head === undefined && !order.forge.ok)) return inFolder(order);
  const remote = order.forge.ok ? await atRemote(order.forge.value, order) : undefined;
  if (remote?.ok === false && head === undefined) return inFolder(order);
  const forge = remote?.ok === false ? failed(remote.why, remote.detail) : onThatDay(order);
  const tagged = remote?.ok === true ? remote.value.tagged : localTags(repository);
  const tip = revisionOf(order, repository, remote?.ok === true ? remote.value.base : head);
  if (!tip.ok) return tip;
  const tree = revisionTree(repository, tip.value);
  if (!tree.ok) return tree;
  const name = order.at ?? (remote?.ok === true ? remote.value.branch : 'HEAD');
  return succeeded({
    tree: { ...tree.value, name },
    repository,
    commit: tree.value.commit,
    tagged,
    forge,
    unknown: [],
  });
}

function inFolder(order: PlaceOrder): Outcome<ReportPlace> {
  const { folder, at, day, today } = order;
  if (at !== undefined) return failed('gone', `${folder} has no commits, so there is no revision ${at}`);
  const why = `${folder} is in no git repository with a commit`;
  const past = day < today ? [`${why}: the fleet is shown as it lies there today, and not as it was on ${day}`] : [];
  return succeeded({
    tree: workingTree(folder),
    repository: undefined,
    commit: undefined,
    tagged: undefined,
    forge: order.forge.ok ? failed('gone', why) : order.forge,
    unknown: past,
  });
}

interface AtRemote {
  readonly branch: string;
  readonly base: CommitId;
  readonly tagged: Tagged;
}

async function atRemote({ repository, remote }: OpenedForge, order: PlaceOrder): Promise<Outcome<AtRemote>> {
  order.progress(`fetching from ${remote.name}`);
  const fleet = await fetchFleet({ repository, remote, branch: order.branch });
  return fleet.ok
    ? succeeded({ branch: fleet.value.branch, base: fleet.value.base.commit, tagged: fleet.value })
    : fleet;
}

/** A forge knows only what is now. */
function onThatDay({ forge, day, today }: PlaceOrder): Outcome<OpenedForge> {
  if (!forge.ok || day === today) return forge;
  return failed('gone', `the report tells of ${day}, and a forge knows only what is open today`);
}

function localTags(repository: Repository): Tagged {
  const listed = repository.listRefs('refs/tags/');
  const tags = listed.ok ? listed.value.map(({ ref }) => ref.slice('refs/tags/'.length)) : [];
  return { tags: new Set(tags), records: undefined };
}

/** The commit to read: the one that was named, or the branch's, as it was at the end of the day. */
function revisionOf(
  { at, day, today }: PlaceOrder,
  repository: Repository,
  tip: CommitId | undefined,
): Outcome<CommitId> {
  const found = at === undefined ? tip : repository.resolve(at);
  if (found === undefined) return failed('gone', `there is no commit ${at ?? 'HEAD'}`);
  if (day >= today) return succeeded(found);
  const number = dayNumber(day);
  const then = number === undefined ? undefined : repository.tipBy(found, (number + 1) * secondsADay - 1);
  return then === undefined
    ? failed('gone', `there was no commit yet on ${day}: the history that is here begins later`)
    : succeeded(then);
}

const secondsADay = 86_400;
