import { describe, expect, test } from "vitest";

import { found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";
import { deliverTwice } from "./testing/delivered-twice.ts";
import { explained, key, unexplained } from "./testing/redelivered-entry.ts";

describe("the handler of the first delivery", () => {
  test("a delivery after a handler that failed is explained as a retry", () => {
    const history = deliverTwice({ first: { at: 10, outcome: "fail" }, second: { at: 20 } });
    expect(found(history)).toEqual(explained);
  });

  test("a delivery before the first handler failed is unexplained", () => {
    const first = { at: 10, outcome: "fail", tookMs: 500 } as const;
    expect(found(deliverTwice({ first, second: { at: 20 } }))).toEqual(unexplained);
  });

  test("a delivery after a handler that never returned is explained", () => {
    const history = deliverTwice({ first: { at: 10, tookMs: null }, second: { at: 20 } });
    expect(found(history)).toEqual(explained);
  });

  test("a delivery while the first handler is still at work is unexplained", () => {
    const history = deliverTwice({ first: { at: 10, tookMs: 500 }, second: { at: 20 } });
    expect(found(history)).toEqual(unexplained);
  });

  test("each of three deliveries is compared with the one before it", () => {
    const thrice = (second: "ok" | "fail") =>
      scriptHistory()
        .subscribe({})
        .publish(key, { at: 10 })
        .deliver(key, { at: 12, outcome: "fail" })
        .deliver(key, { at: 20, outcome: second })
        .deliver(key, { at: 30 })
        .drain()
        .build();
    expect(found(thrice("ok"))).toEqual(["duplicate fail", "duplicate pass"]);
    expect(found(thrice("fail"))).toEqual(explained);
  });

  test("a message is received if only its third handler finished, and lost if none did", () => {
    const attempts = (...outcomes: readonly ("ok" | "fail")[]) => {
      const history = scriptHistory().subscribe({}).exchange(key, 10).drain();
      history.publish("publisher-0/1", { at: 20 });
      for (const [at, outcome] of outcomes.entries()) {
        history.deliver("publisher-0/1", { at: 30 + 10 * at, outcome });
      }
      return found(history.build());
    };
    expect(attempts("fail", "fail", "ok")).toEqual(explained);
    expect(attempts("fail", "fail", "fail")).toEqual(["lost fail", "duplicate pass"]);
  });
});

describe("the end of the process of the first subscriber", () => {
  /** The first handler returns at 13 ms. */
  const endedAt = (at: number, of?: string) =>
    found(
      scriptHistory()
        .subscribe({})
        .publish(key, { at: 10 })
        .deliver(key, { at: 12 })
        .processEnd({ at, ...(of && { of }) })
        .deliver(key, { at: 9000 })
        .drain()
        .build(),
    );

  test("a process that ends at most 2 s after the handler explains a duplicate", () => {
    expect(endedAt(13)).toEqual(explained);
    expect(endedAt(2013)).toEqual(explained);
  });

  test("a process that ends later, before the first delivery or after the second explains no duplicate", () => {
    expect(endedAt(2014)).toEqual(unexplained);
    expect(endedAt(11)).toEqual(unexplained);
    expect(endedAt(9002)).toEqual(unexplained);
  });

  test("the process of another role explains no duplicate", () => {
    expect(endedAt(13, "subscriber-b")).toEqual(unexplained);
  });
});

describe("a fault near the two deliveries", () => {
  test("a fault explains a duplicate if the acknowledgement may have been lost in it", () => {
    const fault = { at: 1012, healAt: 1500 };
    const history = deliverTwice({ first: { at: 1010 }, second: { at: 1600 }, fault });
    expect(found(history)).toEqual(explained);
  });

  test("a fault explains a duplicate soon after its heal, while the bus may still notice it", () => {
    const fault = { at: 1000, healAt: 1200 };
    const history = deliverTwice({ first: { at: 3100 }, second: { at: 3300 }, fault });
    expect(found(history)).toEqual(explained);
  });

  test("a fault does not explain a duplicate long after its heal", () => {
    const fault = { at: 1000, healAt: 1200 };
    const history = deliverTwice({ first: { at: 5000 }, second: { at: 5100 }, fault });
    expect(found(history)).toEqual(unexplained);
  });

  test("a fault does not explain a duplicate of a subscriber that it did not touch", () => {
    const fault = { at: 1012, healAt: 1500, roles: ["subscriber-b"] };
    const history = deliverTwice({ first: { at: 1010 }, second: { at: 1600 }, fault });
    expect(found(history)).toEqual(unexplained);
  });

  test("a fault does not explain a duplicate if it began long after the first handler returned", () => {
    const fault = { at: 9000, healAt: 9500 };
    const history = deliverTwice({ first: { at: 1000 }, second: { at: 9600 }, fault });
    expect(found(history)).toEqual(unexplained);
  });

  test("a fault in which Redis lost all data explains a duplicate however late it began", () => {
    const fault = { at: 9000, healAt: 9500, losesAll: true };
    const history = deliverTwice({ first: { at: 1000 }, second: { at: 9600 }, fault });
    expect(found(history)).toEqual(explained);
  });
});

describe("a publish in doubt", () => {
  const publishDuring = (outcome: "ok" | "info", fault?: FaultScript, ids = ["1-0", "2-0"]) => {
    const builder = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 1000, tookMs: 600, outcome })
      .deliver("publisher-0/1", { at: 1610, id: ids[0] ?? "" })
      .deliver("publisher-0/1", { at: 1620, id: ids[1] ?? "" })
      .drain();
    return found((fault ? builder.fault(fault) : builder).build());
  };
  const onPublisher = { at: 1100, healAt: 1500, roles: ["publisher-0"] };

  test("a publish in doubt explains two deliveries under two ids", () => {
    expect(publishDuring("info")).toEqual(explained);
  });

  test("a publish across a fault of its publisher explains two deliveries under two ids", () => {
    expect(publishDuring("ok", onPublisher)).toEqual(explained);
  });

  test("a publish across a fault of another role does not explain two deliveries", () => {
    const fault = { ...onPublisher, roles: ["subscriber-b"] };
    expect(publishDuring("ok", fault)).toEqual(unexplained);
  });

  test("a publish in doubt does not explain two deliveries of one stream entry", () => {
    expect(publishDuring("info", undefined, ["1-0", "1-0"])).toEqual(unexplained);
  });

  test.each(["own-id", "own-1-0"])("two copies may both have the id %s of the bus itself", (id) => {
    expect(publishDuring("info", undefined, [id, id])).toEqual(explained);
    expect(publishDuring("ok", onPublisher, [id, id])).toEqual(explained);
    expect(publishDuring("ok", undefined, [id, id])).toEqual(unexplained);
  });

  test("an acknowledged publish without a fault does not explain two deliveries", () => {
    expect(publishDuring("ok")).toEqual(unexplained);
  });
});

describe("the commands of a publish in doubt", () => {
  const pushed = { command: "LPUSH", reply: "1" };

  function doubted(...appends: readonly Partial<WireScript>[]) {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/1", 1)
      .publish(key, { at: 10, outcome: "info" })
      .deliver(key, { at: 720, id: "own" })
      .deliver(key, { at: 1600, id: "own" })
      .drain();
    for (const each of appends) builder.wire({ at: 10, ...pushed, messages: [key], ...each });
    return builder;
  }

  test("a publish in doubt explains a duplicate if Redis may have executed two of its commands", () => {
    const retried = doubted({ key: "list:one" }, { key: "list:other", at: 210 });
    expect(found(retried.build())).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>]>([
    ["never reached Redis", { forwardedAt: null }],
    ["was refused", { error: "OOM" }],
  ])(
    "a publish in doubt does not explain a duplicate if its second command %s",
    (_name, unsent) => {
      expect(found(doubted({}).build())).toEqual(unexplained);
      expect(found(doubted({}, { at: 210, ...unsent }).build())).toEqual(unexplained);
    },
  );

  test("a publish in doubt explains a duplicate if the link could not read all its commands", () => {
    expect(found(doubted().build())).toEqual(explained);
    const mixed = doubted({}).wire({ at: 210, ...pushed });
    expect(found(mixed.build())).toEqual(explained);
  });

  test("a publish in doubt does not explain a duplicate if both deliveries have one entry id", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish(key, { at: 10, outcome: "info" })
      .deliver(key, { at: 720, id: "1-0" })
      .deliver(key, { at: 1600, id: "1-0" })
      .drain();
    expect(found(history.build())).toEqual(unexplained);
  });
});
