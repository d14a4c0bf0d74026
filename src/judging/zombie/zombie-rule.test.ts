import { expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

/** Builds the history of a subscription whose close call is made at 50 ms and resolves at 60 ms. */
const closing = () =>
  scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 45 })
    .close({ at: 50, tookMs: 10 })
    .drain();

test("a delivery after close resolved is reported as a zombie", () => {
  expect(found(closing().deliver("publisher-0/1", { at: 61 }).build())).toEqual(["zombie fail"]);
});

test("a delivery before close resolved is not reported", () => {
  expect(found(closing().deliver("publisher-0/1", { at: 55 }).build())).toEqual([]);
});

test("a handler that was called before close resolved and returns later is not reported", () => {
  const history = closing().deliver("publisher-0/1", { at: 55, tookMs: 500 });
  expect(found(history.build())).toEqual([]);
});

test("the finding says how long after close the last delivery came", () => {
  const history = closing()
    .deliver("publisher-0/1", { at: 75 })
    .deliver("publisher-0/1", { at: 90 })
    .deliver("publisher-0/1", { at: 80, outcome: "fail" });
  expect(findingOf(history.build(), "zombie").summary).toBe(
    "3 deliveries after close had resolved, up to 30 ms later; the first to a",
  );
});
