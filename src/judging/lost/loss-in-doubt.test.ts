import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type DeliverScript } from "../testing/history-builder.ts";

describe("a message in doubt that Redis executed, of a group whose messages nobody can see", () => {
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
  ])("when the group handled its last at %i and the drain ended at 1000: %s", (at, finding) => {
    expect(found(queued(at).drain({ at: 1000 }).build())).toEqual([finding]);
  });

  test.each(["complete", "stalled"] as const)("is lost after a quiet and %s drain", (outcome) => {
    const history = queued(500).drain({ at: 1000, outcome }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("is not lost if Redis did not execute it", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .wire({ at: 20, command: "LPUSH", messages: ["publisher-0/1"], executedAt: null })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a handler that began before the end and never returned is work too", () => {
    const history = queued(990, { tookMs: null }).drain({ at: 1000, outcome: "stalled" });
    expect(found(history.build())).toContain("late unknown");
  });

  test("a message that came again is work too", () => {
    const history = queued(500, { outcome: "fail" }).deliver("publisher-0/0", { at: 980 });
    expect(found(history.drain({ at: 1000 }).build())).toContain("late unknown");
  });

  test("what was published after the drain says nothing of it", () => {
    const history = queued(500)
      .drain({ at: 1000 })
      .publish("publisher-0/2", { at: 1001 })
      .deliver("publisher-0/2", { at: 1002 });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("what was acknowledged is lost all the same", () => {
    const history = queued(999).publish("publisher-0/2", { at: 30 }).drain({ at: 1000 });
    expect(findingOf(history.build(), "lost").messages).toEqual(["publisher-0/2"]);
  });

  test("is lost if it can be seen that it is gone", () => {
    const groups = [{ name: "a", lastDeliveredId: "9-0", pending: [] }];
    const history = queued(999).drain({ at: 1000 }).audit({ at: 1001, entries: [], groups });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("says why it is not decided", () => {
    const { summary } = findingOf(queued(999).drain({ at: 1000 }).build(), "late");
    expect(summary).toMatch(/; they may still have been on their way when the drain ended$/);
  });
});
