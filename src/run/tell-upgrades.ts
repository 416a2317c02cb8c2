/** Tells the owners of what a run of upgrades could not do for their clusters; and that it is mended, where it is. */

import { succeeded, type Outcome } from '../core/outcome.ts';
import { committedUpgrades } from './committed.ts';
import type { Done } from './carry-out-upgrades.ts';
import type { OpenedForge } from './open-forge.ts';
import type { Selection } from './selection.ts';
import { openTelling } from './release-telling.ts';
import type { PlannedUpgrades } from './run-upgrades.ts';
import { tell, type Told } from './tell.ts';
import { upgradeTroubles } from './troubles.ts';

export interface TellUpgradesOrder {
  /** The fleet's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly opened: OpenedForge;
  readonly after: PlannedUpgrades;
  readonly done: readonly Done[];
  readonly selection: Selection;
  readonly clock: () => Date;
  /** A text that no other run has. */
  readonly run: string;
  readonly act: 'do' | 'resend';
}

/** Undefined where the fleet names nobody who could be told. */
export async function tellUpgrades(order: TellUpgradesOrder): Promise<Outcome<Told | undefined>> {
  const { plan, fleet } = order.after;
  const { open } = plan;
  if (open?.owners === undefined) return succeeded(undefined);
  const telling = openTelling({
    ...order,
    ...order.opened,
    fleet: open.fleet,
    owners: open.owners,
    tree: fleet.base,
  });
  if (!telling.ok) return telling;
  const { repository } = order.opened;
  const committed = committedUpgrades({ repository, base: fleet.base.commit, side: plan.side });
  if (!committed.ok) return committed;
  const isWhole = order.selection.clusters === undefined && order.selection.streams === undefined;
  return tell({
    ...telling.value,
    troubles: upgradeTroubles(plan, order.done),
    announcements: committed.value,
    looked: { stages: ['upgrade', 'merge', 'push', 'request'], clusters: isWhole ? 'all' : 'some' },
  });
}
