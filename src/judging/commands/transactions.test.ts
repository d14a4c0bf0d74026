import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const first = "publisher-0/0";
const doubted = "publisher-0/1";
const kind = "false-acknowledgement";

type Sent = Partial<WireScript>;

/** A message that arrives, and another that the bus acknowledged at 22 ms and no group got. */
function run(...sent: readonly Sent[]) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .exchange(first, 10)
    .wire({ at: 10, command: "XADD", messages: [first], reply: "1-0", executedAt: 11 })
    .publish(doubted, { at: 20, tookMs: 2 })
    .drain();
  for (const each of sent) builder.wire({ at: 21, command: "XADD", ...each });
  return builder.build();
}

describe("a publish in a transaction", () => {
  const queued = {
    messages: [doubted],
    occurrence: 2,
    at: 21,
    executedAt: null,
    repliedAt: 21,
    reply: "QUEUED",
  };
  const common = { key: null, occurrence: 1 };
  const multi = { ...common, at: 20.5, command: "MULTI", reply: "OK" };
  const exec = { ...common, at: 21.5, command: "EXEC" };
  const dishonest = ["lost fail", `${kind} fail`];
  const honest = ["lost fail"];
  const judged = (...sent: readonly Sent[]) => found(run(multi, queued, ...sent));

  test("a queued publish was not executed if its EXEC was answered with nil", () => {
    const history = run(multi, queued, { ...exec, reply: "nil" });
    expect(findingOf(history, kind).summary).toContain(
      "XADD stream:orders #2 was refused: its transaction was not executed",
    );
  });

  test.each<[string, readonly Sent[]]>([
    ["its EXEC was refused", [{ ...exec, error: "EXECABORT" }]],
    ["its EXEC never reached Redis", [{ ...exec, forwardedAt: null }]],
    ["it was discarded", [{ ...exec, command: "DISCARD", reply: "OK" }]],
    ["nothing came after it", []],
    ["only another connection executed anything", [{ ...exec, connection: 1 }]],
    [
      "only a later transaction was executed",
      [
        { ...multi, at: 21.6 },
        { ...exec, at: 21.7 },
      ],
    ],
  ])("a queued publish was not executed if %s", (_name, sent) => {
    expect(judged(...sent)).toEqual(dishonest);
  });

  test.each<[string, readonly Sent[]]>([
    ["its EXEC was never answered", [{ ...exec, executedAt: null }]],
    ["its EXEC was executed", [exec]],
    [
      "a second EXEC came after one that did not reach Redis",
      [
        { ...exec, forwardedAt: null },
        { ...exec, at: 21.6 },
      ],
    ],
    ["a MULTI within it was refused", [{ ...multi, at: 21.2, error: "ERR nested" }, exec]],
  ])("a queued publish may have been executed if %s", (_name, sent) => {
    expect(judged(...sent)).toEqual(honest);
  });

  test("a queued publish was executed with its own EXEC, whatever a later EXEC answers", () => {
    const done = { ...queued, executedAt: 21.5 };
    const nil = { ...exec, at: 21.7, reply: "nil" };
    expect(found(run(multi, done, exec, nil))).toEqual(honest);
  });

  test("a publish in a transaction without any reply may have been executed", () => {
    const { reply: _reply, repliedAt: _repliedAt, ...unanswered } = queued;
    expect(found(run(multi, unanswered))).toEqual(honest);
  });
});
