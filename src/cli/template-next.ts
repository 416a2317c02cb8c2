/** `tidemark template next`: the next version of a stream, which it names itself. */

import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { runTemplate } from './template-order.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { options, global } = call;
  const [stream = ''] = call.arguments;
  const [minor, major] = [options.flag('minor'), options.flag('major')];
  if (minor && major) throw new WrongUsage('--minor and --major do not go together');
  const kind = minor ? 'minor' : major ? 'major' : undefined;
  return runTemplate(call, stream, { is: 'next', year: global.now.getUTCFullYear(), kind });
}
