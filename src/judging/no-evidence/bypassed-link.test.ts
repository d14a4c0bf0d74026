import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";

const enough = { bytesToServer: 32, bytesToClient: 32 };
const cut: FaultScript = { at: 100, healAt: 200, network: true };

/** Builds the history of two messages from a publisher to a subscriber, whose links counted this traffic. */
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

describe("messages and the bytes of their link", () => {
  test("a role is not reported if its link counted 16 bytes for each message", () => {
    const history = twoMessages({ "publisher-0": enough, "subscriber-a": enough });
    expect(found(history)).toEqual([]);
  });

  test("a publisher is reported if its link counted fewer than 16 bytes to Redis for each message", () => {
    const traffic = { "publisher-0": { ...enough, bytesToServer: 31 }, "subscriber-a": enough };
    expect(findingOf(twoMessages(traffic), "no-evidence")).toMatchObject({
      verdict: "unknown",
      summary:
        "publisher-0: 2 messages acknowledged, but only 31 bytes went to Redis through its link, so network faults did not touch it",
    });
  });

  test("a subscriber is reported if its link counted fewer than 16 bytes from Redis for each message", () => {
    const traffic = { "publisher-0": enough, "subscriber-a": { ...enough, bytesToClient: 31 } };
    expect(found(twoMessages(traffic))).toEqual(["no-evidence unknown"]);
  });

  test("a role is reported if a fault touched it and its link counted nothing", () => {
    const history = twoMessages({ "publisher-0": enough });
    expect(findingOf(history, "no-evidence").summary).toContain(
      "no bytes were counted on the link of subscriber-a",
    );
  });

  test.each([{ confirmsPublish: false }, { durableOutbox: true }])(
    "messages that were never sent do not count if the bus claims %j",
    (guarantees) => {
      const history = (claims: object) =>
        scriptHistory({ guarantees: claims })
          .subscribe({})
          .exchange("publisher-0/0", 10)
          .publish("publisher-0/1", { at: 150 })
          .fault(cut)
          .drain()
          .sample({ process: "publisher-0", sample: "traffic", values: { bytesToServer: 16 } })
          .sample({ process: "subscriber-a", sample: "traffic", values: enough })
          .build();
      expect(found(history(guarantees))).not.toContain("no-evidence unknown");
      expect(found(history({}))).toContain("no-evidence unknown");
    },
  );

  test("a role that no fault touched is not reported if its link counted nothing", () => {
    const history = twoMessages({ "publisher-0": enough }, { ...cut, roles: ["publisher-0"] });
    expect(found(history)).toEqual([]);
  });

  test("a role is not reported if no fault was on a link", () => {
    expect(found(twoMessages({}, { at: 100, healAt: 200 }))).toEqual([]);
  });

  test("a message that two groups of one role handled counts once", () => {
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

describe("the messages that need bytes", () => {
  test("a publish in doubt needs no bytes", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .fault({ ...cut, roles: ["publisher-0"] })
      .drain()
      .sample({ process: "publisher-0", sample: "traffic", values: { bytesToServer: 16 } });
    expect(found(history.build())).toEqual([]);
  });

  test("samples other than the traffic do not count", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ ...cut, roles: ["publisher-0"] })
      .drain()
      .sample({ process: "publisher-0", sample: "traffic", values: enough })
      .sample({ process: "publisher-0", sample: "harness", values: { bytesToServer: 0 } });
    expect(found(history.build())).toEqual([]);
  });

  test("a delivery of an unpublished message needs no bytes", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .deliver("publisher-0/7", { at: 20 })
      .fault({ ...cut, roles: ["subscriber-a"] })
      .drain()
      .sample({ process: "subscriber-a", sample: "traffic", values: { bytesToClient: 16 } });
    expect(found(history.build())).toEqual(["unexpected fail"]);
  });

  test("the finding of a subscriber names handled messages and the bytes from Redis", () => {
    const traffic = { "publisher-0": enough, "subscriber-a": { ...enough, bytesToClient: 1 } };
    expect(findingOf(twoMessages(traffic), "no-evidence").summary).toContain(
      "subscriber-a: 2 messages handled, but only 1 byte came from Redis",
    );
  });
});

describe("a connection that Redis had and no link", () => {
  const run = () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10);

  test("is reported also in a run without faults, with its name and its last command", () => {
    const history = run()
      .bypass({ at: 50, client: "acknowledger", command: "xack" })
      .drain()
      .build();
    const finding = findingOf(history, "no-evidence");
    expect(finding).toMatchObject({ verdict: "unknown", rule: "no-evidence/bypassed-its-link" });
    expect(finding?.summary).toContain("acknowledger, which last sent XACK");
  });

  test("is not there in a run whose connections all came through links", () => {
    expect(found(run().drain().build())).toEqual([]);
  });
});
