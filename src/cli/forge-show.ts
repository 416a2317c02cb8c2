/** `tidemark forge show`: a request or an issue with its comments. */

import { askAll, askForge, type OpenedForge } from '../run/local-forge.ts';
import type { Call, ExitCode } from './command.ts';
import { asking, numberGiven } from './forge-call.ts';
import {
  jsonText,
  wholeText,
  type ShownComment,
  type ShownIssue,
  type ShownPull,
  type ShownStatus,
  type Whole,
} from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const { global, terminal } = call;
  return asking(call, { method: 'GET', path: `/issues/${number}` }, async (answer, forge): Promise<ExitCode> => {
    const issue = answer as ShownIssue; // as the API writes it
    const whole = await wholeOf(forge, issue);
    terminal.print(global.format === 'json' ? jsonText(whole) : wholeText(whole, terminal.paint));
    return 0;
  });
}

async function wholeOf(forge: OpenedForge, issue: ShownIssue): Promise<Whole> {
  const ask = async (path: string): Promise<unknown> => {
    const answer = await askForge(forge, { method: 'GET', path });
    return answer.ok ? answer.value : undefined;
  };
  const listed = await askAll(forge, `/issues/${issue.number}/comments`);
  const comments = (listed.ok ? listed.value : []) as readonly ShownComment[]; // as the API writes them
  if (issue.pull_request === undefined) return { issue, pull: undefined, status: undefined, comments };
  const pull = (await ask(`/pulls/${issue.number}`)) as ShownPull | undefined;
  const status = (await ask(`/commits/${pull?.head.sha ?? ''}/status`)) as ShownStatus | undefined;
  return { issue, pull, status, comments };
}
