/** Looks at a fleet and its surroundings before anything is written. It writes nothing itself. */

import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Channel, Fleet, Owners } from '../core/fleet.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Remote } from '../core/refs.ts';
import type { Tree } from '../core/tree.ts';
import { compareVersions, parseVersion } from '../core/version.ts';
import type { Forge } from '../forge/forge.ts';
import { openRepository, type Repository } from '../git/git.ts';
import { readMailSettings, type Environment } from '../notify/mail-settings.ts';
import { openWebhook } from '../notify/webhook.ts';
import { ownershipOf, type OwnedFleet } from '../upgrade/codeowners.ts';
import { forecastOf } from '../upgrade/forecast.ts';
import { offersOf, type Standing } from '../upgrade/offer.ts';
import { planUpgrades } from '../upgrade/plan.ts';
import { wishOf } from '../upgrade/target.ts';
import type { DoctorFacts, FleetFacts, Mail, RemoteFacts, Token, Work } from './doctor-facts.ts';
import { versionsIn } from './fleet-files.ts';
import { openTree } from './open-tree.ts';
import { ownersFile, readOwnedFleet } from './owners-file.ts';
import { isReleaseTag } from './release-tags.ts';
import { readSide } from './side.ts';
import { standingsIn } from './standings.ts';

export interface DoctorOrder {
  /** The fleet's folder, or a bare repository. */
  readonly folder: string;
  readonly now: Date;
  readonly env: Environment;
  /** The forge and the remote, as they were found; undefined asks nobody outside this machine. */
  readonly outside: Outside | undefined;
}

export interface Outside {
  readonly forge: Outcome<Pick<Forge, 'name' | 'facts'>>;
  readonly remote: Outcome<Pick<Remote, 'name' | 'listRefs'>>;
}

/** Never fails: what cannot be found out is a fact too. */
export async function doctorFacts({ folder, now, env, outside }: DoctorOrder): Promise<DoctorFacts> {
  const repository = openRepository(folder);
  const remote = outside === undefined ? undefined : await remoteFacts(outside.remote);
  const tags = remote?.ok === true ? remote.value.tags : tagsHere(repository);
  const tree = openTree(folder, existsSync(join(folder, 'fleet.yaml')) ? undefined : 'HEAD');
  const fleet = tree.ok ? fleetFacts(folder, tree.value, { tags, today: now.toISOString().slice(0, 10) }) : undefined;
  const notify = fleet?.fleet.notify ?? [];
  return {
    now: now.getTime(),
    newestCommit: newestCommit(repository),
    fleet,
    isRepository: repository !== undefined,
    remote,
    forge: outside === undefined ? undefined : await forgeFacts(outside.forge),
    token: tokenOf(env),
    mail: notify.some(({ channel }) => channel === 'mail') ? await mailFacts(env, outside !== undefined) : undefined,
    webhooks: notify.flatMap((channel) => webhookFacts(channel, env)),
  };
}

async function remoteFacts(remote: Outside['remote']): Promise<Outcome<RemoteFacts>> {
  if (!remote.ok) return remote;
  const { name } = remote.value;
  const listed = await remote.value.listRefs(['refs/tags/']);
  if (!listed.ok) return failed(listed.why === 'gone' ? 'unreachable' : listed.why, listed.detail);
  const { head, refs } = listed.value;
  return succeeded({ name, head, tags: releaseTags(refs.map(({ ref }) => ref)) });
}

function tagsHere(repository: Repository | undefined): readonly string[] {
  const refs = repository?.listRefs('refs/tags/');
  return refs?.ok === true ? releaseTags(refs.value.map(({ ref }) => ref)) : [];
}

function releaseTags(refs: readonly string[]): readonly string[] {
  return refs.map((ref) => ref.replace('refs/tags/', '')).filter(isReleaseTag);
}

function newestCommit(repository: Repository | undefined): number | undefined {
  const head = repository?.resolve('HEAD');
  const commit = head === undefined ? undefined : repository?.commit(head);
  return commit?.ok === true ? commit.value.committer.seconds * 1000 : undefined;
}

async function forgeFacts(forge: Outside['forge']): Promise<DoctorFacts['forge']> {
  return forge.ok ? succeeded({ name: forge.value.name, facts: await forge.value.facts() }) : forge;
}

interface Circumstances {
  readonly tags: readonly string[];
  readonly today: string;
}

function fleetFacts(folder: string, tree: Tree, circumstances: Circumstances): FleetFacts | undefined {
  const out = new Diagnostics();
  const owned = readOwnedFleet(folder, tree, out);
  if (owned === undefined) return undefined;
  const { fleet, owners, clusters } = owned;
  const { standings, wantAuto } = standingFacts(tree, circumstances);
  return {
    fleet,
    clusters: clusters.length,
    unreadable: [...new Set(out.sorted().map(({ site }) => site.file))],
    folders: foldersIn(tree),
    findings: ownershipOf(owned).findings,
    mailless: maillessIn(owned, owners),
    codeowners: codeownersFacts(folder, tree),
    newest: newestIn(tree, fleet),
    wantAuto,
    work: workIn(standings, fleet),
  };
}

function foldersIn(tree: Tree): ReadonlyMap<string, number> {
  const entries = new Map<string, Set<string>>();
  for (const file of tree.list('clusters')) {
    for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
      const folder = file.slice(0, slash);
      const name = file.slice(slash + 1).split('/', 1)[0] ?? '';
      const known = entries.get(folder);
      if (known === undefined) entries.set(folder, new Set([name]));
      else known.add(name);
    }
  }
  return new Map([...entries].map(([folder, names]) => [folder, names.size]));
}

/** People and teams that clusters name themselves, where neither they nor a member of theirs has an address. */
function maillessIn({ clusters }: OwnedFleet, { people, teams }: Owners): readonly string[] {
  const named = new Set(clusters.flatMap(({ owners }) => owners));
  return [...named].filter((name) => {
    const person = people.get(name);
    if (person !== undefined) return person.left === undefined && person.mail === undefined;
    const team = teams.get(name);
    return (
      team !== undefined &&
      team.mail === undefined &&
      team.members.every((member) => people.get(member)?.mail === undefined)
    );
  });
}

function codeownersFacts(folder: string, tree: Tree): FleetFacts['codeowners'] {
  const file = ownersFile(folder, tree, new Diagnostics());
  if (!file.ok) return 'unreadable';
  const { text, existing } = file.value;
  return existing === undefined ? 'missing' : existing === text ? 'current' : 'old';
}

function newestIn(tree: Tree, { streams }: Fleet): ReadonlyMap<string, string> {
  const versions = [...versionsIn(tree, streams.keys())].flatMap(([stream, texts]) => {
    const newest = [...texts]
      .flatMap((text) => parseVersion(text) ?? [])
      .toSorted(compareVersions)
      .at(-1);
    return newest === undefined ? [] : [[stream, newest.text] as const];
  });
  return new Map(versions);
}

interface StandingFacts {
  readonly standings: readonly Standing[];
  readonly wantAuto: number;
}

function standingFacts(tree: Tree, { tags, today }: Circumstances): StandingFacts {
  const side = readSide(tree);
  const { open } = side;
  if (open === undefined) return { standings: [], wantAuto: 0 };
  const { standings } = standingsIn({ ...side, open }, { published: new Set(tags), today });
  const auto = [...side.clusters.values()].filter(({ read }) =>
    [...(read?.cluster?.pins.keys() ?? [])].some(
      (stream) => wishOf(open.fleet.upgrade, read?.cluster?.upgrades.get(stream), today).mode === 'auto',
    ),
  );
  return { standings, wantAuto: auto.length };
}

/** As if nothing had been offered yet. */
function workIn(standings: readonly Standing[], { upgrade }: Fleet): Work {
  const none = new Map<string, never>();
  const scene = { digests: none, open: [], declined: none, branches: none, over: none };
  const offers = offersOf(standings, upgrade.group);
  const { steps } = planUpgrades({ ...scene, offers, maxOpen: Infinity, limit: Infinity });
  const { opened, writes, minutes } = forecastOf(steps, upgrade.reviewers === 'request' ? 1 : 0);
  return { requests: opened, writes, minutes };
}

/** What a token shows of itself. A workflow says which of two it gives, as an App's token looks like its own. */
function tokenOf(env: Environment): Token {
  const token = (env['GITHUB_TOKEN'] ?? '').trim() || (env['GH_TOKEN'] ?? '').trim();
  if (token === '') return 'none';
  if (env['TIDEMARK_TOKEN'] === 'workflow' || env['TIDEMARK_TOKEN'] === 'app') return env['TIDEMARK_TOKEN'];
  return token.startsWith('ghs_') ? 'installation' : 'person';
}

async function mailFacts(env: Environment, mayAsk: boolean): Promise<Mail> {
  if ((env['TIDEMARK_MAIL_FOLDER'] ?? '') !== '') return { is: 'configured', host: 'mails become files' };
  const settings = readMailSettings(env);
  if (!settings.ok) return { is: 'wrong', detail: settings.detail };
  if (settings.value === undefined) return { is: 'unset' };
  const { host, port } = settings.value;
  if (!mayAsk) return { is: 'configured', host };
  const fault = await knock(host, port);
  return fault === undefined ? { is: 'reached', host } : { is: 'unreachable', detail: `${host}: ${fault}` };
}

/** Milliseconds. */
const patience = 5000;

/** Whether somebody opens the door; nothing is said. */
async function knock(host: string, port: number): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience });
    const end = (fault: string | undefined): void => {
      socket.destroy();
      resolve(fault);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end('code' in error ? String(error.code) : 'no answer'));
  });
}

function webhookFacts(channel: Channel, env: Environment): DoctorFacts['webhooks'] {
  if (channel.channel !== 'webhook') return [];
  const { variable } = channel;
  const hook = openWebhook({ variable, env });
  if (!hook.ok) return [{ variable, is: 'unsafe' }];
  return [{ variable, is: hook.value === undefined ? 'missing' : 'set' }];
}
