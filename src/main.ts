#!/usr/bin/env node
/** The command: arguments in, exit code out. */

process.stdout.on('error', (error) => unwritten(error, 'output'));
process.stderr.on('error', (error) => unwritten(error, 'errors'));

const exit = await run();
process.exitCode ??= exit;

/** Loaded here, so that a machine on which nothing can be opened any more gets a sentence, and not a stack. */
async function run(): Promise<number> {
  try {
    const { runCommand } = await import('./cli/run-command.ts');
    return await runCommand(process.argv.slice(2), {
      env: process.env,
      cwd: process.cwd(),
      stdout: process.stdout,
      stderr: process.stderr,
      clock: () => new Date(),
      interruption,
    });
  } catch (error) {
    process.stderr.write(
      `error: cannot start: ${error instanceof Error ? error.message : String(error)}${hintAt(error)}\n`,
    );
    return 3;
  }
}

/** Node says of a package that it could not look for that it is not there. */
function hintAt(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? ' (tidemark is not wholly installed, or too many files are open)' : '';
}

/** Who has read enough has closed the pipe, and nothing is wrong. A full disk behind a redirection is. */
function unwritten({ code }: NodeJS.ErrnoException, what: 'output' | 'errors'): void {
  if (code === 'EPIPE') return;
  process.exitCode = 3;
  if (what === 'output') process.stderr.write(`error: cannot write the output: ${code}\n`);
}

/** The first signal asks to stop; another ends the process, as it does where nobody listens. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
