import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { findFreePort } from "../../fixtures/free-port.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { waitPatiently } from "../../patience.ts";
import { watchFailedConnects } from "./failed-connects.ts";

const host = "127.0.0.1";

/** Tries to connect this many times, one after the other. */
async function tryToConnect(port: number, times: number): Promise<void> {
  for (let tried = 0; tried < times; tried++) {
    const socket = connect(port, host);
    socket.on("error", () => {});
    socket.on("connect", () => socket.destroy());
    await new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  }
}

test("attempts to connect count for the role whose link refuses them, and attempts that succeed do not count", async () => {
  const refused = await findFreePort();
  const server = createServer((socket) => void socket.destroy()).listen(0, host);
  await once(server, "listening");
  const open = (server.address() as AddressInfo).port;
  const drafts: OperationDraft[] = [];
  const links = new Map([
    ["publisher-0", { endpoint: { host, port: refused } }],
    ["subscriber-0", { endpoint: { host, port: open } }],
  ]);
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) };
  {
    using _watch = watchFailedConnects({ recorder, links });
    await tryToConnect(open, 30);
    await tryToConnect(refused, 30);
    await waitPatiently(() => drafts.length > 0, { what: "the sample", timeoutMs: 5000 });
  }
  await tryToConnect(refused, 30);
  server.close();
  const values = { failedConnects: expect.any(Number) as number, spanMs: expect.any(Number) };
  const all = { kind: "sample", process: "publisher-0", sample: "failed-connects", values };
  expect(drafts).toEqual(drafts.map(() => expect.objectContaining(all) as OperationDraft));
  const counted = drafts.map((draft) => (draft.kind === "sample" ? draft.values : {}));
  expect(counted.reduce((sum, each) => sum + (each["failedConnects"] ?? 0), 0)).toBeLessThan(31);
});

test("a socket has one listener for the watches of all runs, and each run counts its own links", async () => {
  const [one, other] = [await findFreePort(), await findFreePort()];
  const counted: string[] = [];
  const watch = (port: number, name: string) =>
    watchFailedConnects({
      recorder: { record: () => counted.push(name) },
      links: new Map([["publisher-0", { endpoint: { host, port } }]]),
    });
  const watches = [watch(one, "one"), ...Array.from({ length: 12 }, () => watch(other, "other"))];
  const socket = connect(one, host);
  socket.on("error", () => {});
  expect(socket.listenerCount("connectionAttemptFailed")).toBe(1);
  await tryToConnect(one, 30);
  await waitPatiently(() => counted.length > 0, { what: "the sample", timeoutMs: 5000 });
  for (const each of watches) each[Symbol.dispose]();
  expect(new Set(counted)).toEqual(new Set(["one"]));
  const later = connect(one, host);
  later.on("error", () => {});
  expect(later.listenerCount("connectionAttemptFailed")).toBe(0);
});
