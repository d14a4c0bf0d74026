import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";

const enough = { bytesToServer: 32, bytesToClient: 32 };
const cut: FaultScript = { at: 100, healAt: 200, network: true };

/** Two messages from one publisher to one subscriber, whose links counted what is given here. */
function twoMessages(
  traffic: Readonly<Record<string, Readonly<Record<string, number>>>>,
  fault: FaultScript = cut,
) {
  const history = scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .fault(fault)
    .drain();
  for (const [process, values] of Object.entries(traffic)) {
    history.sample({ process, sample: "traffic", values });
  }
  return history.build();
}

describe("the path through the link", () => {
  test("is proved by 16 bytes for each message", () => {
    const history = twoMessages({ "publisher-0": enough, "subscriber-a": enough });
    expect(found(history)).toEqual([]);
  });

  test("is in doubt if the publisher sent fewer bytes than it published messages", () => {
    const traffic = { "publisher-0": { ...enough, bytesToServer: 31 }, "subscriber-a": enough };
    expect(findingOf(twoMessages(traffic), "no-evidence")).toMatchObject({
      verdict: "unknown",
      summary:
        "publisher-0: 2 messages acknowledged, but only 31 bytes went to Redis through its link, so network faults did not touch it",
    });
  });

  test("is in doubt if the subscriber got fewer bytes than it handled messages", () => {
    const traffic = { "publisher-0": enough, "subscriber-a": { ...enough, bytesToClient: 31 } };
    expect(found(twoMessages(traffic))).toEqual(["no-evidence unknown"]);
  });

  test("is in doubt for a role that a fault touched and whose link counted nothing", () => {
    const history = twoMessages({ "publisher-0": enough });
    expect(findingOf(history, "no-evidence").summary).toContain(
      "no bytes were counted on the link of subscriber-a",
    );
  });

  test("of a role that no fault touched needs no count", () => {
    const history = twoMessages({ "publisher-0": enough }, { ...cut, roles: ["publisher-0"] });
    expect(found(history)).toEqual([]);
  });

  test("matters to faults of the network only", () => {
    expect(found(twoMessages({}, { at: 100, healAt: 200 }))).toEqual([]);
  });

  test("may carry a message once for several groups of one role", () => {
    const history = scriptHistory()
      .subscribe({ group: "a", process: "subscriber-0" })
      .subscribe({ group: "b", process: "subscriber-0" })
      .exchange("publisher-0/0", 10)
      .fault({ ...cut, roles: ["subscriber-0"] })
      .drain()
      .sample({
        process: "subscriber-0",
        sample: "traffic",
        values: { bytesToServer: 16, bytesToClient: 16 },
      });
    expect(found(history.build())).toEqual([]);
  });
});

describe("what is counted against the bytes of a link", () => {
  test("only what was acknowledged", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .fault({ ...cut, roles: ["publisher-0"] })
      .drain()
      .sample({ process: "publisher-0", sample: "traffic", values: { bytesToServer: 16 } });
    expect(found(history.build())).toEqual([]);
  });

  test("only samples of the traffic", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ ...cut, roles: ["publisher-0"] })
      .drain()
      .sample({ process: "publisher-0", sample: "traffic", values: enough })
      .sample({ process: "publisher-0", sample: "harness", values: { bytesToServer: 0 } });
    expect(found(history.build())).toEqual([]);
  });

  test("no delivery of a message that is unknown", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .deliver("publisher-0/7", { at: 20 })
      .fault({ ...cut, roles: ["subscriber-a"] })
      .drain()
      .sample({ process: "subscriber-a", sample: "traffic", values: { bytesToClient: 16 } });
    expect(found(history.build())).toEqual(["unexpected fail"]);
  });

  test("the messages handled are said to be handled", () => {
    const traffic = { "publisher-0": enough, "subscriber-a": { ...enough, bytesToClient: 1 } };
    expect(findingOf(twoMessages(traffic), "no-evidence").summary).toContain(
      "subscriber-a: 2 messages handled, but only 1 byte came from Redis",
    );
  });
});
