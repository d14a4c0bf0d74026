import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const traffic = (bytesToServer: number) => ({
  process: "publisher-0",
  sample: "traffic",
  values: { bytesToServer, bytesToClient: 0 },
});

/** Builds the history of two messages over links that record commands. */
function run(header = {}) {
  return scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .drain();
}

describe("roles whose commands were not recorded", () => {
  test("a publisher makes the run unknown if its link passed messages and recorded no command", () => {
    const history = run().sample(traffic(32)).build();
    expect(findingOf(history, "no-evidence")).toMatchObject({
      verdict: "unknown",
      summary:
        "publisher-0: 2 messages went through its link, but none of its commands was recorded",
    });
  });

  test("a subscriber makes the run unknown if its link passed messages and recorded no command", () => {
    const history = run()
      .sample({ ...traffic(32), process: "subscriber-a" })
      .build();
    expect(findingOf(history, "no-evidence").summary).toContain("subscriber-a: 2 messages went");
  });

  test("only acknowledged messages and samples of the traffic are counted", () => {
    const history = run()
      .publish("publisher-0/2", { at: 30, outcome: "info" })
      .sample({ process: "publisher-0", sample: "census", values: { bytesToServer: 0 } })
      .sample(traffic(32));
    expect(findingOf(history.build(), "no-evidence").summary).toContain("publisher-0: 2 messages");
  });

  test("a role is not reported if any of its commands was recorded", () => {
    const history = run().sample(traffic(3200)).wire({ at: 5, command: "PING" });
    expect(found(history.build())).toEqual([]);
  });

  test("a role is not reported if its link could not read a connection", () => {
    const history = run().sample(traffic(3200)).opaque({ at: 5, by: "publisher-0" });
    expect(found(history.build())).toEqual([]);
  });

  test("a role is not reported if its messages did not go through its link", () => {
    expect(found(run().sample(traffic(31)).build())).toEqual([]);
  });

  test("a role is not reported if the links do not record commands", () => {
    expect(found(run({ hasCommands: false }).sample(traffic(3200)).build())).toEqual([]);
  });

  test("a run without messages has the same findings with and without recorded commands", () => {
    const empty = (hasCommands: boolean) =>
      found(scriptHistory({ hasCommands }).sample(traffic(3200)).drain().build());
    expect(empty(true)).toEqual(empty(false));
  });
});
