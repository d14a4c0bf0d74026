import { expect, test } from "vitest";

import { nowMs } from "../../clock.ts";
import { standstillValue } from "../../history/sample-names.ts";
import { watchHarness } from "./harness-watch.ts";

test("a standstill is in the next sample, also if no timer ran since", () => {
  const standstills: (number | undefined)[] = [];
  using watch = watchHarness({
    recorder: {
      failure: undefined,
      record(operation) {
        if (operation.kind === "sample") standstills.push(operation.values[standstillValue]);
        return standstills.length;
      },
    },
    errors: { callBus: (_role, call) => call() },
    onProgress: () => undefined,
  });
  for (const fromMs = nowMs(); nowMs() < fromMs + 200;);
  watch.recordDelay();
  expect(standstills).toHaveLength(1);
  // A standstill shorter than the 100 ms of the timer cannot be told from its pause.
  expect(standstills[0]).toBeGreaterThanOrEqual(100);
});
