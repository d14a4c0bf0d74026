import { once } from "node:events";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

import { waitUntil } from "../../clock.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { findFreePort } from "../../fixtures/free-port.ts";

const host = "127.0.0.1";
const openAttempts = 5;
const reopenTimeoutMs = 2_000;

/** A listener on one loopback port. It can give the port up for a while and take it again. */
export interface StableListener {
  readonly endpoint: Endpoint;
  /** Refuses new connections from now on. Accepted connections stay open. */
  close(): void;
  /** Listens on the same port again. Does nothing if it listens already. */
  reopen(): Promise<void>;
}

export async function openStableListener(
  onConnection: (client: Socket) => void,
): Promise<StableListener> {
  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
    server.listen(port, host);
    await once(server, "listening");
    return server;
  };
  const opened = await listenOnFreePort(listen);
  let server: Server | undefined = opened.server;

  return {
    endpoint: { host, port: opened.port },
    close: () => {
      // The port is closed at once. The callback would wait for all accepted connections to end.
      server?.close();
      server = undefined;
    },
    reopen: async () => {
      server ??= await waitUntil(() => listen(opened.port), {
        what: `port ${opened.port} of a link to be free again`,
        timeoutMs: reopenTimeoutMs,
      });
    },
  };
}

/** Tries several ports, because another program can take a port after it was found free. */
async function listenOnFreePort(
  listen: (port: number) => Promise<Server>,
): Promise<{ port: number; server: Server }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort(host);
    try {
      return { port, server: await listen(port) };
    } catch (error) {
      if (attempt === openAttempts) throw error;
    }
  }
}
