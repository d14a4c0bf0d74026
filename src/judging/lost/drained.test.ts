import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type DeliverScript } from "../testing/history-builder.ts";

describe("a missing message in doubt, of a bus that names no stream", () => {
  const queued = (handledAt: number, script: Omit<DeliverScript, "at"> = {}) =>
    scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .wire({ at: 20, command: "LPUSH", key: "list", messages: ["publisher-0/1"], repliedAt: null })
      .deliver("publisher-0/0", { at: handledAt - 1, ...script });

  test.each([
    [950, "lost fail"],
    [951, "late unknown"],
    [1002, "late unknown"],
  ])(
    "a message in doubt is judged by the last handled message, at %i ms of a drain to 1000 ms: %s",
    (at, finding) => {
      expect(found(queued(at).drain({ at: 1000 }).build())).toEqual([finding]);
    },
  );

  test.each(["complete", "stalled"] as const)(
    "a message in doubt is lost if the group handled nothing at the end of a %s drain",
    (outcome) => {
      const history = queued(500).drain({ at: 1000, outcome }).build();
      expect(found(history)).toEqual(["lost fail"]);
    },
  );

  test("a message in doubt is not lost if Redis was not seen to execute its publish", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .wire({ at: 20, command: "LPUSH", messages: ["publisher-0/1"], executedAt: null })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a message in doubt is late if a handler was still running at the end of the drain", () => {
    const history = queued(990, { tookMs: null }).drain({ at: 1000, outcome: "stalled" });
    expect(found(history.build())).toContain("late unknown");
  });

  test("a message in doubt is late if another message was delivered again at the end of the drain", () => {
    const history = queued(500, { outcome: "fail" }).deliver("publisher-0/0", { at: 980 });
    expect(found(history.drain({ at: 1000 }).build())).toContain("late unknown");
  });

  test("a message that was published after the drain does not make a message in doubt late", () => {
    const history = queued(500)
      .drain({ at: 1000 })
      .publish("publisher-0/2", { at: 1001 })
      .deliver("publisher-0/2", { at: 1002 });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("an acknowledged message is lost, even if the group was still at work", () => {
    const history = queued(999).publish("publisher-0/2", { at: 30 }).drain({ at: 1000 });
    expect(findingOf(history.build(), "lost").messages).toEqual(["publisher-0/2"]);
  });

  test("a message in doubt is lost if the auditor finds that it is gone", () => {
    const groups = [{ name: "a", lastDeliveredId: "9-0", pending: [] }];
    const history = queued(999).drain({ at: 1000 }).audit({ at: 1001, entries: [], groups });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("the summary says why a message in doubt is not decided", () => {
    const { summary } = findingOf(queued(999).drain({ at: 1000 }).build(), "late");
    expect(summary).toMatch(/; they may still have been on their way when the drain ended$/);
  });
});
