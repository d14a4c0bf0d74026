import { describe, expect, test } from "vitest";

import { scriptHistory } from "../judging/testing/history-builder.ts";
import { explained, reasonOf, storyOf } from "./testing/explained.ts";

const key = "publisher-0/1";
const atMostOnce = { guarantees: { delivery: "at-most-once" } } as const;

/** Group `a` is subscribed since 1 ms and has handled one message. */
function subscribed(header = {}) {
  return scriptHistory(header).subscribe({}).exchange("publisher-0/0", 10);
}

const position = { name: "a", lastDeliveredId: "7-0", pending: [] };

describe("a message that was handled", () => {
  const explanation = explained(
    subscribed()
      .publish(key, { at: 20, id: "3-0", intendedAt: 19 })
      .deliver(key, { at: 24, id: "3-0", tookMs: 2 })
      .drain()
      .audit({ entries: [["3-0", key]], groups: [position] })
      .build(),
    key,
  );

  test("explain says that a handled message was owed, and reports no finding", () => {
    expect(explanation.groups).toEqual([
      {
        name: "a",
        owed: true,
        fate: "handled",
        verdict: "pass",
        findings: [],
        reason:
          "owed to a: acknowledged 1 ms after it was published, and the group was subscribed since 0.001 s; delivered once, handled 6 ms after it was published",
      },
    ]);
    expect(explanation.summary).toBe("acknowledged; handled by a");
  });

  test("explain lists the events of a message in time order", () => {
    expect(storyOf(explanation)).toEqual([
      "publisher-0: published on orders, 1 ms after it was due",
      "publisher-0: acknowledged as 3-0 after 1 ms",
      "subscriber-a: delivered to a as 3-0, attempt 1: handled in 2 ms",
    ]);
  });

  test("explain keeps the order if a message is handled before its publish call is settled", () => {
    const early = subscribed().publish(key, { at: 20, tookMs: 9 }).deliver(key, { at: 22 }).drain();
    expect(explained(early.build(), key).story.map(({ kind }) => kind)).toEqual([
      "publish",
      "delivery",
      "publish",
    ]);
  });

  test("explain shows what the auditor found of a stored message", () => {
    expect(explanation.stream).toMatchObject({
      state: "stored",
      entries: ["3-0"],
      groups: [{ name: "a", lastDeliveredId: "7-0", pending: null }],
    });
  });

  test("explain says that the links recorded no commands", () => {
    expect(explanation.wire).toMatchObject({ seen: false, commands: [], pushes: [] });
  });
});

describe("a lost message", () => {
  const published = () => subscribed().publish(key, { at: 20, id: "3-0" }).drain();

  test("explain names the consumer of a lost message that is stuck pending", () => {
    const pending = [{ id: "3-0", consumer: "a-1", idleMs: 9_000, deliveries: 2 }];
    const groups = [{ ...position, pending }];
    const history = published().audit({ entries: [["3-0", key]], groups });
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toBe(
      "owed to a: acknowledged 1 ms after it was published, and the group was subscribed since 0.001 s; never delivered; its entry 3-0 is stuck pending with a-1, so it is lost (rule lost/never-received): fail",
    );
    expect(explanation.summary).toBe("acknowledged; lost for a: fail");
    expect(explanation.findings).toMatchObject([{ kind: "lost", verdict: "fail" }]);
    expect(explanation.stream.groups[0]?.pending).toEqual(pending[0]);
  });

  test("explain says that a lost message is not in Redis", () => {
    const history = published().audit({ entries: [["2-0", "publisher-0/0"]], groups: [position] });
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toContain(
      "its entry is not in Redis, so it is lost (rule lost/never-received): fail",
    );
    expect(explanation.stream.state).toBe("not in Redis");
  });

  test("explain decides about a message for each group alone", () => {
    const history = subscribed()
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

  test("explain shows the finding of a message that the finding does not list any more", () => {
    const history = subscribed();
    for (let each = 1; each <= 40; each++)
      history.publish(`publisher-0/${each}`, { at: 20 + each });
    const { findings, groups } = explained(history.drain().build(), "publisher-0/40");
    expect(findings.map(({ kind }) => kind)).toEqual(["lost"]);
    expect(groups[0]?.verdict).toBe("fail");
  });

  test("explain says that a control run expects its loss, and fails any other loss", () => {
    const later = "publisher-0/8";
    const history = subscribed({ control: "lost" })
      .publish(key, { at: 20 })
      .fault({ at: 30, healAt: 40, losesAll: true })
      .publish(later, { at: 500 })
      .drain()
      .build();
    expect(reasonOf(explained(history, key))).toMatch(
      /so it is lost \(rule lost\/redis-came-back-empty\), as this self-check must lose it$/u,
    );
    expect(reasonOf(explained(history, later))).toMatch(
      /so it is lost \(rule lost\/never-received\): fail$/u,
    );
  });

  test("explain shows the notice by which a lost message counts as dropped", () => {
    const history = published()
      .notice({ at: 5_000, notice: "dropped", ids: ["3-0"] })
      .build();
    const explanation = explained(history, key);
    expect(reasonOf(explanation)).toContain(
      "the bus reported that it gave up the message, so it is dropped",
    );
    expect(storyOf(explanation)).toContain(
      "subscriber-a: the bus reported dropped for this message",
    );
  });

  test("explain says that a message is late if the drain ended while it made progress", () => {
    const history = subscribed().publish(key, { at: 20 }).drain({ outcome: "progressing" });
    expect(reasonOf(explained(history.build(), key))).toContain(
      "so it is late (rule late/drain-still-progressing): unknown",
    );
  });
});

describe("a message that no group was owed", () => {
  test("explain says that a rejected message is not owed", () => {
    const history = subscribed().publish(key, { at: 20, outcome: "fail" }).drain().build();
    const explanation = explained(history, key);
    expect(reasonOf(explanation)).toBe(
      "not owed to a: the bus rejected it, so it certainly was not published; never delivered",
    );
    expect(storyOf(explanation)).toContain("publisher-0: rejected (connection lost) after 1 ms");
  });

  test("explain says that a message was published before the subscription", () => {
    const history = scriptHistory().publish(key, { at: 5 }).subscribe({ at: 10 }).drain().build();
    expect(reasonOf(explained(history, key))).toContain(
      "it was published at 0.005 s, before the group was subscribed at 0.011 s",
    );
  });

  test("explain says that nothing shows the existence of a message in doubt", () => {
    const history = subscribed().publish(key, { at: 20, tookMs: null }).drain().build();
    const explanation = explained(history, key);
    expect(explanation.summary).toBe("in doubt; not owed to a");
    expect(reasonOf(explanation)).toContain("nothing shows that it exists");
    expect(storyOf(explanation)).toContain(
      "publisher-0: the publish call never settled, so it is in doubt",
    );
  });

  test("explain reports the false rejection of a message that was rejected and exists", () => {
    const history = subscribed()
      .publish(key, { at: 20, outcome: "fail" })
      .drain()
      .audit({ entries: [["3-0", key]], groups: [position] });
    expect(explained(history.build(), key).summary).toContain("false-rejection: fail");
  });
});

describe("a message of a group that was left", () => {
  test("explain says that a message waits in a group without subscribers, and is not lost", () => {
    const history = subscribed().publish(key, { at: 20 }).close({ at: 30 }).drain().build();
    const [group] = explained(history, key).groups;
    expect(group).toMatchObject({ fate: "waiting", verdict: "pass", owed: true });
    expect(group?.reason).toContain("the group was left at 0.030 s");
  });
});

describe("a message of an at-most-once bus", () => {
  test("explain names the disconnection in which an at-most-once bus may lose a message", () => {
    const history = subscribed(atMostOnce)
      .fault({ at: 1_000, healAt: 2_000, name: "refusal of subscriber-a" })
      .publish(key, { at: 1_500 })
      .exchange("publisher-0/2", 2_100)
      .drain();
    const explanation = explained(history.build(), key);
    expect(reasonOf(explanation)).toContain(
      "it was published during a disconnection of the group (refusal of subscriber-a, 0.750 s to 2.102 s), when an at-most-once bus may lose it, so it is lost (rule lost/while-disconnected): pass",
    );
    expect(explanation.faults).toMatchObject([{ inForceAtPublish: true, distanceMs: 0 }]);
    expect(explanation.moment).toBe(
      "published during refusal of subscriber-a, 500 ms after it was injected",
    );
  });

  test("explain excuses the loss only for the group that was disconnected", () => {
    const history = subscribed(atMostOnce)
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

  test("explain fails a loss of an at-most-once bus outside a disconnection", () => {
    const history = subscribed(atMostOnce).publish(key, { at: 1_500 }).drain().build();
    expect(explained(history, key).groups[0]).toMatchObject({ fate: "lost", verdict: "fail" });
  });
});

test("explain fails a duplicate only for the group for which no fault explains it", () => {
  const history = subscribed()
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
      ["a", "pass", "it was delivered again at 0.050 s, explained by: fault"],
      ["b", "fail", "it was delivered again at 0.050 s, unexplained"],
    ],
  );
});

describe("a message that has the payload of another one", () => {
  const history = subscribed()
    .publish("publisher-0/2", { at: 20 })
    .publish("publisher-0/3", { at: 30, equals: "publisher-0/2" })
    .deliver("publisher-0/2", { at: 40 })
    .drain()
    .audit({ entries: [["3-0", null]], groups: [position] })
    .build();

  test("explain says that no entry shows where a lost message is", () => {
    const explanation = explained(history, "publisher-0/3");
    expect(storyOf(explanation)).toContain(
      "publisher-0: published on orders with an equal payload, 0 ms after it was due",
    );
    expect(explanation.stream).toMatchObject({ state: "unreadable", entries: [], foundAt: null });
    expect(reasonOf(explanation)).toContain(
      "several messages have its payload, and the group handled the payload less often than it was published, so it is lost",
    );
  });

  test("explain says that the first of them was handled", () => {
    expect(explained(history, "publisher-0/2").groups[0]?.fate).toBe("handled");
  });
});
