import { expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { oncePerHistory } from "./once-per-history.ts";

test("a value is computed once for each history, however often it is asked for", () => {
  const asked: string[] = [];
  const runIdOf = oncePerHistory(({ header }) => {
    asked.push(header.runId);
    return { runId: header.runId };
  });
  const first = scriptHistory({ runId: "first" }).build();
  const second = scriptHistory({ runId: "second" }).build();
  expect(runIdOf(first)).toBe(runIdOf(first));
  expect(runIdOf(second).runId).toBe("second");
  expect(asked).toEqual(["first", "second"]);
});
