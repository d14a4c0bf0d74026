import { describe, expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { createLedger, type Ledger } from "./ledger.ts";

const topic = "orders";

function feed(ledger: Ledger, drafts: readonly OperationDraft[]): void {
  for (const [index, draft] of drafts.entries()) {
    ledger.watch({ index, timeMs: index, ...draft });
  }
}

function publish(sequence: number, outcome: "ok" | "fail" | "info"): OperationDraft[] {
  const common = {
    kind: "publish",
    process: "publisher-0",
    message: `publisher-0/${sequence}`,
  } as const;
  const invoke = { ...common, type: "invoke", topic, intendedMs: 0 } as const;
  if (outcome === "ok") return [invoke, { ...common, type: "ok", id: `${sequence}-0` }];
  return [invoke, { ...common, type: outcome, error: "no" }];
}

function subscribe(subscription: number, group: string, from: "start" | "new"): OperationDraft[] {
  const common = { kind: "subscribe", process: "subscriber-0", subscription } as const;
  const invoke = { ...common, type: "invoke", topic, group, consumer: "c", from } as const;
  return [invoke, { ...common, type: "ok" }];
}

function deliver(delivery: number, sequence: number, type: "ok" | "fail"): OperationDraft[] {
  const common = { kind: "deliver", process: "subscriber-0", delivery } as const;
  const message = `publisher-0/${sequence}`;
  const invoke = {
    ...common,
    type: "invoke",
    subscription: 0,
    message,
    id: "1-0",
    topic,
    attempt: 1,
  } as const;
  return [invoke, { ...common, type }];
}

function append(sequence: number, seen: Partial<WireCommand>): OperationDraft {
  return {
    kind: "wire",
    type: "info",
    process: "publisher-0",
    connection: 0,
    command: "LPUSH",
    occurrence: 1,
    messages: [`publisher-0/${sequence}`],
    ...seen,
  };
}

describe("the ledger", () => {
  test("the ledger counts an acknowledged message as outstanding until a group handled it", () => {
    const ledger = createLedger(true);
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "ok")]);
    expect(ledger.openGroups().map((group) => group.outstanding())).toEqual([1]);
    feed(ledger, deliver(0, 0, "ok"));
    expect(ledger.openGroups().map((group) => group.outstanding())).toEqual([0]);
    expect(ledger.counts).toEqual({ published: 1, acknowledged: 1, inDoubt: 0, delivered: 1 });
  });

  test("the ledger counts a message as handled if it is delivered before subscribe resolves", () => {
    const ledger = createLedger(true);
    const [subscribing, subscribed] = subscribe(0, "g", "start");
    const early = [...publish(0, "ok"), ...publish(1, "ok"), subscribing, ...deliver(0, 0, "ok")];
    feed(ledger, [...early, subscribed] as OperationDraft[]);
    expect(ledger.openGroups().map((group) => group.outstanding())).toEqual([1]);
    expect(ledger.counts.delivered).toBe(1);
  });

  test("the ledger waits for a message that a handler threw before subscribe resolved", () => {
    const ledger = createLedger(true);
    const [subscribing, subscribed] = subscribe(0, "g", "start");
    const early = [...publish(0, "ok"), subscribing, ...deliver(0, 0, "fail"), subscribed];
    feed(ledger, early as OperationDraft[]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(1);
  });

  test("the ledger counts a delivery to a second subscription of an open group before that subscribe resolves", () => {
    const ledger = createLedger(true);
    const [subscribing, subscribed] = subscribe(0, "g", "new");
    const opened = [...subscribe(1, "g", "new"), ...publish(0, "ok")];
    feed(ledger, [...opened, subscribing, ...deliver(0, 0, "ok")] as OperationDraft[]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(0);
    feed(ledger, [subscribed] as OperationDraft[]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(0);
    expect(ledger.counts.delivered).toBe(1);
  });

  test("the ledger counts a message as outstanding if its handler threw", () => {
    const ledger = createLedger(true);
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "ok"), ...deliver(0, 0, "fail")]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(1);
  });

  test("the ledger does not wait for a message that was rejected or is in doubt", () => {
    const ledger = createLedger(true);
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "fail"), ...publish(1, "info")]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(0);
    expect(ledger.counts.inDoubt).toBe(1);
  });

  test("the ledger waits for a message in doubt once Redis was seen to store it", () => {
    const ledger = createLedger(true);
    feed(ledger, [
      ...subscribe(0, "g", "new"),
      ...publish(0, "info"),
      append(0, { executedMs: 5 }),
    ]);
    expect(ledger.openGroups()[0]?.outstanding()).toBe(1);
    feed(ledger, deliver(0, 0, "ok"));
    expect(ledger.openGroups()[0]?.outstanding()).toBe(0);
  });

  test.each([
    ["it was not executed", {}],
    ["Redis refused it", { executedMs: 5, error: "OOM" }],
    ["another role sent it", { executedMs: 5, process: "subscriber-0" }],
  ])(
    "the ledger does not wait for a message in doubt because of a command if %s",
    (_what, command) => {
      const ledger = createLedger(true);
      feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "info"), append(0, command)]);
      expect(ledger.openGroups()[0]?.outstanding()).toBe(0);
    },
  );

  test.each([
    [{ losesAll: true }, 0],
    [{ losesLastMs: 1000 }, 0],
    [{}, 1],
  ])(
    "the ledger waits, after a fault with %j, for %i messages that Redis stored before",
    (marks, count) => {
      const ledger = createLedger(true);
      const stored = [...publish(0, "info"), append(0, { executedMs: 3 })];
      const fault = {
        kind: "fault",
        type: "invoke",
        action: "inject",
        process: "nemesis",
      } as const;
      const strike = { ...fault, fault: 0, name: "SIGKILL redis", roles: [], ...marks };
      feed(ledger, [...subscribe(0, "g", "new"), ...stored, strike]);
      expect(ledger.openGroups()[0]?.outstanding()).toBe(count);
      expect(ledger.openGroups()[0]?.missing()).toHaveLength(count);
    },
  );

  test("the ledger does not wait for messages that a fault took out of Redis", () => {
    const ledger = createLedger(true);
    const evidence = [{ what: "deleted", seen: true, removed: ["publisher-0/1"] }];
    const end = { kind: "fault", type: "ok", action: "inject", process: "nemesis" } as const;
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "ok"), ...publish(1, "ok")]);
    feed(ledger, [{ ...end, fault: 0, evidence }]);
    expect(ledger.openGroups()[0]?.missing()).toEqual(["publisher-0/0"]);
  });

  test("the ledger counts unhandled messages of the load, acknowledged or in doubt, without canaries", () => {
    const ledger = createLedger(true);
    const [invoke, ...rest] = publish(2, "info");
    const canary = [{ ...invoke, canary: true } as OperationDraft, ...rest];
    const load = [...publish(0, "ok"), ...publish(1, "info"), ...publish(3, "fail")];
    feed(ledger, [...subscribe(0, "g", "new"), ...load, ...canary]);
    expect(ledger.openGroups()[0]?.unhandled()).toBe(2);
    feed(ledger, deliver(0, 1, "ok"));
    expect(ledger.openGroups()[0]?.unhandled()).toBe(1);
  });

  test("the ledger does not count a rejected message as handled", () => {
    const ledger = createLedger(true);
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "fail"), ...publish(1, "ok")]);
    const handled = () => ledger.openGroups()[0]?.handledAnyOf(["publisher-0/0", "publisher-0/1"]);
    expect(handled()).toBe(false);
    feed(ledger, deliver(0, 1, "ok"));
    expect(handled()).toBe(true);
  });

  test("the ledger counts each delivery of an equal payload for another message", () => {
    const ledger = createLedger(true);
    const [invoke, ...rest] = publish(1, "ok");
    const equal = [{ ...invoke, equals: "publisher-0/0" } as OperationDraft, ...rest];
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "ok"), ...equal]);
    feed(ledger, deliver(0, 0, "ok"));
    expect(ledger.openGroups()[0]?.missing()).toEqual(["publisher-0/1"]);
    feed(ledger, deliver(1, 0, "ok"));
    expect(ledger.openGroups()[0]?.missing()).toEqual([]);
  });

  test("the ledger does not count a message of another topic as handled", () => {
    const ledger = createLedger(true);
    const [invoke, ...rest] = publish(0, "ok");
    const other = [{ ...invoke, topic: "orders.eu" } as OperationDraft, ...rest];
    feed(ledger, [...subscribe(0, "g", "new"), ...other]);
    expect(ledger.openGroups()[0]?.handledAnyOf(["publisher-0/0"])).toBe(false);
  });

  test.each([
    { from: "start", replays: true, expected: 1 },
    { from: "start", replays: false, expected: 0 },
    { from: "new", replays: true, expected: 0 },
  ] as const)(
    "the ledger lets a group from $from (replays: $replays) wait for $expected earlier messages",
    ({ from, replays, expected }) => {
      const ledger = createLedger(replays);
      feed(ledger, [...publish(0, "ok"), ...subscribe(0, "g", from)]);
      expect(ledger.openGroups()[0]?.outstanding()).toBe(expected);
    },
  );

  test.each([
    { from: "new", expected: [] },
    { from: "start", expected: ["publisher-0/0"] },
  ] as const)(
    "the ledger lets a ready group from $from wait for the canaries $expected of a bus that replays",
    ({ from, expected }) => {
      const ledger = createLedger(true);
      const [invoke, ...rest] = publish(0, "ok");
      const canary = [{ ...invoke, canary: true } as OperationDraft, ...rest];
      const ready = { kind: "ready", type: "info", process: "harness", topic: "orders" } as const;
      feed(ledger, [...subscribe(0, "g", from), ...canary, { ...ready, group: "g" }]);
      expect(ledger.openGroups()[0]?.missing()).toEqual(expected);
    },
  );

  test("the ledger lets a ready group wait for messages that are no canaries", () => {
    const ledger = createLedger(true);
    const ready = { kind: "ready", type: "info", process: "harness", topic: "orders" } as const;
    feed(ledger, [...subscribe(0, "g", "new"), ...publish(0, "ok"), { ...ready, group: "g" }]);
    expect(ledger.openGroups()[0]?.missing()).toEqual(["publisher-0/0"]);
  });

  test("the ledger does not show a group as open when its last subscription is closing", () => {
    const ledger = createLedger(true);
    const close = {
      kind: "close",
      type: "invoke",
      process: "subscriber-0",
      subscription: 0,
    } as const;
    feed(ledger, [...subscribe(0, "g", "new"), close]);
    expect(ledger.openGroups()).toEqual([]);
  });

  test("the ledger counts publishes that have not settled and handlers that have not returned", () => {
    const ledger = createLedger(true);
    const [invoke] = publish(0, "ok");
    const [start] = deliver(0, 0, "ok");
    feed(
      ledger,
      [...subscribe(0, "g", "new"), invoke, start].filter((each) => each !== undefined),
    );
    expect([ledger.unsettled(), ledger.running()]).toEqual([1, 1]);
  });
});

describe("the end of the process of a subscriber", () => {
  const end = (process: string) =>
    ({ kind: "process-end", type: "info", process, how: "SIGKILL", by: "harness" }) as const;

  test("a group whose only process ended is not open, and no handler of it runs", () => {
    const ledger = createLedger(true);
    const [begun] = deliver(0, 0, "ok");
    feed(ledger, [...subscribe(0, "a", "start"), ...publish(0, "ok"), begun!, end("subscriber-0")]);
    expect(ledger.openGroups()).toEqual([]);
    expect(ledger.running()).toBe(0);
  });

  test("a message in the hand of an ended process is still outstanding when the group opens again", () => {
    const ledger = createLedger(true);
    const [begun] = deliver(0, 0, "ok");
    feed(ledger, [...subscribe(0, "a", "start"), ...publish(0, "ok"), begun!, end("subscriber-0")]);
    feed(ledger, subscribe(1, "a", "start"));
    expect(ledger.openGroups().map((group) => group.missing())).toEqual([["publisher-0/0"]]);
  });

  test("the end of another process leaves a group open, and its handlers running", () => {
    const ledger = createLedger(true);
    const [begun] = deliver(0, 0, "ok");
    feed(ledger, [...subscribe(0, "a", "start"), ...publish(0, "ok"), begun!, end("subscriber-1")]);
    expect(ledger.openGroups()).toHaveLength(1);
    expect(ledger.running()).toBe(1);
  });
});
