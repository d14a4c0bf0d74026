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
/** Longer than any limit there is. */
const longEnoughMs = 60_000;
const never = <T>(): Promise<T> => new Promise(() => {});

function record(parts: Partial<Bus>) {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) - 1 };
  const recording = createRecordedCalls({
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

describe("a recorded publish", () => {
  test.each<[string, () => Promise<string>]>([
    ["ok", async () => "1-0"],
    ["info", async () => Promise.reject(new Error("no reply"))],
    ["fail", async () => Promise.reject(Object.assign(new Error("no"), { outcome: "rejected" }))],
  ])("ends in %s", async (type, publish) => {
    const { recording, types, bus } = record({ publish });
    await recording.publish(bus, outgoing);
    expect(types()).toEqual(["publish invoke", `publish ${type}`]);
  });

  test("is in the history before the bus is called", async () => {
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

describe("a recorded delivery", () => {
  const ours = createPayload({ runId, publisher: "publisher-0", sequence: 7, topic, bytes: 0 });
  const foreign = createPayload({ runId: "x", publisher: "p", sequence: 7, topic, bytes: 0 });

  test.each<[string, unknown, object]>([
    ["names its message", ours, { message: "publisher-0/7" }],
    ["shows that it was changed", ours.slice(0, -3), { damage: "corrupt" }],
    ["shows that it is another run's", foreign, { damage: "foreign" }],
    ["shows that it is no text", undefined, { damage: "corrupt" }],
  ])("%s", async (_name, payload, expected) => {
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

test("a handler that its bus does not wait for has ended when the subscriptions are closed", async () => {
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

describe("a recorded subscription", () => {
  test("that fails is a refusal of the bus", async () => {
    const { types, subscribe } = record({ subscribe: () => Promise.reject(new Error("no")) });
    await expect(subscribe()).rejects.toBeInstanceOf(BusRefusal);
    expect(types()).toEqual(["subscribe invoke", "subscribe info"]);
  });

  test("for which no link could be opened is no refusal of the bus", async () => {
    const { recording } = record({});
    const noLink = () => Promise.reject(new EnvironmentError("no port is free"));
    await expect(recording.subscribe(noLink, wanted)).rejects.toBeInstanceOf(EnvironmentError);
  });

  test("that hangs is not waited for without end", async () => {
    vi.useFakeTimers();
    const { types, subscribe } = record({ subscribe: never });
    const refused = subscribe().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    expect(await refused).toBeInstanceOf(BusRefusal);
    expect(types()).toEqual(["subscribe invoke", "subscribe info"]);
  });

  test("whose close hangs is not waited for without end", async () => {
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
