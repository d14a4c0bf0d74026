import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const key = "due:orders";
const kind = "unacknowledged";

interface Given {
  readonly removals?: number;
  readonly reply?: string;
  readonly size?: number;
  readonly readKey?: string;
  readonly losesAll?: boolean;
}

/** Group `a` takes a message from a sorted set, handles it, and asks to remove it. */
function run({ removals = 10, reply = "0", size = 1, readKey = key, losesAll }: Given = {}) {
  const by = { by: "subscriber-a", key } as const;
  const builder: HistoryBuilder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish("publisher-0/0", { at: 10 })
    .wire({ at: 15, ...by, key: readKey, command: "EVAL", returned: ["publisher-0/0"] })
    .deliver("publisher-0/0", { at: 20, tookMs: 5 });
  for (let at = 0; at < removals; at++)
    builder.wire({ at: 30 + at, ...by, command: "ZREM", reply });
  if (losesAll) builder.fault({ at: 100, healAt: 200, losesAll });
  return builder.drain().sample({ sample: "sizes", values: { [key]: size } });
}

describe("work that stays although its group asked to remove it", () => {
  test("is reported with the key, its size and the removals", () => {
    expect(findingOf(run().build(), kind)).toMatchObject({
      rule: "unacknowledged/removes-nothing",
      verdict: "fail",
      messages: ["publisher-0/0"],
      summary:
        "1 message that a handled stays in due:orders, which holds 1 element after the drain: subscriber-a sent ZREM due:orders 10 times, and Redis removed nothing",
    });
  });

  test.each<[string, Given]>([
    ["one removal less", { removals: 9 }],
    ["no removal at all", { removals: 0 }],
    ["removals that removed something", { reply: "1" }],
    ["a key that is empty after the drain", { size: 0 }],
    ["a read of another key", { readKey: "due:other" }],
    ["a Redis that may have lost the data", { losesAll: true }],
  ])("is not reported with %s", (_name, given) => {
    expect(found(run(given).build()).filter((each) => each.startsWith(kind))).toEqual([]);
  });

  test("is not reported in an empty history", () => {
    const nothing = found(scriptHistory({ hasCommands: true }).build());
    expect(nothing.filter((each) => each.startsWith(kind))).toEqual([]);
  });
});
