import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const atMostOnce = { guarantees: { delivery: "at-most-once" }, recoveryLimitMs: 5000 } as const;
const roles = ["subscriber-a"];

/** Group `a` gets the first message, is cut off from 1 s to 2 s, and gets the next one at 3 s. */
function cutOff(faultRoles: readonly string[] = roles) {
  return scriptHistory(atMostOnce)
    .subscribe({})
    .exchange("publisher-0/0", 100)
    .fault({ at: 1000, healAt: 2000, name: "refusal of subscriber-a", roles: faultRoles })
    .exchange("publisher-0/9", 3000)
    .drain();
}

describe("judgeLosses for an at-most-once bus", () => {
  test("messages published while the subscriber was cut off are allowed losses", () => {
    const history = cutOff()
      .publish("publisher-0/1", { at: 1100 })
      .publish("publisher-0/2", { at: 1840 })
      .build();
    const judgement = judge(history);
    expect(judgement).toMatchObject({ verdict: "pass", metrics: { counts: { lost: 2 } } });
    expect(findingOf(history, "lost").summary).toContain(
      "a missed 2 from publisher-0/1 to publisher-0/2 within 740 ms",
    );
  });

  test("a message in flight when the fault struck is an allowed loss", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 800 }).build())).toEqual(["lost pass"]);
  });

  test("a message acknowledged more than 250 ms before the fault is lost", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 700 }).build())).toEqual(["lost fail"]);
  });

  test("a message published after the heal, before the next delivery, is an allowed loss", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 2500 }).build())).toEqual(["lost pass"]);
  });

  test("a message published after the next delivery is lost", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 3500 }).build())).toEqual(["lost fail"]);
  });

  test("a subscriber that gets nothing any more may miss messages only up to the recovery limit", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 100)
      .fault({ at: 1000, healAt: 2000, roles })
      .publish("publisher-0/1", { at: 6900 })
      .publish("publisher-0/2", { at: 7100 })
      .drain()
      .build();
    const lost = judge(history).findings.map(({ verdict, messages }) => [verdict, ...messages]);
    expect(lost).toEqual([
      ["fail", "publisher-0/2"],
      ["pass", "publisher-0/1"],
    ]);
  });

  test("a fault on the path of another role allows no loss", () => {
    const history = cutOff(["publisher-0"]).publish("publisher-0/1", { at: 1100 }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("a run without faults allows no loss", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20 })
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a message in doubt that one group got is not owed to another", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .deliver("publisher-0/1", { at: 22, group: "a" })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a message published after the subscription closed is not owed", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .close({ at: 500 })
      .publish("publisher-0/1", { at: 600 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a message whose handler threw counts as received", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, outcome: "fail" })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a second delivery fails, even during a fault", () => {
    const history = cutOff()
      .publish("publisher-0/1", { at: 900 })
      .deliver("publisher-0/1", { at: 990 })
      .deliver("publisher-0/1", { at: 2100 })
      .build();
    expect(found(history)).toEqual(["duplicate fail"]);
  });
});

test("a fault that is never healed allows every loss after it, and leaves the run unknown", () => {
  const history = scriptHistory(atMostOnce)
    .subscribe({})
    .exchange("publisher-0/0", 100)
    .fault({ at: 1000, healAt: null, roles })
    .publish("publisher-0/1", { at: 60_000 })
    .drain();
  expect(found(history.build())).toEqual(["no-evidence unknown", "lost pass"]);
});

describe.each([{ confirmsPublish: false }, { delivery: "best-effort" }] as const)(
  "judgeLosses for a bus that claims %j",
  (guarantees) => {
    /** The path of publisher-0 is cut from 1 s to 2 s; publisher-0/9 shows at 3 s that it is connected again. */
    function publisherCutOff() {
      return scriptHistory({ guarantees, recoveryLimitMs: 5000 })
        .subscribe({})
        .exchange("publisher-0/0", 100)
        .fault({ at: 1000, healAt: 2000, name: "refusal of publisher-0", roles: ["publisher-0"] })
        .exchange("publisher-0/9", 3000)
        .drain();
    }

    test.each([800, 1500, 2500])(
      "a message that its publisher lost at %i ms, while it was cut off, is an allowed loss",
      (at) => {
        const history = publisherCutOff().publish("publisher-0/1", { at }).build();
        expect(judge(history).findings).toMatchObject([
          { rule: "lost/while-publisher-disconnected", verdict: "pass" },
        ]);
      },
    );

    test.each([700, 3500])("a message published at %i ms, outside of the outage, is lost", (at) => {
      const history = publisherCutOff().publish("publisher-0/1", { at }).build();
      expect(found(history)).toEqual(["lost fail"]);
    });

    test("a message of another publisher does not end the outage", () => {
      const history = publisherCutOff()
        .exchange("publisher-1/0", 2200)
        .publish("publisher-0/1", { at: 2500 })
        .build();
      expect(found(history)).toEqual(["lost pass"]);
    });
  },
);

test("a bus that confirms its publishes may lose nothing while only its publisher is cut off", () => {
  const history = scriptHistory(atMostOnce)
    .subscribe({})
    .exchange("publisher-0/0", 100)
    .fault({ at: 1000, healAt: 2000, roles: ["publisher-0"] })
    .publish("publisher-0/1", { at: 1500 })
    .exchange("publisher-0/9", 3000)
    .drain()
    .build();
  expect(found(history)).toEqual(["lost fail"]);
});

describe("an at-most-once bus that says `connected`", () => {
  /** Group `a` is cut off from 1 s to 2 s, gets nothing until 5 s, and misses a message at `at`. */
  function missedAt(
    at: number,
    ...notices: readonly (readonly [number, "connected" | "disconnected"])[]
  ) {
    const run = scriptHistory({ ...atMostOnce, recoveryLimitMs: 30_000 })
      .subscribe({})
      .exchange("publisher-0/0", 100)
      .fault({ at: 1000, healAt: 2000, name: "refusal of subscriber-a", roles })
      .publish("publisher-0/1", { at })
      .exchange("publisher-0/2", 5000);
    for (const [noticedAt, notice] of notices) run.notice({ at: noticedAt, notice });
    return run.drain().build();
  }

  test("owes what is published more than 1 s after it said so", () => {
    const history = missedAt(3101, [1001, "disconnected"], [2100, "connected"]);
    expect(found(history)).toEqual(["lost fail"]);
    expect(findingOf(history, "lost").summary).toContain("its bus had said `connected` before");
  });

  test("may miss what is published within 1 s after it said so", () => {
    const history = missedAt(3100, [1001, "disconnected"], [2100, "connected"]);
    expect(found(history)).toEqual(["lost pass"]);
  });

  test("is not connected before every connection that it lost is back", () => {
    const history = missedAt(
      3101,
      [1001, "disconnected"],
      [1002, "disconnected"],
      [2100, "connected"],
    );
    expect(found(history)).toEqual(["lost pass"]);
  });

  test("is not connected if it loses the connection again within 1 s", () => {
    const history = missedAt(
      3200,
      [1001, "disconnected"],
      [2100, "connected"],
      [2500, "disconnected"],
      [2600, "connected"],
    );
    expect(found(history)).toEqual(["lost pass"]);
  });

  test("counts from the heal if it said so before the heal was verified", () => {
    expect(found(missedAt(3000, [1500, "connected"]))).toEqual(["lost pass"]);
    expect(found(missedAt(3001, [1500, "connected"]))).toEqual(["lost fail"]);
  });

  test("keeps the whole window if it said so only before the fault", () => {
    expect(found(missedAt(3500, [900, "connected"]))).toEqual(["lost pass"]);
  });
});
