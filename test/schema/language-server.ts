/** An editor without a screen: opens texts in the real yaml-language-server and hears what it says about them. */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Remark {
  readonly message: string;
  readonly range: { readonly start: Position };
}

type Message = { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown };

const root = fileURLToPath(new URL('../../', import.meta.url));
const settings = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, format: { enable: false } },
  http: {},
};

/** A running server; `close` ends it. */
export class LanguageServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #remarks = new Map<string, (remarks: readonly Remark[]) => void>();
  #pending = Buffer.alloc(0);
  #last = 0;

  constructor() {
    const program = `${root}node_modules/yaml-language-server/bin/yaml-language-server`;
    this.#process = spawn(process.execPath, [program, '--stdio'], { stdio: 'pipe' });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  async start(): Promise<void> {
    const textDocument = { completion: {}, hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} };
    const capabilities = { textDocument, workspace: { configuration: true } };
    await this.#ask('initialize', { processId: process.pid, rootUri: `file://${root}`, capabilities });
    this.#send({ method: 'initialized', params: {} });
    this.#send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  }

  /** Opens a text as the file at a path of the fleet, and waits for the remarks. */
  open(path: string, text: string): Promise<readonly Remark[]> {
    const uri = uriOf(path);
    const remarks = new Promise<readonly Remark[]>((resolve) => this.#remarks.set(uri, resolve));
    this.#send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return remarks;
  }

  /** What may be written at a place. */
  async completions(path: string, position: Position): Promise<readonly string[]> {
    const answer = await this.#ask('textDocument/completion', { textDocument: { uri: uriOf(path) }, position });
    return (answer as { readonly items: readonly { readonly label: string }[] }).items.map((item) => item.label);
  }

  /** What is shown for the word at a place. */
  async hover(path: string, position: Position): Promise<string> {
    const answer = await this.#ask('textDocument/hover', { textDocument: { uri: uriOf(path) }, position });
    return JSON.stringify(answer);
  }

  async close(): Promise<void> {
    await this.#ask('shutdown', null);
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#send({ method: 'exit' });
    await ended;
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = (this.#last += 1);
    const answer = new Promise<unknown>((resolve) => this.#answers.set(id, resolve));
    this.#send({ id, method, params });
    return answer;
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const head = /^(?:.+\r\n)*?Content-Length: (\d+)\r\n(?:.+\r\n)*?\r\n/i.exec(this.#pending.toString('latin1'));
      if (head === null) return;
      const end = head[0].length + Number(head[1]);
      if (this.#pending.length < end) return;
      const body = this.#pending.subarray(head[0].length, end).toString('utf8');
      this.#pending = this.#pending.subarray(end);
      this.#hear(JSON.parse(body) as Message);
    }
  }

  #hear({ id, method, params, result }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { readonly uri: string; readonly diagnostics: readonly Remark[] };
      this.#remarks.get(uri)?.(diagnostics);
    } else if (method === 'workspace/configuration' && id !== undefined) {
      const { items } = params as { readonly items: readonly { readonly section: keyof typeof settings }[] };
      this.#send({ id, result: items.map((item) => settings[item.section] ?? null) });
    } else if (method !== undefined && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    }
  }
}

function uriOf(path: string): string {
  return `file://${root}${path}`;
}
