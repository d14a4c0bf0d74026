import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

import { expect, test } from "vitest";

import { openRawConnection } from "../../../tests/support/link/raw-connection.ts";
import { waitPatiently } from "../../patience.ts";
import { probeConnect } from "../contract/probe-connection.ts";
import { createEmbeddedLinkFactory } from "./embedded-link.ts";

test("a server that closes and then resets leaves no open connection on the link", async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    // A killed Redis does both: its FIN goes out first, and the reset answers bytes that come later.
    socket.end();
    socket.once("data", () => void socket.resetAndDestroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using links = createEmbeddedLinkFactory();
  const link = await links.open("publisher", { host: "127.0.0.1", port });
  const client = connect({ ...link.endpoint, allowHalfOpen: true });
  client.on("error", () => {});
  const writing = setInterval(() => client.write("PING\r\n"), 1);
  try {
    const isClosed = async (): Promise<boolean> => {
      const traffic = await link.traffic();
      return traffic?.connections === 1 && traffic.open === 0;
    };
    await waitPatiently(isClosed, { what: "the link to close the connection", timeoutMs: 5_000 });
    expect(await isClosed()).toBe(true);
  } finally {
    clearInterval(writing);
    client.destroy();
    server.close();
  }
});

test("a server that closes its listener after its connections is refused when its client sees the close", async () => {
  const { promise: served, resolve: serve } = Promise.withResolvers<Socket>();
  let isDying = false;
  const server = createServer((socket) => {
    serve(socket);
    if (!isDying) return;
    // The kernel accepts for a dying process, and resets the connection when it closes the listener.
    socket.resetAndDestroy();
    server.close();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using links = createEmbeddedLinkFactory();
  const link = await links.open("publisher", { host: "127.0.0.1", port });
  using client = await openRawConnection(link.endpoint);
  const closed = client.closed();
  const connection = await served;
  isDying = true;
  connection.end();
  expect(await closed).toBe("fin");
  expect(await probeConnect(link.endpoint, { timeoutMs: 5_000 })).toEqual({ kind: "refused" });
});
