/** Which changes are nearly the same as an earlier one, so that a reader can be shown what is different and no more. */

import { canonicalPackage, canonicalValue } from './canonical.ts';
import { advisoriesOf } from './advisories.ts';
import type { ChangeGroup, Likeness, Rows } from './change.ts';

/**
 * The groups, each beside the earlier one that it is like: the same pins move, and what differs is at most a quarter of
 * what both share. Only those that are like none are models of others.
 */
export function withLikenesses(groups: readonly ChangeGroup[]): readonly ChangeGroup[] {
  if (groups.length < 2) return groups;
  const models = new Map<string, Keyed[]>();
  return groups.map((group) => {
    if (group.kind !== 'changed' || group.pins.length === 0) return group;
    const pins = JSON.stringify(group.pins);
    const known = models.get(pins) ?? [];
    const keyed = keyedRows(group);
    const model = known.find((other) => isLike(keyed, other));
    if (model !== undefined) return { ...group, like: likeness(keyed, model) };
    if (known.length < modelsTried) models.set(pins, [...known, keyed]);
    return group;
  });
}

function likeness(group: Keyed, model: Keyed): Likeness {
  return { model: model.group, without: missing(model, group), besides: missing(group, model) };
}

/** A group is held against this many, so that many groups stay cheap. */
const modelsTried = 8;

/** A group with a text for each row, by which rows are found again. */
interface Keyed {
  readonly group: ChangeGroup;
  readonly keys: ReadonlySet<string>;
}

function keyedRows(group: ChangeGroup): Keyed {
  return {
    group,
    keys: new Set([...group.change.packages.map(canonicalPackage), ...group.change.values.map(canonicalValue)]),
  };
}

function isLike({ keys }: Keyed, model: Keyed): boolean {
  let shared = 0;
  for (const key of keys) if (model.keys.has(key)) shared += 1;
  const different = keys.size + model.keys.size - 2 * shared;
  return shared > 0 && different * 4 <= shared;
}

/** The rows of one group that another does not have. */
function missing({ group }: Keyed, other: Keyed): Rows {
  const { packages, values } = group.change;
  const { closed, reopened } = other.group.advisories;
  const theirs = new Set([...closed.list, ...reopened.list].map(({ id }) => id));
  const own = ({ id }: { readonly id: string }): boolean => !theirs.has(id);
  return {
    change: {
      packages: packages.filter((row) => !other.keys.has(canonicalPackage(row))),
      values: values.filter((row) => !other.keys.has(canonicalValue(row))),
    },
    advisories: {
      closed: advisoriesOf(group.advisories.closed.list.filter(own)),
      reopened: advisoriesOf(group.advisories.reopened.list.filter(own)),
    },
  };
}
