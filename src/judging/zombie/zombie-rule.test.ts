import { expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

/** A subscription that closes from 50 to 60. */
const closing = () =>
  scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 45 })
    .close({ at: 50, tookMs: 10 })
    .drain();

test("a delivery after close resolved is a zombie's", () => {
  expect(found(closing().deliver("publisher-0/1", { at: 61 }).build())).toEqual(["zombie fail"]);
});

test("a delivery while close is under way is fine", () => {
  expect(found(closing().deliver("publisher-0/1", { at: 55 }).build())).toEqual([]);
});

test("a handler may return after its subscription was closed", () => {
  const history = closing().deliver("publisher-0/1", { at: 55, tookMs: 500 });
  expect(found(history.build())).toEqual([]);
});

test("the longest time after close is told", () => {
  const history = closing()
    .deliver("publisher-0/1", { at: 75 })
    .deliver("publisher-0/1", { at: 90 })
    .deliver("publisher-0/1", { at: 80, outcome: "fail" });
  expect(findingOf(history.build(), "zombie").summary).toBe(
    "3 deliveries after close had resolved, up to 30 ms later; the first to a",
  );
});
