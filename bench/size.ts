/** One size of fleet: every job in turns, then the check of every profile, then the figures. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, measure, RunFailed } from './measure.ts';
import { type FloorName, floors, floorSizes, type JobName, type Row } from './rows.ts';
import type { Scratch } from './scratch.ts';
import { type Job, setStage } from './stage.ts';
import { figureOf, ratioOf } from './statistics.ts';
import type { JobResult, RowResult, SizeResult } from './table.ts';

export interface Size {
  readonly hosts: number;
  readonly rounds: number;
  readonly chosen: readonly Row[];
}

/** Sets the stage, takes turns, checks what was written. Throws when a run fails or a profile is wrong. */
export async function measureSize(scratch: Scratch, { hosts, rounds, chosen }: Size): Promise<SizeResult> {
  const names = jobNames(hosts, chosen);
  const jobs = await setStage(scratch, hosts, names);
  const costs = await inTurns(jobs, rounds);
  progress('checking the profiles');
  await Promise.all([...jobs].map(async ([name, job]) => checked(name, job)));
  progress('');
  const unlike = filesUnlike(jobs.get('cluster-cold')?.args.at(-1), jobs.get('write-differences')?.args.at(-1));
  scratch.clear();
  const resultOf = (name: JobName): JobResult => summary(costs.get(name) ?? []);
  const measuredFloors = names.filter(isFloor).map((name) => [name, resultOf(name)]);
  return {
    hosts,
    rounds,
    rows: chosen.map((row) => rowResult(row, hosts, costs)),
    floors: Object.fromEntries(measuredFloors),
    ...(unlike > 0 && {
      note: `${unlike} files of the layout cluster are not byte for byte what the bare writer writes`,
    }),
  };
}

/** The rows' own jobs and floors; every floor of the size when no row is wanted. */
function jobNames(hosts: number, chosen: readonly Row[]): readonly JobName[] {
  if (chosen.length === 0) {
    return Object.keys(floors)
      .filter(isFloor)
      .filter((name) => floorSizes[name].includes(hosts));
  }
  const bare = chosen.some((row) => row.name === 'host-cold') ? ['write-profiles' as const] : [];
  return [
    ...new Set([...bare, ...chosen.flatMap((row) => [...(row.floor === undefined ? [] : [row.floor]), row.name])]),
  ];
}

function isFloor(name: string): name is FloorName {
  return Object.hasOwn(floors, name);
}

/** Each round runs every job once, every second round backwards, so that a busy minute hits all of them. */
async function inTurns(
  jobs: ReadonlyMap<JobName, Job>,
  rounds: number,
): Promise<ReadonlyMap<JobName, readonly Cost[]>> {
  const costs = new Map<JobName, Cost[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, job] of round % 2 === 0 ? jobs : [...jobs].toReversed()) {
      job.before(round);
      const cost = await measure(job.args);
      costs.set(name, [...(costs.get(name) ?? []), cost]);
      progress(`round ${round + 1} of ${rounds}: ${name} ${cost.cpu.toFixed(2)} s`);
    }
  }
  progress('');
  return costs;
}

/** Every profile that a job left must be the one that the unclever merge makes. */
async function checked(name: JobName, { check }: Job): Promise<void> {
  if (check === undefined) return;
  try {
    await measure(check);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    throw new RunFailed(`WRONG PROFILES: what ${name} wrote is not what the unclever merge makes.\n${error.message}`);
  }
}

/** How many files of the floor's folder ours has in other bytes, or not at all. */
function filesUnlike(ours: string | undefined, floor: string | undefined): number {
  if (ours === undefined || floor === undefined) return 0;
  const same = (name: string): boolean => readFileSync(join(ours, name)).equals(readFileSync(join(floor, name)));
  return readdirSync(floor).filter((name) => !existsSync(join(ours, name)) || !same(name)).length;
}

function rowResult(row: Row, hosts: number, costs: ReadonlyMap<JobName, readonly Cost[]>): RowResult {
  const { name, title, quantity, floor } = row;
  const target = row.targets[hosts] ?? {};
  const own = costs.get(name) ?? [];
  const ours = summary(own);
  const beside = floor === undefined ? undefined : { name: floor, costs: costs.get(floor) ?? [] };
  const ratio =
    beside &&
    ratioOf(
      own.map((cost) => cost[quantity]),
      beside.costs.map((cost) => cost[quantity]),
    );
  const missed = [
    over(ours[quantity].median, target.seconds) ? [quantity === 'cpu' ? 'CPU' : 'time'] : [],
    over(ours.peak.median, target.mebibytes) ? ['memory'] : [],
    over(ratio, target.ratio) ? ['ratio'] : [],
  ].flat();
  return {
    name,
    title,
    quantity,
    ours,
    target,
    missed,
    ...(beside && { floor: { name: beside.name, result: summary(beside.costs) } }),
    ...(ratio !== undefined && { ratio }),
  };
}

function over(found: number | undefined, limit: number | undefined): boolean {
  return found !== undefined && limit !== undefined && found > limit;
}

function summary(costs: readonly Cost[]): JobResult {
  return {
    cpu: figureOf(costs.map((cost) => cost.cpu)),
    wall: figureOf(costs.map((cost) => cost.wall)),
    peak: figureOf(costs.map((cost) => cost.peak)),
  };
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
