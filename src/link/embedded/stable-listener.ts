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
  /**
   * Listens on another port from now on. A client that connects to the old one gets no answer: after a refusal some
   * clients would do nothing but try again.
   */
  move(): Promise<void>;
  /** Closes every port that it had. */
  end(): void;
}

export async function openStableListener(
  onConnection: (client: Socket) => void,
): Promise<StableListener> {
  const left = createLeftPorts();
  const listen = async (port: number): Promise<Server> => {
    const listening = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      if (!left.takes(listening, client)) onConnection(client);
    });
    listening.listen(port, host);
    await once(listening, "listening");
    return listening;
  };
  let opened = await listenOnFreePort(listen);
  let server: Server | undefined = opened.server;

  function close(): void {
    // The port is closed at once. The callback would wait for all accepted connections to end.
    server?.close();
    server = undefined;
  }

  return {
    get endpoint() {
      return { host, port: opened.port };
    },
    close,
    reopen: async () => {
      server ??= await waitUntil(() => listen(opened.port), {
        what: `port ${opened.port} of a link to be free again`,
        timeoutMs: reopenTimeoutMs,
      });
    },
    async move() {
      if (server) left.add(server);
      opened = await listenOnFreePort(listen);
      ({ server } = opened);
    },
    end() {
      close();
      left.end();
    },
  };
}

/** The ports that a listener has left. They accept connections and never answer. */
function createLeftPorts() {
  const servers = new Set<Server>();
  const clients = new Set<Socket>();
  return {
    add: (server: Server) => void servers.add(server),
    takes(server: Server, client: Socket): boolean {
      if (!servers.has(server)) return false;
      clients.add(client);
      client.on("error", () => {});
      client.once("close", () => clients.delete(client));
      // Reads on, so that a client that closes is seen.
      client.resume();
      client.once("end", () => client.destroy());
      return true;
    },
    end() {
      for (const server of servers) server.close();
      for (const client of clients) client.destroy();
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
