import { describe, expect, test } from "vitest";

import { scriptHistory } from "../judging/testing/history-builder.ts";
import { explained, reasonOf, storyOf } from "./testing/explained.ts";

const key = "publisher-0/1";
const atMostOnce = { guarantees: { delivery: "at-most-once" } } as const;

/** Group `a` has handled one message before and stands since 1 ms. */
function standing(header = {}) {
  return scriptHistory(header).subscribe({}).exchange("publisher-0/0", 10);
}

const position = { name: "a", lastDeliveredId: "7-0", pending: [] };

describe("a message that was handled", () => {
  const explanation = explained(
    standing()
      .publish(key, { at: 20, id: "3-0", intendedAt: 19 })
      .deliver(key, { at: 24, id: "3-0", tookMs: 2 })
      .drain()
      .audit({ entries: [["3-0", key]], groups: [position] })
      .build(),
    key,
  );

  test("is owed by the rule that the metrics apply, and nothing is wrong with it", () => {
    expect(explanation.groups).toEqual([
      {
        name: "a",
        owed: true,
        fate: "handled",
        verdict: "pass",
        findings: [],
        reason:
          "owed to a: acknowledged 1 ms after it was published, and the subscription stood since 0.001 s; delivered once, handled 6 ms after it was published",
      },
    ]);
    expect(explanation.summary).toBe("acknowledged; handled by a");
  });

  test("has its story in time order", () => {
    expect(storyOf(explanation)).toEqual([
      "publisher-0: published on orders, 1 ms after it was due",
      "publisher-0: acknowledged as 3-0 after 1 ms",
      "subscriber-a: delivered to a as 3-0, attempt 1: handled in 2 ms",
    ]);
  });

  test("may be handled before its publish is settled, and the story keeps that order", () => {
    const early = standing().publish(key, { at: 20, tookMs: 9 }).deliver(key, { at: 22 }).drain();
    expect(explained(early.build(), key).story.map(({ kind }) => kind)).toEqual([
      "publish",
      "delivery",
      "publish",
    ]);
  });

  test("shows what the auditor found", () => {
    expect(explanation.stream).toMatchObject({
      state: "stored",
      entries: ["3-0"],
      groups: [{ name: "a", lastDeliveredId: "7-0", pending: null }],
    });
  });

  test("says that the link saw no commands where it did not", () => {
    expect(explanation.wire).toMatchObject({ seen: false, commands: [], pushes: [] });
  });
});

describe("a lost message", () => {
  const published = () => standing().publish(key, { at: 20, id: "3-0" }).drain();

  test("that is stuck pending says with whom", () => {
    const pending = [{ id: "3-0", consumer: "a-1", idleMs: 9_000, deliveries: 2 }];
    const groups = [{ ...position, pending }];
    const history = published().audit({ entries: [["3-0", key]], groups });
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toBe(
      "owed to a: acknowledged 1 ms after it was published, and the subscription stood since 0.001 s; never delivered; its entry 3-0 is stuck pending with a-1, so it is lost: fail",
    );
    expect(explanation.summary).toBe("acknowledged; lost for a: fail");
    expect(explanation.findings).toMatchObject([{ kind: "lost", verdict: "fail" }]);
    expect(explanation.stream.groups[0]?.pending).toEqual(pending[0]);
  });

  test("that is not in Redis says so", () => {
    const history = published().audit({ entries: [["2-0", "publisher-0/0"]], groups: [position] });
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toContain("its entry is not in Redis, so it is lost: fail");
    expect(explanation.stream.state).toBe("not in Redis");
  });

  test("is explained for each group alone", () => {
    const history = standing()
      .subscribe({ at: 15, group: "b" })
      .publish(key, { at: 20 })
      .deliver(key, { at: 22, group: "b" })
      .drain();
    const { groups } = explained(history.build(), key);
    expect(groups.map(({ name, fate, verdict }) => [name, fate, verdict])).toEqual([
      ["a", "lost", "fail"],
      ["b", "handled", "pass"],
    ]);
  });

  test("is told with its finding also where that lists only the first messages", () => {
    const history = standing();
    for (let each = 1; each <= 40; each++)
      history.publish(`publisher-0/${each}`, { at: 20 + each });
    const { findings, groups } = explained(history.drain().build(), "publisher-0/40");
    expect(findings.map(({ kind }) => kind)).toEqual(["lost"]);
    expect(groups[0]?.verdict).toBe("fail");
  });

  test("of a control is what the control has to show", () => {
    const later = "publisher-0/8";
    const history = standing({ control: "lost" })
      .publish(key, { at: 20 })
      .fault({ at: 30, healAt: 40, losesAll: true })
      .publish(later, { at: 500 })
      .drain()
      .build();
    expect(reasonOf(explained(history, key))).toMatch(
      /so it is lost: pass, as this control has to show$/u,
    );
    expect(reasonOf(explained(history, later))).toMatch(/so it is lost: fail$/u);
  });

  test("that the bus gave up by name is dropped, and the notice stands in its story", () => {
    const history = published()
      .notice({ at: 5_000, notice: "dropped", ids: ["3-0"] })
      .build();
    const explanation = explained(history, key);
    expect(reasonOf(explanation)).toContain("the bus said that it gave it up, so it is dropped");
    expect(storyOf(explanation)).toContain(
      "subscriber-a: the bus said dropped, naming this message",
    );
  });

  test("is undecided while the drain still made progress", () => {
    const history = standing().publish(key, { at: 20 }).drain({ outcome: "progressing" });
    expect(reasonOf(explained(history.build(), key))).toContain("so it is late: unknown");
  });
});

describe("a message that is owed to nobody", () => {
  test("was rejected", () => {
    const history = standing().publish(key, { at: 20, outcome: "fail" }).drain().build();
    const explanation = explained(history, key);
    expect(reasonOf(explanation)).toBe(
      "not owed to a: the bus rejected it as certainly not done; never delivered",
    );
    expect(storyOf(explanation)).toContain("publisher-0: rejected (connection lost) after 1 ms");
  });

  test("came before the subscription", () => {
    const history = scriptHistory().publish(key, { at: 5 }).subscribe({ at: 10 }).drain().build();
    expect(reasonOf(explained(history, key))).toContain(
      "it was published at 0.005 s, before the subscription, which stood only at 0.011 s",
    );
  });

  test("is in doubt, and nothing shows that it exists", () => {
    const history = standing().publish(key, { at: 20, tookMs: null }).drain().build();
    const explanation = explained(history, key);
    expect(explanation.summary).toBe("in doubt; not owed to a");
    expect(reasonOf(explanation)).toContain("nothing shows that it exists");
    expect(storyOf(explanation)).toContain(
      "publisher-0: the publish call never settled, so it is in doubt",
    );
  });

  test("is rejected and exists all the same: that is a finding of the message", () => {
    const history = standing()
      .publish(key, { at: 20, outcome: "fail" })
      .drain()
      .audit({ entries: [["3-0", key]], groups: [position] });
    expect(explained(history.build(), key).summary).toContain("false-rejection: fail");
  });
});

describe("a message of a group that everybody left", () => {
  test("waits, and is not lost", () => {
    const history = standing().publish(key, { at: 20 }).close({ at: 30 }).drain().build();
    const [group] = explained(history, key).groups;
    expect(group).toMatchObject({ fate: "waiting", verdict: "pass", owed: true });
    expect(group?.reason).toContain("everybody had left the group from 0.030 s on");
  });
});

describe("a message of an at-most-once bus", () => {
  test("may be missed inside a disconnection, and the fault is named", () => {
    const history = standing(atMostOnce)
      .fault({ at: 1_000, healAt: 2_000, name: "refuse subscriber-a" })
      .publish(key, { at: 1_500 })
      .exchange("publisher-0/2", 2_100)
      .drain();
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toContain(
      "it fell into a disconnection of the group (refuse subscriber-a, 0.750 s to 2.102 s), which at-most-once allows, so it is lost: pass",
    );
    expect(explanation.faults).toMatchObject([{ inForceAtPublish: true, distanceMs: 0 }]);
    expect(explanation.moment).toBe(
      "published during refuse subscriber-a, 500 ms after it was injected",
    );
  });

  test("may be missed by the group that was cut off, and by no other", () => {
    const history = standing(atMostOnce)
      .subscribe({ at: 15, group: "b" })
      .fault({ at: 1_000, healAt: 2_000, roles: ["subscriber-a"] })
      .publish(key, { at: 1_500 })
      .drain();
    const { groups } = explained(history.build(), key);
    expect(groups.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["a", "pass"],
      ["b", "fail"],
    ]);
  });

  test("may not be missed outside of one", () => {
    const history = standing(atMostOnce).publish(key, { at: 1_500 }).drain().build();
    expect(explained(history, key).groups[0]).toMatchObject({ fate: "lost", verdict: "fail" });
  });
});

test("a duplicate counts against the group to which nothing explains it", () => {
  const history = standing()
    .subscribe({ at: 15, group: "b" })
    .publish(key, { at: 20 })
    .deliver(key, { at: 22 })
    .deliver(key, { at: 22, group: "b" })
    .fault({ at: 30, healAt: 40, roles: ["subscriber-a"] })
    .deliver(key, { at: 50 })
    .deliver(key, { at: 50, group: "b" })
    .drain();
  const { groups } = explained(history.build(), key);
  expect(groups.map(({ name, verdict, reason }) => [name, verdict, reason.split("; ")[2]])).toEqual(
    [
      ["a", "pass", "it came again at 0.050 s, explained by: fault"],
      ["b", "fail", "it came again at 0.050 s, unexplained"],
    ],
  );
});
