import { once } from "node:events";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

import { waitUntil } from "../../clock.ts";
import { findFreePort } from "../../fixtures/free-port.ts";
import type { Endpoint } from "../../fixtures/redis/redis.ts";

const host = "127.0.0.1";
const openAttempts = 5;
const reopenTimeoutMs = 2_000;

/** Listens on one loopback port, which it can give up for a while and take again. */
export interface StableListener {
  readonly endpoint: Endpoint;
  /** From now on new connections are refused; those already accepted stay. */
  close(): void;
  /** Listens on the same port again; nothing happens if it does already. */
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
      // The system closes the port at once; the callback would wait for all accepted connections.
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

/** Another program can take a port between the look and the use, so a taken one is not the end. */
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
