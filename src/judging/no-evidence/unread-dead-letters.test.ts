import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const message = "publisher-0/0";

interface Given {
  readonly outcome?: "fail" | "ok";
  readonly claims?: object;
  readonly read?: object;
}

function judged({ outcome = "fail", claims = { deadLetters: true }, read }: Given) {
  const guarantees = { retries: { maxAttempts: 2 }, ...claims };
  const run = scriptHistory({ guarantees }).subscribe({}).publish(message, { at: 10 });
  run.exchange("publisher-0/1", 20);
  for (const at of [100, 400]) run.deliver(message, { at, outcome });
  run.drain();
  return (read ? run.deadLetters(read) : run).build();
}

describe("dead letters that the auditor could not read", () => {
  test("a run with a failed handler is unknown and says why, and the message does not count as lost", () => {
    const history = judged({ read: { error: "WRONGTYPE" } });
    expect(found(history)).toContain("no-evidence unknown");
    expect(found(history)).not.toContain("lost fail");
    expect(findingOf(history, "no-evidence")).toMatchObject({
      rule: "no-evidence/dead-letters-unread",
      summary: "the auditor could not read the dead letters of orders: WRONGTYPE",
    });
  });

  test("a run that never read them is unknown too", () => {
    expect(found(judged({}))).toContain("no-evidence unknown");
  });

  test("a message that failed less often than claimed is lost", () => {
    const claims = { deadLetters: true, retries: { maxAttempts: 3 } };
    expect(found(judged({ claims }))).toContain("lost fail");
  });

  test.each<[string, Given]>([
    ["if no handler failed", { outcome: "ok" }],
    ["if the bus claims no dead letters", { claims: {} }],
    ["if the auditor read an empty stream", { read: { letters: [] } }],
  ])("are not reported %s", (_when, given) => {
    expect(found(judged(given))).not.toContain("no-evidence unknown");
  });
});
