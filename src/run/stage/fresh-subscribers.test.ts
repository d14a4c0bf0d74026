import { describe, expect, test } from "vitest";

import type { OpenGroup } from "../watch/ledger-groups.ts";
import { openFreshSubscribers, type FreshSubscriberOptions } from "./fresh-subscribers.ts";

type Wanted = Parameters<FreshSubscriberOptions["calls"]["subscribe"]>[1];

const bus = { publish: async () => "", subscribe: async () => subscription, close: async () => {} };
const subscription = { close: async () => {} };

function groupThatMisses(missing: string[]): OpenGroup {
  const group = { topic: "orders", group: "a", from: "start", missing: () => missing } as const;
  const none = { outstanding: () => 0, unhandled: () => 0 };
  const failing = { failing: () => 0, hanging: () => 0 };
  return { ...group, ...none, ...failing, handledAnyOf: () => false, awaits: () => false };
}

function optionsWith(subscribe: (wanted: Wanted) => Promise<typeof subscription>) {
  return {
    ledger: { running: () => 0 },
    calls: { subscribe: (_openBus: unknown, wanted: Wanted) => subscribe(wanted) },
    roles: { openBus: async () => bus },
    signal: new AbortController().signal,
    redeliversWithinMs: 0,
    limits: { quietMs: 60, totalMs: 5000 },
  };
}

describe("openFreshSubscribers", () => {
  test("each group gets a marked subscriber of its own role and consumer name", async () => {
    const asked: Wanted[] = [];
    const missing = ["publisher-0/1"];
    const options = optionsWith(async (wanted) => {
      asked.push(wanted);
      missing.length = 0;
      return subscription;
    });
    await openFreshSubscribers([groupThatMisses(missing)], options);
    const common = { topic: "orders", group: "a", from: "start", rescue: true };
    expect(asked).toEqual([{ role: "rescue-0", consumer: "a-rescue", ...common }]);
  });

  test("the wait ends when nothing comes for a while, also if the bus refuses the subscriber", async () => {
    const options = optionsWith(() => Promise.reject(new Error("refused")));
    const group = groupThatMisses(["publisher-0/1"]);
    await expect(openFreshSubscribers([group], options)).resolves.toBeUndefined();
  });

  test("a bus gets the time within which it claims to hand out the work of a dead consumer", async () => {
    const missing = ["publisher-0/1"];
    const options = optionsWith(async () => {
      setTimeout(() => (missing.length = 0), 300);
      return subscription;
    });
    const claimed = { ...options, redeliversWithinMs: 5000 };
    await openFreshSubscribers([groupThatMisses(missing)], claimed);
    expect(missing).toEqual([]);
  });

  test("the wait ends at once when the run is interrupted", async () => {
    const options = optionsWith(async () => subscription);
    const signal = AbortSignal.abort(new Error("interrupted"));
    const group = groupThatMisses(["publisher-0/1"]);
    await expect(openFreshSubscribers([group], { ...options, signal })).rejects.toThrow(
      "interrupted",
    );
  });
});
