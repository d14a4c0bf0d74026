import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { waitPatiently } from "../../patience.ts";
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
