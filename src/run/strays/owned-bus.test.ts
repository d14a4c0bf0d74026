import { expect, test } from "vitest";

import type { Bus, BusContext, BusModule, MessageHandler } from "../../bus/contract.ts";
import { ownedBus } from "./owned-bus.ts";

const context = { role: "subscriber-0", notify: () => {} } as unknown as BusContext;
const options = { group: "g", consumer: "c", from: "new" } as const;

/** Opens a bus of which every part notes the role on whose behalf it runs. */
async function openNoted(parts: (note: (what: string) => void) => unknown) {
  const notes: string[] = [];
  const closed: string[] = [];
  let current = "no owner";
  const errors = {
    callBus<Result>(role: string, call: () => Result): Result {
      const before = current;
      current = role;
      try {
        return call();
      } finally {
        current = before;
      }
    },
    busClosed: (role: string) => void closed.push(role),
  };
  const note = (what: string): void => void notes.push(`${what} ${current}`);
  const module = { name: "noted", guarantees: {}, open: async () => parts(note) };
  const { module: owned } = ownedBus(module as unknown as BusModule, errors);
  return { owned, bus: await owned.open(context), notes, closed, note };
}

test("publish, subscribe, the handler and both close calls run on behalf of their role", async () => {
  let handler: MessageHandler = () => {};
  const { bus, notes, closed, note } = await openNoted((noted) => ({
    publish: async () => noted("publish"),
    async subscribe(_topic: string, _options: unknown, given: MessageHandler) {
      noted("subscribe");
      handler = given;
      return { close: async () => noted("close a subscription") };
    },
    close: async () => noted("close"),
  }));
  await bus.publish("orders", "");
  const subscription = await bus.subscribe("orders", options, () => note("handle"));
  await handler({ id: "1", topic: "orders", payload: "", attempt: 1 });
  await subscription.close();
  await bus.close();
  const parts = ["publish", "subscribe", "handle", "close a subscription", "close"];
  expect(notes).toEqual(parts.map((part) => `${part} subscriber-0`));
  expect(closed).toEqual(["subscriber-0"]);
});

test("a bus whose close call rejects has not closed", async () => {
  const { bus, closed } = await openNoted(() => ({
    close: async () => Promise.reject(new Error("no")),
  }));
  await expect(bus.close()).rejects.toThrow("no");
  expect(closed).toEqual([]);
});

test("a missing or malformed part of a bus stays missing", async () => {
  const { bus, owned } = await openNoted(() => ({ publish: 7 }));
  expect([bus.publish, bus.subscribe, "close" in bus]).toEqual([7, undefined, false]);
  expect(owned.name).toBe("noted");
  const nothing = await openNoted(() => undefined);
  expect(nothing.bus).toBeUndefined();
});

test("a frozen bus with private state works", async () => {
  const makeBus = (): Bus => {
    const sent = ["1-0"];
    const parts = { publish: async () => sent[0] ?? "", close: async () => {} };
    return Object.freeze(parts) as unknown as Bus;
  };
  const { bus } = await openNoted(makeBus);
  await expect(bus.publish("orders", "")).resolves.toBe("1-0");
});
