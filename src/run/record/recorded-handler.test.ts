import { afterEach, describe, expect, test, vi } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { HandlerStep } from "../../workload/handler-plan.ts";
import { createPayload } from "../../workload/payload.ts";
import { ExitOfHandler } from "./exit-of-handler.ts";
import { createRecordedHandler } from "./recorded-handler.ts";

const runId = "run";
const topic = "orders";
const subscriber = { role: "subscriber-0", subscription: 0, topic };

function start(handlers: readonly HandlerStep[] = []) {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) - 1 };
  const handler = createRecordedHandler({
    recorder: recorder as unknown as Recorder,
    runId,
    handlers,
  });
  const deliver = (sequence: number, group = "group-0") => {
    const payload = createPayload({ runId, publisher: "publisher-0", sequence, topic, bytes: 0 });
    return handler.handle({ ...subscriber, group }, { id: "1-0", topic, payload, attempt: 1 });
  };
  return { handler, deliver, types: () => drafts.map(({ kind, type }) => `${kind} ${type}`) };
}

afterEach(() => vi.useRealTimers());

const begun = ["deliver invoke"];
const ended = ["deliver invoke", "deliver ok"];

describe("the recorded handler", () => {
  test.each([1, 199, 200, 20_000])("the handler returns at once for message %i", (sequence) => {
    const { deliver, types } = start();
    expect(deliver(sequence)).toBeUndefined();
    expect(types()).toEqual(ended);
  });

  test.each([0, 10, 190])("the handler lingers over message %i", async (sequence) => {
    const { deliver, types } = start();
    const handling = deliver(sequence);
    expect(types()).toEqual(begun);
    await handling;
    expect(types()).toEqual(ended);
  });

  test("the handler lingers over a message that it was told to linger over", async () => {
    const { handler, deliver, types } = start();
    handler.lingerOver("publisher-0/777");
    const handling = deliver(777);
    expect(types()).toEqual(begun);
    await handling;
    expect(types()).toEqual(ended);
  });

  test("settled waits for a handler that its bus does not wait for", async () => {
    const { handler, deliver, types } = start();
    void deliver(0); // Calls the handler as a bus that does not wait for it.
    await handler.settled();
    expect(types()).toEqual(ended);
  });
});

test("an empty payload is the message that has it, and damage in a run without one", () => {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) } as unknown as Recorder;
  const incoming = { id: "1-0", topic, payload: "", attempt: 1 };
  const caller = { ...subscriber, group: "group-0" };
  const emptyMessage = "publisher-0/33";
  void createRecordedHandler({ recorder, runId, emptyMessage }).handle(caller, incoming);
  expect(drafts[0]).toMatchObject({ type: "invoke", message: emptyMessage });
  expect(drafts[0]).not.toHaveProperty("damage");
  void createRecordedHandler({ recorder, runId }).handle(caller, incoming);
  expect(drafts[2]).toMatchObject({ type: "invoke", damage: "corrupt" });
});

describe("a handler that never succeeds", () => {
  const failed = ["deliver invoke", "deliver fail"];

  test("throws each time", async () => {
    const act = { kind: "throw-always", how: "exception" } as const;
    const { deliver, types } = start([{ message: "publisher-0/7", act }]);
    for (let nth = 0; nth < 3; nth++) expect(() => deliver(7)).toThrow(/always fail/);
    expect(types()).toEqual([...failed, ...failed, ...failed]);
  });

  test("hangs until its subscription begins to close, and fails then", async () => {
    const { handler, deliver, types } = start([
      { message: "publisher-0/7", act: { kind: "hang" } },
    ]);
    const handling = deliver(7);
    handler.release(1);
    expect(types()).toEqual(["deliver invoke"]);
    handler.release(subscriber.subscription);
    await expect(handling).rejects.toThrow(/hung until its subscription/);
    expect(types()).toEqual(failed);
    expect(handler.handling("subscriber-0")).toBe(0);
  });

  test("hangs no longer once everything is settled, or its process has ended", async () => {
    const { handler, deliver, types } = start([
      { message: "publisher-0/7", act: { kind: "hang" } },
    ]);
    const ofTheDead = deliver(7);
    handler.forget("subscriber-0");
    await expect(ofTheDead).rejects.toThrow();
    const left = deliver(7);
    void left?.catch(() => undefined);
    await handler.settled();
    expect(types()).toEqual(["deliver invoke", "deliver invoke", "deliver fail"]);
  });
});

describe("the plan of a handler", () => {
  const failed = ["deliver invoke", "deliver fail"];
  const throwing = (how: "exception" | "rejection"): readonly HandlerStep[] => [
    { message: "publisher-0/57", act: { kind: "throw-once", how } },
  ];

  test("a handler that is to throw throws at the first delivery to each group, and succeeds then", () => {
    const { deliver, types } = start(throwing("exception"));
    expect(() => deliver(57)).toThrow("the handler plan lets publisher-0/57 fail once");
    expect(types()).toEqual(failed);
    expect(deliver(57)).toBeUndefined();
    expect(() => deliver(57, "group-1")).toThrow();
    expect(types()).toEqual([...failed, ...ended, ...failed]);
    expect(deliver(56)).toBeUndefined();
  });

  test("a handler that is to reject rejects later, and settled waits for it", async () => {
    const { handler, deliver, types } = start(throwing("rejection"));
    const handling = deliver(57);
    expect(types()).toEqual(begun);
    await expect(handling).rejects.toThrow("the handler plan lets publisher-0/57 fail once");
    expect(types()).toEqual(failed);
    deliver(57, "group-1")?.catch(() => {});
    await handler.settled();
    expect(types()).toEqual([...failed, ...failed]);
  });

  test("a slow handler succeeds after its time, at every delivery", async () => {
    vi.useFakeTimers();
    const { deliver, types } = start([
      { message: "publisher-0/57", act: { kind: "be-slow", ms: 3000 } },
    ]);
    const handlings = [deliver(57), deliver(57)];
    await vi.advanceTimersByTimeAsync(2999);
    expect(types()).toEqual([...begun, ...begun]);
    await vi.advanceTimersByTimeAsync(1);
    for (const handling of handlings) await handling;
    expect(types()).toEqual([...begun, ...begun, "deliver ok", "deliver ok"]);
  });

  test("a handler throws once over each message of an outage, until the outage of its group is over", async () => {
    vi.useFakeTimers();
    const { deliver, types } = start([
      { message: "publisher-0/57", count: 3, act: { kind: "throw-for", ms: 1000 } },
    ]);
    expect(() => deliver(57)).toThrow("the handler plan lets publisher-0/57 fail once");
    expect(deliver(57)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(999);
    expect(() => deliver(58)).toThrow();
    expect(deliver(61)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(deliver(59)).toBeUndefined();
    expect(() => deliver(59, "group-1")).toThrow();
    expect(types()).toEqual([...failed, ...ended, ...failed, ...ended, ...ended, ...failed]);
  });
});

describe("the process of a handler", () => {
  test("a handler that ends its process rejects as often as the plan says, and its end is not recorded", async () => {
    const act = { kind: "exit", times: 2, exitCode: 7 } as const;
    const { deliver, types } = start([{ message: "publisher-0/57", act }]);
    await expect(deliver(57)).rejects.toMatchObject({ name: "ExitOfHandler", exitCode: 7 });
    await expect(deliver(57)).rejects.toBeInstanceOf(ExitOfHandler);
    expect(deliver(57)).toBeUndefined();
    expect(types()).toEqual([...begun, ...begun, ...ended]);
  });

  test("the handlers of a role whose process ended are forgotten: they do not run, and no end is recorded", async () => {
    vi.useFakeTimers();
    const act = { kind: "be-slow", ms: 3000 } as const;
    const { handler, deliver, types } = start([{ message: "publisher-0/57", act }]);
    const handling = deliver(57);
    expect(handler.handling("subscriber-0")).toBe(1);
    handler.forget("subscriber-1");
    expect(handler.handling("subscriber-0")).toBe(1);
    handler.forget("subscriber-0");
    expect(handler.handling("subscriber-0")).toBe(0);
    await handler.settled();
    await Promise.all([
      expect(handling).rejects.toThrow("the process of the handler has ended"),
      vi.advanceTimersByTimeAsync(3000),
    ]);
    expect(types()).toEqual(begun);
  });
});
