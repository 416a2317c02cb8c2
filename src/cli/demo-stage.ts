/** Where the demo's story is played: runs commands in this process as a person would, and tells what came of each. */

import type { Outcome } from '../core/outcome.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { DemoFleet } from '../run/demo-fleet.ts';
import type { Sinks } from '../run/demo-sinks.ts';
import { runCommand } from './run-command.ts';
import type { Terminal, World } from './terminal.ts';

/** A step of the demo went otherwise than it should; never seen outside the demo's own files. */
export class DemoStopped extends Error {}

export interface Said {
  readonly exit: number;
  readonly out: string;
}

/** A request or an issue, as `forge list --format json` writes it. */
export interface Listed {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
  readonly pull_request?: { readonly merged_at: string | null };
}

export interface StageOrder {
  readonly root: string;
  readonly fleet: DemoFleet;
  readonly sinks: Sinks;
  readonly terminal: Terminal;
  readonly interruption: World['interruption'];
}

/** The day of the story: that of the next release in the example's schedule. */
const today = '2026-11-30T09:00:00Z';

export class Stage {
  readonly fleet: DemoFleet;
  readonly sinks: Sinks;
  readonly root: string;
  readonly #terminal: Terminal;
  readonly #interruption: World['interruption'];
  #scenes = 0;

  constructor({ root, fleet, sinks, terminal, interruption }: StageOrder) {
    this.root = root;
    this.fleet = fleet;
    this.sinks = sinks;
    this.#terminal = terminal;
    this.#interruption = interruption;
  }

  /** A title, and the command that it is about. */
  scene(title: string, command?: string): void {
    const { paint } = this.#terminal;
    this.#scenes += 1;
    this.#terminal.print(paint.strong(`${String(this.#scenes).padStart(2)}  ${title}`));
    if (command !== undefined) this.#terminal.print(paint.frame(`    $ ${command}`));
  }

  /** What came of it. */
  tell(line: string): void {
    this.#terminal.print(`    ${untrustedTerminal(line)}`);
  }

  /** Lines of the demo's own. */
  plain(text: string): void {
    this.#terminal.print(text.split('\n').map(untrustedTerminal).join('\n'));
  }

  /** Runs a command in the fleet; one that ends otherwise than expected stops the demo with what it said. */
  async run(argv: readonly string[], expected: readonly number[] = [0]): Promise<Said> {
    const out: string[] = [];
    const errors: string[] = [];
    this.#terminal.progress(`tidemark ${argv.slice(0, 3).join(' ')}`);
    const exit = await runCommand([...argv, '--now', today], {
      env: {
        TIDEMARK_SMTP_URL: this.sinks.smtp,
        TIDEMARK_MAIL_FROM: 'tidemark@example.org',
        CHAT_WEBHOOK: this.sinks.webhook,
        NO_COLOR: '1',
      },
      cwd: this.fleet.work,
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => errors.push(text) },
      clock: () => new Date(today),
      interruption: this.#interruption,
    });
    this.#terminal.progress('');
    if (!expected.includes(exit))
      throw new DemoStopped(`tidemark ${argv.join(' ')} ended with ${exit}: ${errors.join('').trim().slice(0, 2000)}`);
    return { exit, out: out.join('') };
  }

  /** What is open, closed or merged at the forge now. */
  async forge(): Promise<readonly Listed[]> {
    const { out } = await this.run(['forge', 'list', '--state', 'all', '--format', 'json']);
    return JSON.parse(out) as readonly Listed[];
  }

  /** The value of a step of the demo itself. */
  must<T>(outcome: Outcome<T>): T {
    if (!outcome.ok) throw new DemoStopped(outcome.detail);
    return outcome.value;
  }
}
