import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

interface Waiting {
  readonly publishes?: number;
  readonly waitMs?: number;
  readonly read?: Partial<WireScript>;
  /** Whether the read waits at the server. */
  readonly waits?: boolean;
  readonly faultAt?: number;
}

/** Three publishes at 100 ms, behind a read that began at 50 ms and that Redis answers `waitMs` after them. */
function wait({ publishes = 3, waitMs = 101, read, waits = true, faultAt }: Waiting) {
  const run = scriptHistory({ hasCommands: true }).subscribe({ group: "billing" });
  const doneMs = 100 + waitMs;
  const blocks = waits && ({ blocks: true } as const);
  run.wire({ at: 50, command: "XREADGROUP", ...blocks, executedAt: doneMs, ...read });
  for (let number = 0; number < publishes; number++) {
    const message = `publisher-0/${number}`;
    const reply = `${number + 1}-0`;
    run.publish(message, { at: 99, tookMs: waitMs + 5 });
    run.wire({ at: 100, command: "XADD", messages: [message], executedAt: doneMs + 1, reply });
    run.deliver(message, { at: doneMs + 10, group: "billing" });
  }
  if (faultAt !== undefined) run.fault({ at: faultAt, healAt: faultAt + 10 });
  return run.drain().build();
}

const kinds = (given: Waiting): readonly string[] =>
  found(wait(given)).filter((each) => each.startsWith("stuck"));

describe("publishes behind a read of their own bus", () => {
  test("three publishes that wait for more than 100 ms fail", () => {
    expect(kinds({})).toEqual(["stuck fail"]);
    expect(findingOf(wait({}), "stuck")).toMatchObject({
      rule: "stuck/behind-its-own-read",
      summary:
        "3 publishes of publisher-0 waited behind a blocking XREADGROUP on the same connection, for up to 101 ms; the " +
        "first was publisher-0/0",
    });
  });

  test.each<[string, Waiting]>([
    ["two publishes", { publishes: 2 }],
    ["publishes that wait for 100 ms", { waitMs: 100 }],
    ["publishes behind a read that does not block", { waits: false }],
    ["publishes on another connection", { read: { connection: 1 } }],
    ["publishes of another role", { read: { by: "subscriber-0" } }],
    ["publishes that Redis has before the read", { read: { at: 101 } }],
    ["publishes after the first fault", { faultAt: 150 }],
  ])("%s are not stuck", (_what, given) => {
    expect(kinds(given)).toEqual([]);
  });
});
