/** The lives of a fleet's clusters: what each step of the branch did to them, followed through folders and names. */

import type { ClusterFacts } from './facts.ts';
import { changesIn, type Change } from './log-changes.ts';
import { holdEvents, pinEvents, type Versions } from './log-pins.ts';
import { renamesIn, type Rename, type Seen } from './log-renames.ts';
import { isUpgrade, oursAlong, type Touch } from './log-touches.ts';
import type { LogEvent } from './logbook.ts';
import type { ClusterStep, FleetPast, PastStep } from './past.ts';

/** A cluster from the step that added it to the one that removed it, or to today. */
export interface Life {
  /** Unlike its name, the same all its life. */
  readonly number: number;
  /** By each stream that it ever pinned. */
  readonly pins: ReadonlyMap<string, PinLife>;
  readonly isReadable: boolean;
}

export interface PinLife {
  /** The step since which it has its pin; undefined where it has none, or had it before history. */
  readonly since: number | undefined;
}

/** What a step did, before it is known who and when. */
export interface Told {
  readonly step: number;
  /** Undefined for what is not about a cluster. */
  readonly life: number | undefined;
  readonly file: string;
  readonly event: LogEvent;
  readonly isGuessed?: boolean;
  /** What a changed hold was. */
  readonly was?: ClusterFacts['holds'][string] | undefined;
}

export interface Lives {
  /** In the order of the branch, oldest first; within a step in no order that means anything. */
  readonly told: readonly Told[];
  /** Those that are there today, by their names of today. */
  readonly alive: ReadonlyMap<string, Life>;
  /** The last step by which a person changed the cluster's file. */
  readonly activityOf: (name: string) => number | undefined;
  /** The step that brought the fleet here; undefined where that lies before history. */
  readonly importStep: number | undefined;
}

/** A life while it is told. */
interface LifeSoFar extends Life {
  /** The files that bear its name, in byte order: more than one only in a fleet with a fault. */
  files: readonly Seen[];
  /** As it could be read last; undefined where it never could, or where that lies before history. */
  last: ClusterFacts | undefined;
  /** That there was something before which history does not tell. */
  isCut: boolean;
  readonly pins: Map<string, PinSoFar>;
  /** The last step that is a person's for certain. */
  activity: number | undefined;
  /** Later ones, that may be upgrades of ours. */
  touches: Touch[];
  isReadable: boolean;
}

interface PinSoFar extends PinLife {
  since: number | undefined;
  /** The pins that it had, in their order. */
  readonly had: string[];
}

/**
 * Whether the oldest step is where history was cut off: it has no parent here, and what it seems to add was there before.
 * Where that step was left out already, what a later one changes tells what there was.
 */
export function isCutAt(steps: readonly PastStep[], isShallow: boolean): boolean {
  return isShallow && steps[0]?.parents.length === 0;
}

/** The lives of clusters along the steps of a branch, oldest first. */
export function livesOf(steps: readonly PastStep[], past: Pick<FleetPast, 'brought' | 'isShallow'>): Lives {
  const world: World = { alive: new Map(), told: [], versions: new Map(), born: 0 };
  const isCut = isCutAt(steps, past.isShallow);
  // The step that brought the fleet here is nobody's care for a cluster.
  const first = past.isShallow ? -1 : steps.findIndex(({ clusters }) => clusters.some(({ to }) => to !== undefined));
  for (const [at, step] of steps.entries()) {
    if (step.clusters.length === 0) continue;
    tellStep(world, { at, clusters: step.clusters, isCut: isCut && at === 0, isImport: at === first });
  }
  const isOurs = oursAlong(steps, past);
  return {
    told: world.told,
    alive: world.alive,
    importStep: first === -1 ? undefined : first,
    activityOf(name) {
      const life = world.alive.get(name);
      return life?.touches.findLast((touch) => !isUpgrade(touch, isOurs))?.step ?? life?.activity;
    },
  };
}

interface World {
  readonly alive: Map<string, LifeSoFar>;
  readonly told: Told[];
  readonly versions: Versions;
  born: number;
}

interface Telling {
  readonly at: number;
  readonly clusters: readonly ClusterStep[];
  readonly isCut: boolean;
  readonly isImport: boolean;
}

function tellStep(world: World, step: Telling): void {
  const changes = changesIn(world.alive, step.clusters);
  const renames = renamesIn(changes);
  // Only renames take a life from one name to another: all lives are taken up before any is set down.
  const lives =
    renames.size === 0 ? undefined : new Map(changes.map((change) => [change.name, lifeOf(world, step, change)]));
  const left = renames.size === 0 ? none : new Set([...renames.values()].map(({ from }) => from));
  if (lives !== undefined) for (const { name } of changes) world.alive.delete(name);
  for (const change of changes) {
    const { name, before, after } = change;
    const rename = renames.get(name);
    const life = lives === undefined ? lifeOf(world, step, change) : lives.get(rename?.from ?? name);
    if (after !== undefined)
      tellLife(world, step, { change, after, rename, life: life ?? bornOf(world, undefined, step.isCut) });
    else if (before !== undefined && !left.has(name)) {
      world.alive.delete(name);
      const event = { is: 'cluster-removed', cluster: name } as const;
      world.told.push({ step: step.at, life: life?.number, file: before.file, event });
    }
  }
}

const none: ReadonlySet<string> = new Set();

/** The life that a change found; undefined where it begins with it. */
function lifeOf(world: World, step: Telling, { name, before }: Change): LifeSoFar | undefined {
  return world.alive.get(name) ?? (before === undefined ? undefined : bornOf(world, before, step.isCut));
}

/** A new life; one that was there already, as far as history shows it, where the step only changed it. */
function bornOf(world: World, before: Seen | undefined, isCut: boolean): LifeSoFar {
  world.born += 1;
  const isOld = before !== undefined;
  const last = before === undefined || before.facts === 'unreadable' ? undefined : before.facts;
  return {
    number: world.born,
    files: [],
    last,
    isCut: isCut || (isOld && last === undefined),
    pins: new Map(Object.entries(last?.pins ?? {}).map(([stream, pin]) => [stream, { since: undefined, had: [pin] }])),
    activity: undefined,
    touches: [],
    isReadable: !isOld || last !== undefined,
  };
}

interface LifeChange {
  readonly change: Change;
  readonly after: Seen;
  readonly rename: Rename | undefined;
  readonly life: LifeSoFar;
}

function tellLife(world: World, step: Telling, { change, after, rename, life }: LifeChange): void {
  const { name, before, files } = change;
  const tell = (event: LogEvent, more: Pick<Told, 'isGuessed' | 'was'> = {}): void => {
    world.told.push({ step: step.at, life: life.number, file: after.file, event, ...more });
  };
  world.alive.set(name, life);
  if (rename !== undefined) tell({ is: 'cluster-renamed', cluster: name, from: rename.from }, rename);
  else if (before === undefined && !step.isCut) tell({ is: 'cluster-added', cluster: name });
  life.files = files;
  keepTouch(step, life, { change, after, rename });
  if (after.facts === 'unreadable') {
    if (life.isReadable && !step.isCut) tell({ is: 'cluster-unreadable', cluster: name });
    life.isReadable = false;
    return;
  }
  life.isReadable = true;
  const { pins, holds } = after.facts;
  if (life.isCut) for (const [stream, pin] of Object.entries(pins)) keepPin(life, { stream, pin, since: undefined });
  else {
    const was = life.last ?? { pins: {}, holds: {} };
    const around = { versions: world.versions, had: (stream: string, pin: string) => hadPin(life, stream, pin) };
    const moves = was.pins === pins ? [] : pinEvents(name, { before: was.pins, after: pins }, around);
    for (const event of moves) {
      tell(event);
      const pin = event.is === 'unpinned' ? undefined : event.to;
      keepPin(life, { stream: event.stream, pin, since: pin === undefined ? undefined : step.at });
    }
    if (was.holds !== holds)
      for (const { event, was: hold } of holdEvents(name, { before: was.holds, after: holds }))
        tell(event, { was: hold });
  }
  life.isCut = false;
  life.last = after.facts;
}

interface Pinned {
  readonly stream: string;
  readonly pin: string | undefined;
  readonly since: number | undefined;
}

function keepPin({ pins }: LifeSoFar, { stream, pin, since }: Pinned): void {
  const known = pins.get(stream);
  if (known === undefined) pins.set(stream, { since, had: pin === undefined ? [] : [pin] });
  else {
    known.since = since;
    if (pin !== undefined) known.had.push(pin);
  }
}

/** Looks back over a thousand pins, which bounds what somebody can make of it who pins what is no version. */
function hadPin({ pins }: LifeSoFar, stream: string, pin: string): boolean {
  return pins.get(stream)?.had.slice(-1000).includes(pin) === true;
}

/** Keeps what may have been a person's doing: not the import, nor a move between folders. */
function keepTouch(step: Telling, life: LifeSoFar, { change, after, rename }: Omit<LifeChange, 'life'>): void {
  const { name, before } = change;
  if (step.isImport || step.isCut) return;
  const isNew = before === undefined || rename !== undefined;
  if (!isNew && before.blob === after.blob && before.blob !== undefined) return;
  if (isNew || before.facts === 'unreadable' || after.facts === 'unreadable' || life.last === undefined) {
    life.activity = step.at;
    life.touches = [];
  } else life.touches.push({ step: step.at, cluster: name, before: before.facts, after: after.facts });
}
