import { describe, expect, test } from "vitest";

import { found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const ordered = { guarantees: { ordering: "per-publisher" } } as const;

/** Two messages of one publisher, the second delivered first. */
const swapped = (script: Parameters<typeof scriptHistory>[0] = ordered) =>
  scriptHistory(script)
    .subscribe({})
    .publish("publisher-0/0", { at: 10 })
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 30 })
    .deliver("publisher-0/0", { at: 40 })
    .drain();

describe("ordering", () => {
  test("a message after a later one of its publisher is reordered", () => {
    expect(found(swapped().build())).toEqual(["reordered fail"]);
  });

  test("it is only counted where no order was claimed", () => {
    expect(found(swapped({}).build())).toEqual(["reordered pass"]);
  });

  test("messages in order pass", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .exchange("publisher-0/1", 20)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("two publishers may overtake each other", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .exchange("publisher-1/5", 10)
      .exchange("publisher-0/0", 20)
      .exchange("publisher-1/6", 30)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a redelivery is no reordering, whether it is seen or said to be one", () => {
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

  test("a publish in doubt may take effect at any time", () => {
    const history = scriptHistory(ordered)
      .subscribe({})
      .publish("publisher-0/0", { at: 10, outcome: "info" })
      .exchange("publisher-0/1", 20)
      .deliver("publisher-0/0", { at: 40 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("consumers of one group are each looked at alone", () => {
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
