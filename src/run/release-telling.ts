/** Opens what announcements are told over: the channels of the fleet, and the outbox that keeps what was told. */

import type { Objects } from '../core/objects.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Refs, Remote } from '../core/refs.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { Tree } from '../core/tree.ts';
import type { Forge } from '../forge/forge.ts';
import { folderOutbox } from '../notify/outbox-files.ts';
import { refsOutbox } from '../notify/outbox-refs.ts';
import type { Telling } from './announce-release.ts';
import { locateIn } from './place.ts';
import { openChannels } from './tell-channels.ts';

export interface TellingOrder {
  /** The fleet's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fleet: Fleet;
  readonly owners: Owners;
  /** The fleet as the default branch has it. */
  readonly tree: Tree;
  readonly forge: Forge;
  readonly repository: Refs & Objects & { readonly prefix: string };
  readonly remote: Remote;
  readonly clock: () => Date;
  /** A text that no other run has. */
  readonly run: string;
  readonly act: Telling['act'];
}

/** In CI, which leaves no disk behind, the outbox is kept in refs of the remote; elsewhere in `.tidemark/`. */
export function openTelling(order: TellingOrder): Outcome<Telling> {
  const { folder, env, fleet, owners, tree, forge, repository, remote, clock, run, act } = order;
  const channels = openChannels({ fleet: fleet.name, notify: fleet.notify, env });
  if (!channels.ok) return channels;
  const seconds = Math.floor(clock().getTime() / 1000);
  const outbox =
    env['CI'] === undefined
      ? folderOutbox({ folder: `${folder}/.tidemark/outbox`, run })
      : refsOutbox({ repository, remote, seconds });
  const locate = locateIn(tree);
  return succeeded({
    fleet,
    owners,
    forge,
    channels: channels.value,
    outbox,
    clock,
    run,
    ownersLine: (file) => locate({ file, route: ['owners'], part: 'key' })?.line,
    folder: repository.prefix === '' ? '' : `${repository.prefix.replace(/\/$/, '')}/`,
    act,
  });
}
