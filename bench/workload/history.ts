/**
 * Five years of a fleet, as the stream that `git fast-import` reads: the same seed gives the same commits.
 *
 * With 10,000 clusters the branch has about 106,000 steps (see {@link habits}): every second one is a merge of a request, the
 * others are squashed requests and direct commits. Two streams publish each month; some clusters follow at once, most are
 * late, some never move. Clusters come, are renamed, set and lift holds, and change what no report asks for.
 */

import { dateOf } from '../../src/core/days.ts';
import { type Random, randomFrom } from '../random.ts';
import type { File } from '../workload.ts';
import { clusterFile, ownersFile } from './clusters.ts';
import { catalogueOf, type Stream } from './packages.ts';

export interface HistoryOrder {
  readonly seed: string;
  readonly clusters: number;
}

const streams: readonly Stream[] = ['linux', 'elfms'];
const months = 60;
const firstYear = 2021;
const firstMonth = 7;

/** The day of the first commit, and the last day of the history. */
const firstDay = 18_809;
export const lastDay: string = dateOf(Math.floor(firstDay + months * 30.4375));

/** How many releases each stream has; oldest first. */
const versionsOfHistory: readonly string[] = Array.from({ length: months }, (_, at) => {
  const month = firstMonth - 1 + at;
  return `${firstYear + Math.floor(month / 12)}_${(month % 12) + 1}_${at % 8 === 7 ? 'major' : 'minor'}`;
});

/** Of a hundred clusters so many, which take every so many-th release of each stream, so many days after it. */
const habits: readonly {
  readonly share: number;
  readonly every: Readonly<Record<Stream, number>>;
  readonly lag: number;
}[] = [
  { share: 1, every: { linux: 1, elfms: 1 }, lag: 12 },
  { share: 5, every: { linux: 3, elfms: 6 }, lag: 45 },
  { share: 15, every: { linux: 6, elfms: 12 }, lag: 90 },
  { share: 71, every: { linux: 12, elfms: 24 }, lag: 150 },
  { share: 8, every: { linux: 1000, elfms: 1000 }, lag: 0 },
];

/** The stream for `git fast-import`, in pieces; it makes the branch `main` and a tag for each release. */
export function* fleetHistory(order: HistoryOrder): Iterable<string> {
  const writer = new Writer();
  const fleet = startOf(order);
  yield writer.commit({ at: secondsOf(0), by: 'person00', message: 'The fleet', edits: fleet.files });
  for (const event of eventsOf(order)) yield writeEvent(writer, fleet, event);
  yield `reset refs/heads/request\nfrom ${'0'.repeat(40)}\n\ndone\n`;
}

interface Cluster {
  file: string;
  text: string;
}

interface FleetNow {
  readonly files: readonly File[];
  readonly clusters: readonly Cluster[];
}

type Event = { readonly at: number; readonly random: number } & (
  | { readonly is: 'release' | 'rollout' | 'withdrawal'; readonly stream: Stream; readonly version: string }
  | { readonly is: 'move'; readonly cluster: number; readonly stream: Stream; readonly version: string }
  | { readonly is: 'hold' | 'lift' | 'touch' | 'rename'; readonly cluster: number }
);

function startOf({ seed, clusters }: HistoryOrder): FleetNow {
  const { steady } = catalogueOf(seed);
  const [first = ''] = versionsOfHistory;
  const made = Array.from({ length: clusters }, (_, number) => {
    const { path, text } = clusterFile(seed, number, steady);
    return { file: path, text: text.replace(/^ {2}(linux|elfms): \w+$/gm, `  $1: ${first}`) };
  });
  const shared: readonly File[] = [
    { path: 'fleet.yaml', text: fleetText },
    { path: '.gitignore', text: '.tidemark/\nprofiles/\n' },
    { path: 'templates/site/entry.yaml', text: 'description: Where every profile starts.\nprofile: { site: here }\n' },
    ownersFile(),
    ...streams.flatMap((stream) => releaseFiles(stream, first)),
  ];
  return { files: [...shared, ...made.map(({ file, text }) => ({ path: file, text }))], clusters: made };
}

/** Everything that happens, in its order. */
function eventsOf({ seed, clusters }: HistoryOrder): readonly Event[] {
  const events = [...releaseEvents(seed)];
  for (let number = 0; number < clusters; number += 1) events.push(...clusterEvents(seed, number));
  return events
    .filter(({ at }) => at < secondsOf(months * 30.4375))
    .toSorted((a, b) => a.at - b.at || a.random - b.random);
}

function* releaseEvents(seed: string): Iterable<Event> {
  for (const stream of streams) {
    for (const [at, version] of versionsOfHistory.entries()) {
      const random = randomFrom(seed, 'release', stream, at);
      const day = releaseDay(stream, at);
      const order = random.below(2 ** 30);
      yield { is: 'release', at: secondsOf(day), random: order, stream, version };
      if (at > 0) yield { is: 'rollout', at: secondsOf(day + 10), random: order, stream, version };
      if (random.oneIn(30)) yield { is: 'withdrawal', at: secondsOf(day + 25), random: order, stream, version };
    }
  }
}

function* clusterEvents(seed: string, cluster: number): Iterable<Event> {
  const random = randomFrom(seed, 'past', cluster);
  const { every, lag } = habitOf(random.below(100));
  const event = (day: number): { readonly at: number; readonly random: number } => ({
    at: secondsOf(day) + random.below(86_400),
    random: random.below(2 ** 30),
  });
  for (const stream of streams) {
    for (let at = 1 + random.below(every[stream]); at < months; at += every[stream]) {
      const version = versionsOfHistory[at] ?? '';
      yield { is: 'move', cluster, stream, version, ...event(releaseDay(stream, at) + 1 + random.below(lag + 1)) };
    }
  }
  if (random.oneIn(12)) {
    const day = random.below(1600);
    yield { is: 'hold', cluster, ...event(day) };
    if (!random.oneIn(4)) yield { is: 'lift', cluster, ...event(day + 30 + random.below(100)) };
  }
  if (random.oneIn(2)) yield { is: 'touch', cluster, ...event(random.below(1800)) };
  if (random.oneIn(50)) yield { is: 'rename', cluster, ...event(random.below(1800)) };
}

function habitOf(hundredth: number): (typeof habits)[number] {
  let sum = 0;
  const found = habits.find(({ share }) => (sum += share) > hundredth);
  if (found === undefined) throw new RangeError('the shares are not a hundred');
  return found;
}

function releaseDay(stream: Stream, at: number): number {
  return at * 30.4375 + (stream === 'linux' ? 2 : 9);
}

function secondsOf(day: number): number {
  return Math.floor((firstDay + day) * 86_400);
}

function writeEvent(writer: Writer, fleet: FleetNow, event: Event): string {
  const random = randomFrom('event', event.random);
  const { at } = event;
  switch (event.is) {
    case 'release': {
      const { stream, version } = event;
      const made = writer.commit({
        at,
        by: 'person01',
        message: `Release ${stream} ${version}`,
        edits: [...releaseFiles(stream, version), rolloutFile(event, [`opened, date: "${instantOf(at)}"`])],
      });
      return made + writer.tag(`${stream}/${version}`, at);
    }
    case 'rollout': {
      const events = [
        `opened, date: "${instantOf(at - 864_000)}"`,
        `decided, verdict: accept, date: "${instantOf(at)}"`,
      ];
      const edits = [rolloutFile(event, events)];
      return writer.commit({ at, by: 'person01', message: `Accept ${event.stream} ${event.version}`, edits });
    }
    case 'withdrawal': {
      const { stream, version } = event;
      const [release] = releaseFiles(
        stream,
        version,
        `withdrawn: { reason: the kernel panics, date: "${dayOf(at)}" }\n`,
      );
      return writer.commit({ at, by: 'person01', message: `Withdraw ${stream} ${version}`, edits: [release] });
    }
    default:
      return writeClusterEvent(writer, fleet, { event, random });
  }
}

type ClusterEvent = Extract<Event, { readonly cluster: number }>;

function writeClusterEvent(
  writer: Writer,
  fleet: FleetNow,
  { event, random }: { readonly event: ClusterEvent; readonly random: Random },
): string {
  const cluster = fleet.clusters[event.cluster];
  if (cluster === undefined) throw new RangeError(`no cluster ${event.cluster}`);
  const before = cluster.file;
  const stem = before.slice(before.lastIndexOf('/') + 1, -'.yaml'.length);
  const message = changeCluster(cluster, event, random);
  if (message === undefined) return '';
  const removed = before === cluster.file ? [] : [{ path: before, text: undefined }];
  return writer.request({
    at: event.at,
    by: `person${String(event.random % 40).padStart(2, '0')}`,
    message,
    edits: [...removed, { path: cluster.file, text: cluster.text }],
    branch: `tidemark/${stem}`,
    way: random.pick(['merge', 'merge', 'merge', 'squash', 'squash', 'direct']),
  });
}

/** Changes a cluster and says so; undefined where there is nothing to change. */
function changeCluster(cluster: Cluster, event: ClusterEvent, random: Random): string | undefined {
  const { text, file } = cluster;
  switch (event.is) {
    case 'move':
      cluster.text = text.replace(
        new RegExp(`^ {2}${event.stream}: \\w+$`, 'm'),
        `  ${event.stream}: ${event.version}`,
      );
      return cluster.text === text ? undefined : `Move ${nameOf(file)} to ${event.stream} ${event.version}`;
    case 'hold':
      cluster.text = `${text}${text.includes('\nupgrade:\n') ? '' : `upgrade:\n  linux: { mode: hold, until: "${dayOf(event.at + 86_400 * 60)}", reason: a long run }\n`}`;
      return cluster.text === text ? undefined : `Hold ${nameOf(file)}`;
    case 'lift':
      cluster.text = text.replace(/upgrade:\n {2}linux: \{ mode: hold.*\n/, '');
      return cluster.text === text ? undefined : `Lift the hold of ${nameOf(file)}`;
    case 'touch':
      cluster.text = text.replace(/vm\.swappiness: \d+/, `vm.swappiness: ${60 + random.below(40)}`);
      return cluster.text === text ? undefined : `Swap less on ${nameOf(file)}`;
    case 'rename':
      cluster.file = file.replace(/\.yaml$/, 'b.yaml');
      return `Rename ${nameOf(file)}`;
  }
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1, -'.yaml'.length);
}

type Edit = { readonly path: string; readonly text: string | undefined };

interface Said {
  readonly at: number;
  readonly by: string;
  readonly message: string;
  readonly edits: readonly Edit[];
}

/** Writes commits, and knows which mark the branch has, and which number the next request. */
class Writer {
  #mark = 0;
  #tip = 0;
  #request = 0;

  commit(said: Said): string {
    return this.#on('main', said, this.#tip === 0 ? '' : `from :${this.#tip}\n`);
  }

  request({ branch, way, ...said }: Said & { readonly branch: string; readonly way: string }): string {
    if (way === 'direct') return this.commit(said);
    this.#request += 1;
    const number = this.#request;
    if (way === 'squash') return this.commit({ ...said, message: `${said.message} (#${number})` });
    const base = this.#tip;
    const own = this.#on('request', said, `from :${base}\n`);
    const message = `Merge pull request #${number} from bench/${branch}\n\n${said.message}`;
    const merge = `from :${base}\nmerge :${this.#mark}\n`;
    return own + this.#on('main', { ...said, at: said.at + 60, by: 'GitHub', message }, merge);
  }

  tag(name: string, at: number): string {
    const words = `Release ${name}\n`;
    return `tag ${name}\nfrom :${this.#tip}\ntagger ${identity('person01', at)}\ndata ${words.length}\n${words}\n`;
  }

  #on(branch: 'main' | 'request', { at, by, message, edits }: Said, from: string): string {
    this.#mark += 1;
    if (branch === 'main') this.#tip = this.#mark;
    const who = identity(by, at);
    const words = Buffer.byteLength(message);
    const head = `commit refs/heads/${branch}\nmark :${this.#mark}\nauthor ${who}\ncommitter ${who}\ndata ${words}\n${message}\n`;
    return `${head}${from}${edits.map(editLine).join('')}\n`;
  }
}

function identity(name: string, at: number): string {
  return `${name} <${name}@example.org> ${at} +0000`;
}

function editLine({ path, text }: Edit): string {
  if (text === undefined) return `D ${path}\n`;
  return `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

function releaseFiles(stream: Stream, version: string, more = ''): readonly [File, File] {
  const at = versionsOfHistory.indexOf(version);
  const date = dateOf(Math.floor(firstDay + releaseDay(stream, at)));
  const advisories = ['Critical', 'Important', 'Moderate'].map(
    (severity, i) =>
      `  - { id: "BENCH-${at}:${i}", severity: ${severity}, published: "${date}", title: "A fault in part ${i}", cves: [CVE-2026-${1000 + at * 3 + i}], packages: { part${i}: "${at}.${i}-1.el9" } }\n`,
  );
  const text = `stream: ${stream}\nversion: ${version}\ndate: "${date}"\nowners: [release-team]\nadvisories:\n${advisories.join('')}${more}`;
  const folder = `templates/${stream}/${version}`;
  return [
    { path: `${folder}/release.yaml`, text },
    {
      path: `${folder}/default.yaml`,
      text: `description: ${stream} ${version}\nprofile: { ${stream}: "${version}" }\n`,
    },
  ];
}

function rolloutFile(
  { stream, version }: { readonly stream: Stream; readonly version: string },
  events: readonly string[],
): File {
  const lines = events.map((event) => `  - { event: ${event}, person: person01 }\n`).join('');
  const head = `title: "${stream} ${version}"\nstream: ${stream}\nversion: ${version}\nmanagers: [person00, person01]\n`;
  const text = `${head}links: { notes: "https://example.org/notes" }\nteams: [ea-NGI_CH-CERN]\nevents:\n${lines}`;
  return { path: `rollouts/${stream}/${version}/rollout.yaml`, text };
}

function dayOf(seconds: number): string {
  return dateOf(Math.floor(seconds / 86_400));
}

function instantOf(seconds: number): string {
  return `${dayOf(seconds)}T00:00:00Z`;
}

const fleetText = `fleet: bench
entry: site/entry
streams:
  linux: { title: Operating system, owners: [release-team] }
  elfms: { title: Fabric management tools, owners: [release-team] }
variables: { domain: example.org }
upgrade: { mode: offer, automerge: minor, maxOpen: 200 }
stale: { due: 14d, overdue: 45d, unmaintained: 180d }
`;
