import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

interface Reading extends Partial<WireScript> {
  readonly count?: number;
  readonly everyMs?: number;
  /** Whether the role has another subscription open. */
  readonly two?: boolean;
}

/** A message that is handled until 13 ms, and reads that return nothing from `at` on. */
function read({ count = 100, everyMs = 2, at = 20, two = false, ...what }: Reading) {
  const run = scriptHistory({ hasCommands: true })
    .subscribe({ group: "billing" })
    .exchange("publisher-0/0", 10);
  if (two) run.subscribe({ group: "mail", process: "subscriber-billing", at: 15 });
  const empty = { by: "subscriber-billing", command: "XREADGROUP", group: "billing", ...what };
  for (let number = 0; number < count; number++) run.wire({ ...empty, at: at + number * everyMs });
  return run.drain({ at: 5000 }).build();
}

const kinds = (given: Reading): readonly string[] =>
  found(read(given)).filter((each) => each.startsWith("overload"));

describe("commands while there is nothing to do", () => {
  test("a hundred commands within 200 ms fail", () => {
    expect(kinds({})).toEqual(["overload fail"]);
    expect(findingOf(read({}), "overload")).toMatchObject({
      rule: "overload/busy-while-idle",
      summary:
        "while there was nothing to do, subscriber-billing sent 100 commands on one connection within 198 ms, such as XREADGROUP #1",
    });
  });

  test("two hundred commands of a role with two subscriptions fail", () => {
    expect(kinds({ count: 200, everyMs: 0.5, two: true })).toEqual(["overload fail"]);
  });

  test.each<[string, Reading]>([
    ["99 commands", { count: 99 }],
    ["a poll every 5 ms", { count: 400, everyMs: 5 }],
    ["reads that return messages", { returned: ["publisher-0/0"] }],
    ["acknowledgements", { command: "XACK", ids: ["1-0"] }],
    ["handshakes", { command: "PING", handshake: true }],
    ["commands before the last message is handled", { at: 0, everyMs: 0 }],
    ["commands before another subscription is open", { at: 10, everyMs: 0.05, two: true }],
    ["199 commands of a role with two subscriptions", { count: 199, everyMs: 1, two: true }],
    ["commands after the drain", { at: 5001 }],
  ])("%s are no overload", (_what, given) => {
    expect(kinds(given)).toEqual([]);
  });
});
