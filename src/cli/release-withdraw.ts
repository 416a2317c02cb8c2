/** `tidemark release withdraw`: marks a release as bad in the working tree. */

import { counted } from '../render/diagnostic-words.ts';
import { jsonDocument } from '../render/json-document.ts';
import { ownersWords } from '../render/release-words.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { withdrawRelease, type Withdrawing } from '../run/withdraw-release.ts';
import { workingFiles } from '../run/release-fleet.ts';
import { releaseOf, type MeantRelease } from './releases.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const release = releaseOf(call.arguments);
  const reason = options.text('reason') ?? '';
  if (reason.trim() === '')
    throw new WrongUsage('say what is wrong with it: --reason "its kernel loses packets on 25G cards"');
  const done = withdrawRelease({
    ...release,
    folder: global.fleet,
    reason,
    today: global.now.toISOString().slice(0, 10),
    acts: options.flag('dry-run') ? 'shown' : 'done',
  });
  if (!done.ok && done.why === 'gone') throw new WrongUsage(done.detail);
  if (!done.ok) return failedWorld(done, terminal);
  switch (done.value.is) {
    case 'unreadable':
      return tellDiagnostics(call, {
        tree: workingFiles(global.fleet),
        diagnostics: done.value.diagnostics,
        failed: 0,
      });
    case 'already': {
      const { withdrawn, file } = done.value;
      const when = withdrawn.date === undefined ? '' : ` on ${withdrawn.date}`;
      terminal.say(
        `error: ${nameOf(release)} was withdrawn${untrustedTerminal(when)} already: ${untrustedTerminal(withdrawn.reason)}\n  do: To say more, edit \`withdrawn\` in ${untrustedTerminal(file)}.`,
      );
      return 1;
    }
    case 'withdrawn':
      show(done.value, release, call);
      return 0;
  }
}

function nameOf({ stream, version }: MeantRelease): string {
  return `${stream}/${version}`;
}

type Withdrawn = Extract<Withdrawing, { readonly is: 'withdrawn' }>;

function show({ file, clusters, text }: Withdrawn, release: MeantRelease, { global, options, terminal }: Call): void {
  const isDry = options.flag('dry-run');
  if (global.format === 'json') {
    const shown = { release: nameOf(release), file, written: !isDry, clusters };
    terminal.print(jsonDocument(shown));
  } else {
    const rows = clusters.map(
      ({ name, hosts, owners }) =>
        `  ${untrustedTerminal(name)} (${counted(hosts, 'host')}): ${ownersWords(owners, untrustedTerminal)}`,
    );
    const verb = clusters.length === 1 ? 'pins' : 'pin';
    const head = clusters.length === 0 ? 'No cluster pins it.' : `${counted(clusters.length, 'cluster')} ${verb} it:`;
    const added = isDry ? `${untrustedLines(text.slice(-400))}\n` : '';
    terminal.print(`${added}${[head, ...rows].join('\n')}\n`);
  }
  if (isDry) terminal.say(`Dry run: ${untrustedTerminal(file)} would end like this, and was not written.`);
  else
    terminal.say(
      `${nameOf(release)} is marked as withdrawn in ${untrustedTerminal(file)}. Nobody is moved yet:\n` +
        `  1. commit the file and have it merged: it is offered to nobody from then on\n` +
        `  2. "tidemark upgrade run" then offers every cluster on it the way to a good version; in CI it runs by itself\n` +
        `  3. "tidemark release publish ${nameOf(release)}" tells the same on the release's page, and to everybody whom it concerns`,
    );
}

function untrustedLines(text: string): string {
  return text.split('\n').map(untrustedTerminal).join('\n');
}
