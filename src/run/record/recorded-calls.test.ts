import { afterEach, describe, expect, test, vi } from "vitest";

import type { Bus, BusMessage, MessageHandler } from "../../bus/contract.ts";
import { EnvironmentError } from "../../errors.ts";
import type { OperationDraft } from "../../history/operation.ts";
import type { Recorder } from "../../history/recorder.ts";
import { createPayload } from "../../workload/payload.ts";
import { BusRefusal } from "./bus-refusal.ts";
import { createRecordedCalls } from "./recorded-calls.ts";

const runId = "run";
const topic = "orders";
const wanted = {
  role: "subscriber-0",
  topic,
  group: "group-0",
  consumer: "c",
  from: "new",
} as const;
const outgoing = { role: "publisher-0", topic, sequence: 0, intendedMs: 0, canary: false };
/** Longer than every limit in the code. */
const longEnoughMs = 60_000;
const never = <T>(): Promise<T> => new Promise(() => {});

function record(parts: Partial<Bus>) {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) - 1 };
  const recording = createRecordedCalls({
    runName: "restart/sigterm-1s",
    recorder: recorder as unknown as Recorder,
    runId,
    payloadBytes: 0,
    signal: new AbortController().signal,
  });
  const subscribe = () => recording.subscribe(async () => parts as Bus, wanted);
  const types = () => drafts.map(({ kind, type }) => `${kind} ${type}`);
  return { recording, drafts, types, bus: parts as Bus, subscribe };
}

afterEach(() => vi.useRealTimers());

describe("publish", () => {
  test.each<[string, string, () => Promise<string>]>([
    ["ok", "if the bus acknowledges", async () => "1-0"],
    ["info", "after any other error", async () => Promise.reject(new Error("no reply"))],
    [
      "fail",
      "if the bus rejects for certain",
      async () => Promise.reject(Object.assign(new Error("no"), { outcome: "rejected" })),
    ],
  ])("publish is recorded as %s %s", async (type, _when, publish) => {
    const { recording, types, bus } = record({ publish });
    await recording.publish(bus, outgoing);
    expect(types()).toEqual(["publish invoke", `publish ${type}`]);
  });

  test.each([undefined, null, ""])(
    "a publish that returns %j is recorded without an id",
    async (id) => {
      const { recording, drafts, bus } = record({ publish: async () => id as string });
      await recording.publish(bus, outgoing);
      expect(drafts.at(-1)).toMatchObject({ kind: "publish", type: "ok" });
      expect(drafts.at(-1)).not.toHaveProperty("id");
    },
  );

  test("publish is recorded before the bus is called", async () => {
    let before: readonly string[] = [];
    const recorded = record({
      publish: async () => {
        before = recorded.types();
        return "1-0";
      },
    });
    await recorded.recording.publish(recorded.bus, outgoing);
    expect(before).toEqual(["publish invoke"]);
  });
});

describe("a delivery", () => {
  const ours = createPayload({ runId, publisher: "publisher-0", sequence: 7, topic, bytes: 0 });
  const foreign = createPayload({ runId: "x", publisher: "p", sequence: 7, topic, bytes: 0 });

  test.each<[string, unknown, object]>([
    ["a payload of this run as its message", ours, { message: "publisher-0/7" }],
    ["a payload that was cut as corrupt", ours.slice(0, -3), { damage: "corrupt" }],
    ["a payload of another run as foreign", foreign, { damage: "foreign" }],
    ["a payload that is no text as corrupt", undefined, { damage: "corrupt" }],
  ])("a delivery records %s", async (_name, payload, expected) => {
    let deliver: MessageHandler | undefined;
    const { drafts, subscribe } = record({
      subscribe: async (_topic, _options, handler) => {
        deliver = handler;
        return { close: async () => {} };
      },
    });
    await subscribe();
    await deliver?.({ id: "1-0", topic, payload, attempt: 1 } as BusMessage);
    expect(drafts.slice(-2)).toMatchObject([
      { kind: "deliver", type: "invoke", id: "1-0", ...expected },
      { kind: "deliver", type: "ok" },
    ]);
  });
});

test("closeSubscriptions waits for a handler that its bus does not wait for", async () => {
  let deliver: MessageHandler | undefined;
  const { recording, types, subscribe } = record({
    subscribe: async (_topic, _options, handler) => {
      deliver = handler;
      return { close: async () => {} };
    },
  });
  await subscribe();
  const payload = createPayload({ runId, publisher: "p", sequence: 0, topic, bytes: 0 });
  void deliver?.({ id: "1-0", topic, payload, attempt: 1 }); // As such a bus calls it.
  expect(types()).not.toContain("deliver ok");
  await recording.closeSubscriptions();
  expect(types()).toContain("deliver ok");
});

describe("subscribe", () => {
  test("subscribe throws a BusRefusal if the bus rejects", async () => {
    const { types, subscribe } = record({ subscribe: () => Promise.reject(new Error("no")) });
    await expect(subscribe()).rejects.toBeInstanceOf(BusRefusal);
    expect(types()).toEqual(["subscribe invoke", "subscribe info"]);
  });

  test("subscribe throws the EnvironmentError if the link cannot be opened", async () => {
    const { recording } = record({});
    const noLink = () => Promise.reject(new EnvironmentError("no port is free"));
    await expect(recording.subscribe(noLink, wanted)).rejects.toBeInstanceOf(EnvironmentError);
  });

  test("subscribe throws a BusRefusal at its limit if the bus hangs", async () => {
    vi.useFakeTimers();
    const { types, subscribe } = record({ subscribe: never });
    const refused = subscribe().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    expect(await refused).toBeInstanceOf(BusRefusal);
    expect(types()).toEqual(["subscribe invoke", "subscribe info"]);
  });

  test("closeSubscriptions ends at its limit if the close of a subscription hangs", async () => {
    vi.useFakeTimers();
    const { recording, types, subscribe } = record({
      subscribe: async () => ({ close: never<void> }),
    });
    await subscribe();
    const closed = recording.closeSubscriptions();
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    await closed;
    expect(types()).toContain("close info");
  });
});
