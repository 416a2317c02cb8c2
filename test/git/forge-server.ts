/** A forge on this machine, as far as git sees one: `git http-backend` behind HTTP, with a door. */

import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export interface Knock {
  readonly url: string;
  readonly authorization: string | undefined;
}

export interface ForgeServer {
  readonly url: string;
  readonly knocks: readonly Knock[];
}

/** What becomes of a request: `here`, the door has answered it; `lost`, it is carried out and the answer is lost. */
export type Door = (request: IncomingMessage, response: ServerResponse) => 'through' | 'here' | 'lost';

/** Serves the repositories below a folder. */
export async function forgeServer(folder: string, door: Door): Promise<ForgeServer> {
  const knocks: Knock[] = [];
  const server = createServer((request, response) => {
    knocks.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const way = door(request, response);
    if (way !== 'here') backend(folder, request, response, way);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${String(port)}`, knocks };
}

function backend(folder: string, request: IncomingMessage, response: ServerResponse, way: 'through' | 'lost'): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'http.receivepack',
      GIT_CONFIG_VALUE_1: 'true',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? '',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'x',
    },
  });
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.on('close', () => {
    if (way === 'lost') return void response.destroy();
    const answer = Buffer.concat(parts);
    const end = answer.indexOf('\r\n\r\n');
    for (const line of answer.toString('latin1', 0, end).split('\r\n')) {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
      else if (name !== '') response.setHeader(name, value);
    }
    response.end(answer.subarray(end + 4));
  });
}
