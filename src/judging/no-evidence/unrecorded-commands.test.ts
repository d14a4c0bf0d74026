import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const traffic = (bytesToServer: number) => ({
  process: "publisher-0",
  sample: "traffic",
  values: { bytesToServer, bytesToClient: 0 },
});

/** Two messages over links that should have seen commands. */
function run(header = {}) {
  return scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .drain();
}

describe("a link that should have seen commands", () => {
  test("is no evidence if messages passed and nothing was recorded", () => {
    const history = run().sample(traffic(32)).build();
    expect(findingOf(history, "no-evidence")).toMatchObject({
      verdict: "unknown",
      summary:
        "publisher-0: 2 messages went through its link, but none of its commands was recorded",
    });
  });

  test("is no evidence if it was that of a subscriber", () => {
    const history = run()
      .sample({ ...traffic(32), process: "subscriber-a" })
      .build();
    expect(findingOf(history, "no-evidence").summary).toContain("subscriber-a: 2 messages went");
  });

  test("is told by its traffic alone, and of that which passed for certain", () => {
    const history = run()
      .publish("publisher-0/2", { at: 30, outcome: "info" })
      .sample({ process: "publisher-0", sample: "census", values: { bytesToServer: 0 } })
      .sample(traffic(32));
    expect(findingOf(history.build(), "no-evidence").summary).toContain("publisher-0: 2 messages");
  });

  test("is fine if it recorded any, whatever was in them", () => {
    const history = run().sample(traffic(3200)).wire({ at: 5, command: "PING" });
    expect(found(history.build())).toEqual([]);
  });

  test("is fine if what passed was no Redis protocol", () => {
    const history = run().sample(traffic(3200)).opaque({ at: 5, by: "publisher-0" });
    expect(found(history.build())).toEqual([]);
  });

  test("is no matter for a bus that goes another way", () => {
    expect(found(run().sample(traffic(31)).build())).toEqual([]);
  });

  test("is no matter for a link that sees no commands", () => {
    expect(found(run({ hasCommands: false }).sample(traffic(3200)).build())).toEqual([]);
  });

  test("adds nothing to what is said of a run without messages", () => {
    const empty = (hasCommands: boolean) =>
      found(scriptHistory({ hasCommands }).sample(traffic(3200)).drain().build());
    expect(empty(true)).toEqual(empty(false));
  });
});
