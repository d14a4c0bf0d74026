import { describe, expect, test } from "vitest";

import { judge } from "./judge.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();

describe("the summary of a run that passes", () => {
  const cut = { at: 500, healAt: 600 };

  test("the summary of a pass counts explained duplicates", () => {
    const history = sound()
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, outcome: "fail" })
      .deliver("publisher-0/1", { at: 30 });
    expect(judge(history.build()).summary).toBe(
      "2 messages acknowledged, none lost; 1 message delivered again for a good reason",
    );
  });

  test("the summary of a pass names the recovery time", () => {
    const history = sound().fault(cut);
    for (const at of [700, 900, 1100]) history.exchange(`publisher-0/${at}`, at);
    expect(judge(history.build()).summary).toBe(
      "4 messages acknowledged, none lost; recovered within 102 ms",
    );
  });

  test("the summary of a pass names the messages that an at-most-once bus missed", () => {
    const history = sound({ guarantees: { delivery: "at-most-once" } })
      .fault(cut)
      .publish("publisher-0/1", { at: 550 })
      .exchange("publisher-0/2", 700);
    expect(judge(history.build()).summary).toMatch(
      /^3 messages acknowledged, 1 lost where .* allow it; missed while disconnected, .* 1 from publisher-0\/1/,
    );
  });

  test("the summary of a pass names keys and channels outside of the namespace", () => {
    const history = sound();
    for (const key of ["app:a", "app:b", "app:b", "app:c", "app:d"]) {
      history.wire({ at: 20, command: "SET", key, outsideNamespace: true });
    }
    history.wire({ at: 20, command: "SET", key: "orders" });
    expect(judge(history.build()).summary).toMatch(
      /none lost; the bus used 4 names outside of context\.namespace, .*: app:a, app:b, app:c/,
    );
  });

  test("the summary of a pass names publishes without an id if handlers got ids", () => {
    const history = scriptHistory({})
      .subscribe({})
      .publish("publisher-0/0", { at: 10, id: "" })
      .deliver("publisher-0/0", { at: 12 })
      .exchange("publisher-0/1", 20)
      .drain();
    const { verdict, remarks } = judge(history.build());
    expect(verdict).toBe("pass");
    expect(remarks).toEqual([
      "publish() resolved without an id for 1 of 2 messages, but handlers got ids: let publish return them",
    ]);
  });

  test.each([
    [1_999, undefined],
    [2_000, expect.stringMatching(/^the event loop stood still for 2 s: /u)],
  ])("an event loop that stood still for %i ms gives the remark %s", (standstillMs, remark) => {
    const history = sound().sample({ sample: "harness", values: { standstillMs } });
    expect(judge(history.build()).remarks).toEqual(remark && [remark]);
  });

  test("a bus without ids and without standstills gets no remark", () => {
    expect(judge(sound().build()).remarks).toBeUndefined();
  });

  test("the summary of a pass says that the bus sent FLUSHALL", () => {
    const history = sound().wire({ at: 200, command: "FLUSHALL", key: null, reply: "OK" });
    expect(judge(history.build()).summary).toMatch(
      /none lost; publisher-0 sent FLUSHALL, which deletes the keys of all other programs too$/,
    );
  });
});
