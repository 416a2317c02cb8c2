/** `tidemark release announce`: tells the people whom a release concerns. */

import { randomUUID } from 'node:crypto';
import type { Tree } from '../core/tree.ts';
import type { Effect } from '../release/effect.ts';
import { announcementJson, announcementText } from '../render/release-announced.ts';
import { announceRelease, deliverable, releaseAnnouncement } from '../run/announce-release.ts';
import { fleetOf } from '../run/release-fleet.ts';
import type { OpenedForge } from '../run/open-forge.ts';
import { fetchFleet } from '../run/remote-fleet.ts';
import { openTelling } from '../run/release-telling.ts';
import { releaseOf, type MeantRelease } from './releases.ts';
import { sayTold } from './told.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { forgeOf, progressOf } from './upgrades.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const release = releaseOf(call.arguments);
  const opened = forgeOf(call);
  if (!opened.ok) return failedWorld(opened, terminal);
  const fleet = await fetchFleet({ ...opened.value, branch: undefined });
  if (!fleet.ok) return failedWorld(fleet, terminal);
  if (!fleet.value.tags.has(`${release.stream}/${release.version}`))
    throw new WrongUsage(`${release.stream}/${release.version} is not published: the remote has no such tag`);
  const page = await opened.value.forge.release(`${release.stream}/${release.version}`);
  const url = page.ok && page.value.url !== '' ? page.value.url : undefined;
  return announceAt(call, { opened: opened.value, release, tree: fleet.value.base, effect: undefined, url });
}

export interface Announcing {
  readonly opened: OpenedForge;
  readonly release: MeantRelease;
  /** The fleet as the default branch has it. */
  readonly tree: Tree;
  readonly effect: Effect | undefined;
  readonly url: string | undefined;
}

/** Announces, or with `--dry-run` shows what would be said and to whom. */
export async function announceAt(call: Call, { opened, release, tree, effect, url }: Announcing): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const progress = progressOf(call);
  const listed = await opened.remote.listRefs(['refs/tags/']);
  if (!listed.ok) return failedWorld(listed, terminal);
  const published = new Set(listed.value.refs.map(({ ref }) => ref.slice('refs/tags/'.length)));
  const announcement = releaseAnnouncement({
    ...release,
    tree,
    published,
    today: global.now.toISOString().slice(0, 10),
    url,
    effect,
    progress: (done, all) => progress(`trying the release on ${done} of ${all} clusters`),
  });
  progress('');
  if (!announcement.ok) return failedWorld(announcement, terminal);
  if (global.format === 'json') terminal.print(announcementJson(announcement.value));
  else if (options.flag('dry-run'))
    terminal.print(announcementText(announcement.value, deliverable(announcement.value).words([])));
  const { fleet, owners } = fleetOf(tree);
  if (fleet === undefined || owners === undefined) return 1;
  const telling = openTelling({
    ...opened,
    folder: global.fleet,
    env: terminal.env,
    fleet,
    owners,
    tree,
    clock: () => global.now,
    run: randomUUID(),
    act: options.flag('dry-run') ? 'show' : 'do',
  });
  if (!telling.ok) return failedWorld(telling, terminal);
  const told = await announceRelease(announcement.value, telling.value);
  if (!told.ok) return failedWorld(told, terminal);
  sayTold(told.value, call);
  return 0;
}
