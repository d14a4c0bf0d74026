import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { harnessDelayOf } from "./harness-delay.ts";

describe("harnessDelayOf", () => {
  test("the delay of the harness is the largest one that it sampled", () => {
    const history = scriptHistory()
      .sample({ sample: "harness", values: { eventLoopDelayMs: 12 } })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 90 } })
      .sample({ sample: "census", round: 0, values: { eventLoopDelayMs: 999 } });
    expect(harnessDelayOf(history.build())).toBe(90);
  });

  test("samples from before the last heal do not count", () => {
    const history = scriptHistory()
      .fault({ at: 100, healAt: 200 })
      .sample({ at: 200, sample: "harness", values: { eventLoopDelayMs: 900 } })
      .sample({ at: 300, sample: "harness", values: { eventLoopDelayMs: 12 } });
    expect(harnessDelayOf(history.build())).toBe(12);
  });
});
