import { describe, expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHeader, scriptHistory } from "../testing/history-builder.ts";

const limitMs = 1000;
const drainedAt = 5000;

/** Builds the history of a publish that is called at `at` and never settles. */
const forgotten = (at: number) =>
  scriptHistory({ recoveryLimitMs: limitMs })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at, tookMs: null });

describe("judgeHungPublishes", () => {
  test("a publish that is open for the recovery limit when the drain stalls hangs", () => {
    const history = forgotten(drainedAt - limitMs).drain({ at: drainedAt, outcome: "stalled" });
    expect(found(history.build())).toEqual(["hung fail"]);
    expect(findingOf(history.build(), "hung").summary).toBe(
      "1 publish of publisher-0 never settled; the first was called in a run without faults, and was still open 1 s later",
    );
  });

  test("a publish that is open for less than the recovery limit does not hang", () => {
    const history = forgotten(drainedAt - limitMs + 1).drain({ at: drainedAt, outcome: "stalled" });
    expect(found(history.build())).toEqual(["no-evidence unknown"]);
  });

  test("a publish does not hang if the drain was still progressing", () => {
    const history = forgotten(20).drain({ at: drainedAt, outcome: "progressing" });
    expect(found(history.build())).toEqual(["no-evidence unknown"]);
  });

  test("a publish that settles only after the drain hangs, and is in doubt", () => {
    const history = scriptHistory({ recoveryLimitMs: limitMs })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, tookMs: drainedAt })
      .drain({ at: drainedAt, outcome: "stalled" })
      .build();
    expect(found(history)).toEqual(["hung fail"]);
    expect(history.messages.get("publisher-0/1")).toMatchObject({
      outcome: "in-doubt",
      settledMs: undefined,
      settledTooLateMs: drainedAt + 20,
    });
  });

  test("the finding counts the calls of each publisher and says during which fault the first was called", () => {
    const history = forgotten(104)
      .publish("publisher-0/2", { at: 105, tookMs: null })
      .publish("publisher-1/0", { at: 106, tookMs: null })
      .fault({ at: 100, healAt: 300, name: "cut publisher-0" })
      .exchange("publisher-0/3", 400)
      .drain({ at: drainedAt, outcome: "stalled" });
    const { summary, messages } = findingOf(history.build(), "hung");
    expect(summary).toBe(
      "2 publishes of publisher-0, 1 publish of publisher-1 never settled; the first was called during cut publisher-0, 4 ms after it was injected, and was still open 4.9 s later",
    );
    expect(messages).toEqual(["publisher-0/1", "publisher-0/2", "publisher-1/0"]);
  });
});

describe("the open calls of a publisher that did not recover", () => {
  /** Publishes every 100 ms after a fault; no call settles from 1000 ms on. */
  function silent(lastAt: number) {
    const run = scriptHistory({ checkers: ["recovery"], recoveryLimitMs: limitMs })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 500, healAt: 500, name: "cut publisher-0" });
    for (let at = 600; at <= lastAt; at += 100) {
      run.publish(`publisher-0/${at}`, { at, tookMs: null });
    }
    return run;
  }

  test("open calls of a publisher that did not recover are part of that finding", () => {
    const history = silent(2000).drain({ at: drainedAt, outcome: "stalled" }).build();
    expect(found(history)).toEqual(["not-recovered fail"]);
    expect(findingOf(history, "not-recovered").summary).toContain("(15 publishes never settled)");
  });

  test("open calls hang if the publisher is steady again", () => {
    const run = silent(800);
    for (let at = 900; at <= 2000; at += 100) run.exchange(`publisher-0/${at}`, at);
    const history = run.drain({ at: drainedAt, outcome: "stalled" }).build();
    expect(found(history)).toEqual(["hung fail"]);
  });

  test("open calls hang if the run does not judge recovery", () => {
    const run = scriptHistory({ recoveryLimitMs: limitMs })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 500, healAt: 500 })
      .publish("publisher-0/1", { at: 600, tookMs: null })
      .drain({ at: drainedAt, outcome: "stalled" });
    expect(found(run.build())).toEqual(["hung fail"]);
  });
});

describe("judgeHungCalls", () => {
  const gaveUp = { type: "info", error: "no answer", gaveUpAfterMs: 8000 } as const;
  const openCall = { kind: "bus-call", process: "publisher-0", call: "open" } as const;
  const closeCall = { kind: "bus-call", process: "publisher-0", call: "close" } as const;
  const subscribeCall = { kind: "subscribe", process: "subscriber-3", subscription: 9 } as const;
  const wanted = { topic: "orders", group: "a", consumer: "a-2", from: "new" } as const;

  /** Adds calls to a run in which everything else is right. */
  function runWith(...drafts: readonly OperationDraft[]): IndexedHistory {
    const right = scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain().operations();
    const last = right.length;
    const added = drafts.map((draft, at) => ({ ...draft, index: last + at, timeMs: 200_000 }));
    return indexHistory(scriptHeader(), [...right, ...added]);
  }

  test("an open call that was given up hangs", () => {
    const history = runWith({ ...openCall, type: "invoke" }, { ...openCall, ...gaveUp });
    expect(findingOf(history, "hung")).toMatchObject({
      rule: "hung/open",
      verdict: "fail",
      summary:
        "open never returned for publisher-0: it was called in a run without faults, and the harness waited 8 s",
    });
  });

  test.each([
    [0, "its link saw no connection"],
    [31, undefined],
  ])(
    "if %i bytes went through the link of a role whose open hangs, the cause is %s",
    (bytesToServer, name) => {
      const values = { bytesToServer, bytesToClient: 0 };
      const none = { bytesToServer: 0, bytesToClient: 0 };
      const history = runWith(
        { ...openCall, type: "invoke" },
        { ...openCall, ...gaveUp },
        { kind: "sample", type: "info", process: "publisher-0", sample: "traffic", values },
        { kind: "sample", type: "info", process: "subscriber-a", sample: "traffic", values: none },
      );
      const { cause } = findingOf(history, "hung");
      expect(cause?.name).toBe(name);
      expect(cause?.text.startsWith("the link of publisher-0 saw no command")).toBe(
        name === undefined ? undefined : true,
      );
    },
  );

  test("a subscribe call that was given up hangs", () => {
    const history = runWith(
      { ...subscribeCall, ...wanted, type: "invoke" },
      { ...subscribeCall, ...gaveUp },
    );
    expect(findingOf(history, "hung").rule).toBe("hung/subscribe");
    expect(findingOf(history, "hung").summary).toContain(
      "subscribe never returned for subscriber-3",
    );
  });

  test("a close call of a subscription that was given up hangs", () => {
    const close = { kind: "close", process: "subscriber-a", subscription: 0 } as const;
    const history = runWith({ ...close, type: "invoke" }, { ...close, ...gaveUp });
    expect(findingOf(history, "hung").rule).toBe("hung/close-subscription");
  });

  test("several close calls of buses that were given up are one finding", () => {
    const other = { ...closeCall, process: "subscriber-0" };
    const history = runWith(
      { ...closeCall, type: "invoke" },
      { ...other, type: "invoke" },
      { ...closeCall, ...gaveUp },
      { ...other, ...gaveUp },
    );
    expect(findingOf(history, "hung").summary).toBe(
      "2 calls of close of the bus never returned, for publisher-0, subscriber-0; the first was called in a run without faults, and the harness waited 8 s",
    );
  });

  test("calls that return or reject do not hang", () => {
    const history = runWith(
      { ...openCall, type: "invoke" },
      { ...openCall, type: "ok" },
      { ...closeCall, type: "invoke" },
      { ...closeCall, type: "info", error: "refused" },
    );
    expect(found(history)).toEqual([]);
  });
});

describe("judgeBlockedEventLoops", () => {
  const blocked = { origin: "blocked", error: "blocked its event loop for 5.2 s" } as const;
  const calm = () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain();

  test("a run without a blocked event loop has no finding", () => {
    expect(found(calm().build())).toEqual([]);
  });

  test("a process that blocked its event loop hangs, with its length, its moment and its stack", () => {
    const stack = ["at wait (bus.ts:1:1)", "at b", "at c", "at d", "at e"];
    const history = calm()
      .fault({ at: 100, healAt: 200 })
      .strayError({ at: 5300, ...blocked, stack });
    expect(findingOf(history.build(), "hung")).toMatchObject({
      rule: "hung/event-loop",
      verdict: "fail",
      summary:
        "subscriber-a blocked its event loop for 5.2 s; it ended 5.1 s after SIGKILL redis was healed",
      stack: stack.slice(0, 4),
    });
  });

  test("several blocked event loops are one finding with their roles and their number", () => {
    const history = calm()
      .strayError({ at: 3000, ...blocked })
      .strayError({ at: 9000, ...blocked, by: "publisher-0" });
    const { summary } = findingOf(history.build(), "hung");
    expect(summary).toBe(
      "subscriber-a, publisher-0 blocked its event loop for 5.2 s, and 1 times more; it ended in a run without faults",
    );
  });
});
