/** `tidemark complete`: the script that makes a shell complete commands, options and names. */

import { printScript, shells } from './completion.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';

export async function run({ arguments: [named] }: Call): Promise<ExitCode> {
  const shell = shells.find((each) => each === named);
  if (shell === undefined)
    throw new WrongUsage(`complete writes a script for ${shells.join(', ')}, and not for ${named}`);
  printScript(shell);
  return 0;
}
