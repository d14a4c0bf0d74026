import { expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const rejected = () =>
  scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 20, tookMs: 50, outcome: "fail" })
    .drain();

test("a rejected publish whose message a group got is reported, dated by the rejection", () => {
  const history = rejected()
    .deliver("publisher-0/1", { at: 30 })
    .fault({ at: 60, healAt: 300 })
    .build();
  expect(findingOf(history, "false-rejection")).toMatchObject({
    rule: "false-rejection/message-exists",
    verdict: "fail",
    messages: ["publisher-0/1"],
  });
  expect(findingOf(history, "false-rejection").summary).toContain("during SIGKILL redis, 10 ms");
});

test("a rejected publish whose message does not exist is not reported", () => {
  expect(found(rejected().build())).toEqual([]);
});
