/** `tidemark release publish`: from a verified tag to the release's page and its announcement. */

import { bytes } from '../render/change-cut.ts';
import { releaseCheckText } from '../render/release-check-text.ts';
import { releaseCheckMarkdown } from '../render/release-notes.ts';
import { refusalWords } from '../render/release-refusal.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { publishRelease, type Page, type Published } from '../run/publish-release.ts';
import type { OpenedForge } from '../run/open-forge.ts';
import { announceAt } from './release-announce.ts';
import { taggedRelease, type MeantRelease } from './releases.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { forgeOf, progressOf } from './upgrades.ts';

/** 1 where the tag is refused or the release is wrong; clusters that would fail do not keep a release from the others. */
export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const release = taggedRelease(call);
  const opened = forgeOf(call);
  if (!opened.ok) return failedWorld(opened, terminal);
  const publication = await publishRelease({
    ...opened.value,
    ...release,
    today: global.now.toISOString().slice(0, 10),
    acts: options.flag('dry-run') ? 'shown' : 'done',
    progress: progressOf(call),
  });
  terminal.progress('');
  if (!publication.ok) return failedWorld(publication, terminal);
  switch (publication.value.is) {
    case 'refused':
      return refuse(refusalWords(publication.value.refusal, nameOf(release)), call);
    case 'faulty':
      return tellDiagnostics(call, { ...publication.value, failed: 0 });
    case 'published':
      return tellPublished(publication.value, { call, release, opened: opened.value });
  }
}

function nameOf({ stream, version }: MeantRelease): string {
  return `${stream}/${version}`;
}

function refuse({ says, advice }: { readonly says: string; readonly advice: string }, { terminal }: Call): ExitCode {
  terminal.say(`error: ${says}\n  do: ${advice}`);
  terminal.say('Nothing was published.');
  return 1;
}

interface Situation {
  readonly call: Call;
  readonly release: MeantRelease;
  readonly opened: OpenedForge;
}

async function tellPublished(published: Published, { call, release, opened }: Situation): Promise<ExitCode> {
  const { tag, tried, page, draft, diagnostics } = published;
  const { terminal, options } = call;
  const by =
    tag.signer === undefined
      ? 'not signed, and none of its stream need be'
      : `signed by ${untrustedTerminal(tag.signer)}`;
  terminal.say(
    `The tag ${nameOf(release)} is good: ${tag.id.slice(0, 12)} on commit ${tag.commit.slice(0, 12)}, ${by}.`,
  );
  const shown = { effects: [tried.effect], published: new Set([nameOf(release)]) };
  terminal.print(options.flag('dry-run') ? draft.body : releaseCheckText(shown, terminal.paint));
  terminal.actions?.summarize((room) => releaseCheckMarkdown([tried.effect], room, bytes));
  tellDiagnostics(call, { tree: tag.main, diagnostics, failed: 0 });
  terminal.say(pageWords(page));
  terminal.actions?.outputs({ release: nameOf(release), broken: tried.effect.broken.length, page: page.url ?? '' });
  return announceAt(call, { opened, release, tree: tag.main, effect: tried.effect, url: page.url });
}

function pageWords({ did, url }: Page): string {
  const at = url === undefined ? '' : `: ${untrustedTerminal(url)}`;
  switch (did) {
    case 'created':
      return `Wrote the release${at}`;
    case 'changed':
      return `Brought the release up to date${at}`;
    case 'left':
      return `The release says this already${at}`;
    case 'foreign':
      return `warning: somebody else wrote the text of this release, so it is left as it is${at}`;
    case 'nothing':
      return 'Dry run: nothing was written, neither the record of the tag nor the release.';
  }
}
