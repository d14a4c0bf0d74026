import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

import type { Endpoint } from "../../../src/fixtures/endpoint.ts";

/** A relay that passes single bytes, in both directions. */
export interface Splitter extends AsyncDisposable {
  readonly endpoint: Endpoint;
}

export async function openSplitter(upstream: Endpoint): Promise<Splitter> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ ...upstream, noDelay: true, allowHalfOpen: true });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    // Both end with their sockets, and the splitter destroys the sockets.
    void passInBytes(client, target);
    void passInBytes(target, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { host: "127.0.0.1", port },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function passInBytes(from: Socket, to: Socket): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let index = 0; index < chunk.length; index += 1) {
        to.write(chunk.subarray(index, index + 1));
        await setImmediate();
      }
    }
    to.end();
  } catch {
    to.resetAndDestroy();
  }
}
