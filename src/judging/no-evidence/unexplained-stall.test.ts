import { expect, test } from "vitest";

import { found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

test("a drain that stalled although nothing is missing makes the run unknown", () => {
  const history = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
  expect(found(history.drain({ outcome: "stalled" }).build())).toEqual(["no-evidence unknown"]);
});

test("a duplicate that is allowed does not explain a stalled drain", () => {
  const history = scriptHistory()
    .subscribe({})
    .publish("publisher-0/0", { at: 10 })
    .deliver("publisher-0/0", { at: 12, outcome: "fail" })
    .deliver("publisher-0/0", { at: 20 })
    .drain({ outcome: "stalled" });
  expect(found(history.build())).toEqual(["no-evidence unknown", "duplicate pass"]);
});

test("a message that is lost explains a stalled drain", () => {
  const history = scriptHistory().subscribe({}).publish("publisher-0/0", { at: 10 });
  expect(found(history.drain({ outcome: "stalled" }).build())).toEqual(["lost fail"]);
});
