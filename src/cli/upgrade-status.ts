/** `tidemark upgrade status`: where every cluster stands, and whose move it is. */

import { upgradeStatusJson, upgradeStatusMarkdown, upgradeStatusText } from '../render/upgrade-status.ts';
import { upgradeStatus } from '../run/upgrade-status.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { forgeOf, progressOf, refuseUnknown, selectionOf } from './upgrades.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const forge = forgeOf(call);
  if (!forge.ok) return failedWorld(forge, terminal);
  const status = await upgradeStatus({
    opened: forge.value,
    branch: options.text('branch'),
    selection: selectionOf(call),
    now: global.now,
    progress: progressOf(call),
  });
  terminal.progress('');
  if (!status.ok) return failedWorld(status, terminal);
  const { rows, unknown } = status.value;
  refuseUnknown(unknown);
  const formats: Readonly<Record<string, () => string>> = {
    text: () => upgradeStatusText(rows, terminal.paint),
    md: () => upgradeStatusMarkdown(rows),
    json: () => upgradeStatusJson(rows),
  };
  terminal.print(formats[global.format]?.() ?? '');
  return 0;
}
