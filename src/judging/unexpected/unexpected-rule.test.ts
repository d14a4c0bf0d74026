import { expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const calm = () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain();

test("a message that no publisher of the run published is reported as unexpected", () => {
  const history = calm().deliver("publisher-0/77", { at: 30 }).build();
  expect(findingOf(history, "unexpected")).toMatchObject({
    rule: "unexpected/never-published",
    verdict: "fail",
    summary:
      "1 message handled but never published in this run; the first by a, in a run without faults",
    messages: ["publisher-0/77"],
  });
});

test("a payload of another run is reported as unexpected", () => {
  const history = calm().deliver("publisher-0/0", { at: 30, damage: "foreign" }).build();
  expect(found(history)).toEqual(["unexpected fail"]);
});

test("a changed payload is reported as corrupt, and its message as lost", () => {
  const history = calm()
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 22, damage: "corrupt" })
    .build();
  expect(found(history)).toEqual(["lost fail", "corrupt fail"]);
  expect(judge(history).metrics.counts.corrupt).toBe(1);
});

test("a message of another topic is reported as misrouted", () => {
  const history = calm()
    .publish("publisher-0/1", { at: 20, topic: "invoices" })
    .deliver("publisher-0/1", { at: 22 })
    .build();
  expect(found(history)).toEqual(["misrouted fail"]);
  expect(findingOf(history, "misrouted").summary).toBe(
    "1 message handled under the wrong topic; the first by a: publisher-0/1 was published on invoices and came to its " +
      "subscriber of orders, in a run without faults",
  );
});

test("a message that is handed over with the name of another topic is reported as misrouted", () => {
  const history = calm()
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 22, topic: "invoices" })
    .build();
  expect(found(history)).toEqual(["misrouted fail"]);
});
