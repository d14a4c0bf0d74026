import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const ordered = { guarantees: { ordering: "per-publisher" } } as const;

/** Builds the history of two messages of one publisher. The second is delivered first. */
const swapped = (script: Parameters<typeof scriptHistory>[0] = ordered) =>
  scriptHistory(script)
    .subscribe({})
    .publish("publisher-0/0", { at: 10 })
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 30 })
    .deliver("publisher-0/0", { at: 40 })
    .drain();

describe("ordering", () => {
  test("a message after a later one of its publisher fails a bus that promises the order", () => {
    expect(found(swapped().build())).toEqual(["reordered fail"]);
    expect(findingOf(swapped().build(), "reordered")).toMatchObject({
      rule: "reordered/despite-the-promised-order",
      summary:
        "1 message delivered after a later one of the same publisher; a got publisher-0/0 after publisher-0/1, in a run without faults",
    });
  });

  test("a message after a later one of its publisher passes if the bus does not promise the order", () => {
    expect(found(swapped({}).build())).toEqual(["reordered pass"]);
    expect(findingOf(swapped({}).build(), "reordered").rule).toBe("reordered/order-not-promised");
  });

  test("messages in the order of their publishes are not reported", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .exchange("publisher-0/1", 20)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("messages of two publishers may overtake each other", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .exchange("publisher-1/5", 10)
      .exchange("publisher-0/0", 20)
      .exchange("publisher-1/6", 30)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a redelivery is not reported, whether the history or only its attempt number shows it", () => {
    const seen = scriptHistory(ordered)
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, outcome: "fail" })
      .exchange("publisher-0/1", 20)
      .deliver("publisher-0/0", { at: 40 })
      .drain();
    expect(found(seen.build())).toEqual(["duplicate pass"]);
    const said = scriptHistory(ordered)
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .exchange("publisher-0/1", 20)
      .deliver("publisher-0/0", { at: 40, attempt: 2 })
      .drain();
    expect(found(said.build())).toEqual([]);
  });

  test("a late message is not reported if its publish was in doubt", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .publish("publisher-0/0", { at: 10, outcome: "info" })
      .exchange("publisher-0/1", 20)
      .deliver("publisher-0/0", { at: 40 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("messages that two subscribers of one group got are not compared", () => {
    const history = scriptHistory(ordered)
      .subscribe({ process: "subscriber-0" })
      .publish("publisher-0/0", { at: 10 })
      .exchange("publisher-0/1", 20)
      .subscribe({ at: 30, process: "subscriber-1" })
      .deliver("publisher-0/0", { at: 40 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });
});
