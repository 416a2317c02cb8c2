/** Serves the embedded forge on loopback, for clients that are other programs. */

import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Fetch } from '../forge/forge.ts';

export interface ServedForge {
  readonly port: number;
  /** Ends the service, and every connection. */
  close(): Promise<void>;
}

export interface ServeOrder {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Makes the forge once its address is known. */
  readonly forgeAt: (web: string) => Outcome<Fetch>;
}

/** `unreachable` where the port is taken. Other machines cannot reach it, and pages in a browser are refused. */
export async function serveForge({ port, forgeAt }: ServeOrder): Promise<Outcome<ServedForge>> {
  let forge: Fetch | undefined;
  const server = createAdaptorServer({
    fetch: async (request: Request, bindings: unknown) => {
      const { incoming } = bindings as HttpBindings; // given by the adapter
      if (!isFromHere(request) || forge === undefined) return Response.json({ message: 'Forbidden' }, { status: 403 });
      try {
        return await forge(request);
      } catch {
        incoming.socket.destroy();
        return new Response(null, { status: 500 });
      }
    },
    // Otherwise it puts its own Request and Response in the place of Node's, for the whole process.
    overrideGlobalObjects: false,
  });
  const listening = await new Promise<Error | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  if (listening !== undefined) return failed('unreachable', `port ${port} cannot be served: ${listening.message}`);
  const { port: taken } = server.address() as AddressInfo; // it listens on a port
  const opened = forgeAt(`http://127.0.0.1:${taken}`);
  const close = async (): Promise<void> => {
    await new Promise((resolve) => {
      server.close(resolve);
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  };
  if (!opened.ok) {
    await close();
    return opened;
  }
  forge = opened.value;
  return succeeded({ port: taken, close });
}

/** A page of some site, open in a browser on this machine, could name our address too: it gives itself away. */
function isFromHere(request: Request): boolean {
  const { hostname } = new URL(request.url);
  return (hostname === '127.0.0.1' || hostname === 'localhost') && !request.headers.has('origin');
}
