/** The story of the demo: two releases, a fault, merges, a refusal, a withdrawal, and the morning after; on one screen. */

import { byteOrder } from '../core/order.ts';
import { counted } from '../render/diagnostic-words.ts';
import { morningLines, type Morning } from './demo-morning.ts';
import type { Listed, Stage } from './demo-stage.ts';

const ingrid = { name: 'Ingrid Solberg', mail: 'ingrid@example.org' };

/** What the release locks, and two clusters of the example hold back. */
const locked = '/software/packages/kernel-core';

export async function story(stage: Stage, length: 'short' | 'whole'): Promise<void> {
  if (length === 'whole')
    stage.plain(`The example fleet: 38 clusters with 2,208 hosts, and an embedded forge. No account, no network.\n`);
  await firstRelease(stage);
  await offers(stage);
  await managers(stage);
  await secondRelease(stage);
  await withdrawal(stage);
  await morning(stage);
  ending(stage);
}

async function firstRelease(stage: Stage): Promise<void> {
  const { fleet } = stage;
  fleet.write('package-lists/linux/2026_9.list', laterBuilds(fleet.read('package-lists/linux/2026_8.list'), 9));
  stage.scene(
    'The release team makes a version from a package list',
    'tidemark template next linux --from package-lists/linux/2026_9.list',
  );
  const made = await stage.run([
    'template',
    'next',
    'linux',
    '--from',
    'package-lists/linux/2026_9.list',
    '--format',
    'json',
  ]);
  const { version, packages, counts, proposed } = JSON.parse(made.out) as Made;
  const template = `templates/linux/${version}/default.yaml`;
  fleet.write(template, fleet.read(template).replace('\nprofile:\n', `\nfinal: [${locked}]\nprofile:\n`));
  stage.tell(
    `${version}: ${packages} packages, ${counts['upgraded'] ?? 0} upgraded; ${proposed.kind}. The kernel is locked: nobody may hold it back.`,
  );
  stage.scene(
    'It is tried on every cluster, published by its tag, and announced',
    `git push origin linux/${version} && tidemark release publish linux/${version}`,
  );
  stage.must(await fleet.commit(`Release linux ${version}`, ingrid));
  stage.must(await fleet.tag(`linux/${version}`, ingrid));
  const before = stage.sinks.mails.length;
  const published = await stage.run(['release', 'publish', `linux/${version}`], [0, 1]);
  for (const line of brokenLines(published.out)) stage.tell(line);
  stage.tell(
    `A page at the forge; ${counted(stage.sinks.mails.length - before, 'mail')} to managers and the security team, ${counted(stage.sinks.chats(), 'chat message')}.`,
  );
}

async function offers(stage: Stage): Promise<void> {
  stage.scene('Every cluster is offered it in a pull request of its own', 'tidemark upgrade run');
  const before = stage.sinks.mails.length;
  await stage.run(['upgrade', 'run'], [0, 1]);
  const { requests, issues } = counts(await stage.forge());
  const committed = 'clusters in mode commit have a commit already';
  stage.tell(`${requests} requests open, by one push; ${committed}.`);
  const mailed = stage.sinks.mails.slice(before).map(({ to }) => to);
  const people = [...new Set(mailed)].toSorted(byteOrder).join(', ');
  stage.tell(`${counted(issues, 'issue')} for what would not compile; mailed: ${people}`);
}

async function managers(stage: Stage): Promise<void> {
  const listed = await stage.forge();
  const merged = ['lxbatch', 'lxplus', 'kadisk'].map((cluster) => requestOf(listed, cluster));
  const declined = requestOf(listed, 'lyologin');
  stage.scene(
    'Managers merge, and one declines',
    `tidemark forge merge ${merged[0] ?? 0} --as maria; tidemark forge close ${declined} --as camille`,
  );
  for (const [index, number] of merged.entries())
    await stage.run(['forge', 'merge', String(number), '--as', ['maria', 'sofia', 'felix'][index] ?? 'maria']);
  await stage.run(['forge', 'close', String(declined), '--as', 'camille', '--comment', 'Not before the conference.']);
  const again = await stage.run(['upgrade', 'run', '--only', 'lyologin', 'lxbatch']);
  stage.tell(
    `lxbatch, lxplus and kadisk have it. What was declined stays declined: run again, ${writesIn(again.out)}.`,
  );
}

async function secondRelease(stage: Stage): Promise<void> {
  const { fleet } = stage;
  stage.must(await fleet.follow());
  fleet.write('package-lists/linux/2026_10.list', laterBuilds(fleet.read('package-lists/linux/2026_8.list'), 10));
  stage.scene(
    'The next release does without the lock, and is offered',
    'tidemark template next …; release publish …; upgrade run',
  );
  const made = await stage.run([
    'template',
    'next',
    'linux',
    '--from',
    'package-lists/linux/2026_10.list',
    '--format',
    'json',
  ]);
  const { version } = JSON.parse(made.out) as Made;
  stage.must(await fleet.commit(`Release linux ${version}`, ingrid));
  stage.must(await fleet.tag(`linux/${version}`, ingrid));
  await stage.run(['release', 'publish', `linux/${version}`], [0, 1]);
  await stage.run(['upgrade', 'run'], [0, 1]);
  const { requests, issues, updated } = counts(await stage.forge(), version);
  stage.tell(
    `${updated} requests say ${version} now, most of them the same requests as before; ${requests} open in all.`,
  );
  stage.tell(
    `What failed compiles again: ${issues === 0 ? 'its issues have closed by themselves' : `${issues} issues are open`}. lyologin is asked again: this is a newer version.`,
  );
}

async function withdrawal(stage: Stage): Promise<void> {
  const { fleet } = stage;
  const listed = await stage.forge();
  for (const [cluster, person] of [
    ['lxbatch', 'maria'],
    ['webapps', 'amelie'],
  ] as const)
    await stage.run(['forge', 'merge', String(requestOf(listed, cluster)), '--as', person]);
  stage.must(await fleet.follow());
  const version = '2026_10_minor';
  stage.scene(
    'It turns out bad, and is withdrawn',
    `tidemark release withdraw linux/${version} --reason "…"; release publish …; upgrade run`,
  );
  await stage.run(
    ['release', 'withdraw', `linux/${version}`, '--reason', 'the kernel loses disks of the r640'],
    [0, 1],
  );
  stage.must(await fleet.commit(`Withdraw linux ${version}`, ingrid));
  const before = stage.sinks.mails.length;
  await stage.run(['release', 'publish', `linux/${version}`], [0, 1]);
  const told = stage.sinks.mails.length - before;
  await stage.run(['upgrade', 'run'], [0, 1]);
  const open = (await stage.forge()).filter(({ state }) => state === 'open');
  const back = open.filter(({ title }) => title.includes('back to')).map(({ title }) => title.split(':')[0] ?? '');
  stage.tell(
    `${counted(told, 'mail')} with the reason. Its requests say something else or are closed; the way back is open for ${back.join(', ')}.`,
  );
}

async function morning(stage: Stage): Promise<void> {
  const folder = `${stage.root}/report`;
  stage.scene('In the morning the security team reads the report', `tidemark report all --out ${folder}`);
  const made = await stage.run(['report', 'all', '--out', folder, '--format', 'json']);
  for (const line of morningLines(JSON.parse(made.out) as Morning)) stage.tell(line);
}

function ending(stage: Stage): void {
  const { work, forge } = stage.fleet;
  stage.plain(`
Look further:
  cd ${work}
  tidemark forge list               what is open; forge show N, forge diff N, forge merge N
  tidemark upgrade status           where every cluster stands, and whose move it is
  tidemark report logbook lxbatch   who moved it, when, by which request
  tidemark diff HEAD~4              what these days have changed, host by host
  cat ${stage.root}/mails/*.eml     ${counted(stage.sinks.mails.length, 'mail')}; ${counted(stage.sinks.chats(), 'chat message')} in chat/
  git -C ${forge} log --oneline --graph main`);
}

interface Made {
  readonly version: string;
  readonly packages: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly proposed: { readonly kind: string };
}

/** The list of August with three later builds, invented for the demo. */
function laterBuilds(list: string, number: number): string {
  const names = ['curl', 'openssl', 'sudo'];
  return list
    .replace(/^# linux 2026_8:.*$/m, `# linux 2026_${number}: that of August with later builds, invented for the demo.`)
    .split('\n')
    .map((line) =>
      names.includes(line.split(' ')[0] ?? '') ? line.replace(/ (\S+) (\S+)$/, ` $1.${number} $2`) : line,
    )
    .join('\n');
}

function counts(
  listed: readonly Listed[],
  version = '',
): { readonly requests: number; readonly issues: number; readonly updated: number } {
  const open = listed.filter(({ state }) => state === 'open');
  const requests = open.filter((one) => one.pull_request !== undefined);
  return {
    requests: requests.length,
    issues: open.length - requests.length,
    updated: requests.filter(({ title }) => title.includes(version)).length,
  };
}

function requestOf(listed: readonly Listed[], cluster: string): number {
  return listed.find(({ title, state }) => state === 'open' && title.startsWith(`${cluster}: linux `))?.number ?? 0;
}

/** The lines of a release check that name who would fail. */
function brokenLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => /would fail$|\[[a-z-]+\]$/.test(line)).slice(0, 4);
}

/** The last line of a run says what it cost. */
function writesIn(text: string): string {
  return /\d+ writes?/.exec(text.trimEnd().split('\n').at(-1) ?? '')?.[0] ?? '';
}
