import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

describe("a bus whose publish resolves before its client sends the command", () => {
  const lateCommand = {
    process: "publisher-0",
    command: "PUBLISH",
    messages: ["publisher-0/1"],
  } as const;
  const executedLate = (confirmsPublish: boolean) =>
    scriptHistory({ guarantees: { delivery: "at-most-once", confirmsPublish }, hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 100 })
      .wire({ ...lateCommand, at: 780, occurrence: 2 });

  test("does not owe a message that Redis executed shortly before the group was left", () => {
    const { findings } = judge(executedLate(false).close({ at: 800 }).drain().build());
    expect(findings.filter(({ kind }) => kind === "lost")).toEqual([]);
  });

  test("owes the same message to a group that was left 300 ms later", () => {
    const history = executedLate(false).close({ at: 1100 }).drain().build();
    expect(findingOf(history, "lost").messages).toEqual(["publisher-0/1"]);
  });

  test("may lose a message that Redis executed while the subscriber was cut off", () => {
    const roles = ["subscriber-a"];
    const fault = { at: 700, healAt: 900, name: "cut subscriber-a", roles, network: true };
    const history = executedLate(false).fault(fault).exchange("publisher-0/2", 950).drain();
    expect(findingOf(history.build(), "lost").rule).toBe("lost/while-disconnected");
  });

  test("owes a message that Redis executed only when the run was over", () => {
    const history = executedLate(false).drain({ at: 700 }).close({ at: 750 }).build();
    expect(findingOf(history, "lost").messages).toEqual(["publisher-0/1"]);
  });

  test("counts from the end of the call if publish confirms", () => {
    const history = executedLate(true).close({ at: 800 }).drain().build();
    expect(findingOf(history, "lost").messages).toEqual(["publisher-0/1"]);
  });
});
