/** `tidemark release schedule`: when releases are due; a calendar, and a feed of what is published. */

import { releaseFeed } from '../render/release-feed.ts';
import { scheduleCalendar } from '../render/schedule-ical.ts';
import { scheduleJson, scheduleText } from '../render/schedule-text.ts';
import { plainPaint } from '../render/paint.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { withTags } from '../run/release-tags.ts';
import { publishedReleases, readSchedule, type ReadSchedule } from '../run/schedule.ts';
import { writeResult } from '../run/write-result.ts';
import type { Tree } from '../core/tree.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const schedule = readSchedule(tree.value, dayOf(call));
  const text = formats[global.format]?.(schedule, { call, tree: tree.value }) ?? '';
  const out = options.text('out');
  if (out === undefined) terminal.print(text);
  else {
    const written = writeResult(global.cwd, out, text);
    if (!written.ok) return failedWorld(written, terminal);
    if (!global.quiet) terminal.say(`Wrote ${untrustedTerminal(out)}.`);
  }
  return tellDiagnostics(call, { tree: tree.value, diagnostics: schedule.diagnostics, failed: 0 });
}

interface Asked {
  readonly call: Call;
  readonly tree: Tree;
}

const formats: Readonly<Record<string, (schedule: ReadSchedule, asked: Asked) => string>> = {
  text: ({ releases }, { call }) => {
    const paint = call.options.text('out') === undefined ? call.terminal.paint : plainPaint;
    return scheduleText(releases, paint);
  },
  json: ({ releases }, { call }) => scheduleJson(dayOf(call), releases),
  ical: ({ fleet, releases }) => scheduleCalendar(fleet, releases),
  atom: ({ fleet }, { call, tree }) =>
    releaseFeed({
      fleet,
      releases: publishedReleases(withTags(tree, call.global.fleet)),
      site: siteOf(call),
      instant: (day) => new Date(`${day}T00:00:00Z`),
    }),
};

function dayOf({ global }: Call): string {
  return global.now.toISOString().slice(0, 10);
}

/** The repository's pages, where Actions names them. */
function siteOf({ terminal }: Call): string | undefined {
  const [server = '', repository = ''] = ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'].map(
    (name) => terminal.env[name] ?? '',
  );
  const isPlain = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository);
  return isPlain ? `${server}/${repository}` : undefined;
}
