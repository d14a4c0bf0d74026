import { describe, expect, test } from "vitest";

import { findingOf, found } from "../../judging/testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../../judging/testing/history-builder.ts";

const first = "publisher-0/0";
const second = "publisher-0/1";

/** Two messages with one payload, of which the second is published at 20 ms, and deliveries of the payload. */
function run(outcomes: readonly ("ok" | "fail")[], firstOutcome: "ok" | "fail" | "info" = "ok") {
  const history: HistoryBuilder = scriptHistory()
    .subscribe({})
    .publish(first, { at: 10, outcome: firstOutcome })
    .publish(second, { at: 20, equals: first });
  for (const [at, outcome] of outcomes.entries()) {
    history.deliver(first, { at: 30 + 10 * at, outcome, id: `${at}` });
  }
  return history.drain().build();
}

describe("two messages with one payload", () => {
  test("two deliveries of the payload handle both messages", () => {
    const history = run(["ok", "ok"]);
    expect(found(history)).toEqual([]);
    expect(history.deliveries.map(({ message }) => message?.key)).toEqual([first, second]);
    expect(history.deliveries.map(({ start }) => start.message)).toEqual([first, second]);
  });

  test("the second message is lost if the payload is delivered once", () => {
    expect(findingOf(run(["ok"]), "lost").messages).toEqual([second]);
  });

  test("a third delivery of the payload is a duplicate", () => {
    expect(findingOf(run(["ok", "ok", "ok"]), "duplicate").messages).toEqual([second]);
  });

  test("a delivery whose handler failed can come again", () => {
    expect(found(run(["fail", "ok", "ok"]))).not.toContain("lost fail");
    expect(found(run(["fail", "ok"]))).toContain("lost fail");
  });

  test.each(["fail", "info"] as const)(
    "a single delivery counts for the acknowledged message if the other publish ends with %s",
    (outcome) => {
      const history = run(["ok"], outcome);
      expect(found(history)).toEqual([]);
      expect(history.deliveries[0]?.message?.key).toBe(second);
    },
  );

  test("a delivery from before the second publish counts for the first message", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish(first, { at: 10, outcome: "info" })
      .deliver(first, { at: 15 })
      .publish(second, { at: 20, equals: first })
      .deliver(first, { at: 25 })
      .drain()
      .build();
    expect(history.deliveries.map(({ message }) => message?.key)).toEqual([first, second]);
  });

  test("each group must get the payload twice", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .publish(first, { at: 10 })
      .publish(second, { at: 20, equals: first })
      .deliver(first, { at: 30, group: "a" })
      .deliver(first, { at: 40, group: "a" })
      .deliver(first, { at: 40, group: "b" })
      .drain()
      .build();
    expect(findingOf(history, "lost").summary).toContain("b 1)");
  });
});
