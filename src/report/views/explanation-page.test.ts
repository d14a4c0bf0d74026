import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileText,
} from "../../../tests/support/report-fixtures.ts";
import { explained } from "../../explain/testing/explained.ts";
import { scriptHistory } from "../../judging/testing/history-builder.ts";
import { renderExplanation } from "./explanation-page.ts";

const key = "publisher-0/1";

function lost() {
  const pending = [{ id: "1-7", consumer: "a-1", idleMs: 1_234, deliveries: 1 }];
  const groups = [{ name: "a", lastDeliveredId: "1-9", pending }];
  return scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .fault({ at: 1_100, healAt: 1_150, name: "cut publisher-0" })
    .publish(key, { at: 1_200, id: "1-7", intendedAt: 1_199.6 })
    .drain()
    .audit({ entries: [["1-7", key]], groups });
}

describe("the page that explains a message", () => {
  test("the explanation tells the events of a lost message from top to bottom", () => {
    expect(renderExplanation(explained(lost().build(), key))).toBe(
      [
        "publisher-0/1 on orders: acknowledged; lost for a: fail",
        "restart/sigkill on streams (at-least-once), verdict fail",
        "reports/run",
        "",
        "Events, with the time since the run began and since the publish call",
        "    1.100 s   -100 ms  harness      cut publisher-0 was injected",
        "    1.150 s    -50 ms  harness      cut publisher-0 was healed",
        "    1.200 s     +0 ms  publisher-0  published on orders, 0.4 ms after it was due",
        "    1.201 s     +1 ms  publisher-0  acknowledged as 1-7 after 1 ms",
        "  the link saw no commands",
        "",
        "In Redis after the drain",
        "  stored as 1-7 in key:orders",
        "  a: position 1-9; stuck pending, entry 1-7 with a-1, idle for 1.23 s, delivered once",
        "",
        "Faults near it",
        "  published 50 ms after cut publisher-0 was healed",
        "  cut publisher-0: injected at 1.100 s, healed at 1.150 s, on publisher-0, subscriber-a; 50 ms from",
        "  the publish",
        "",
        "Decision for each group",
        "  owed to a: acknowledged 1 ms after it was published, and the group was subscribed since 0.001 s;",
        "  never delivered; its entry 1-7 is stuck pending with a-1, so it is lost (rule",
        "  lost/never-received): fail",
        "",
        "Findings about it",
        "  ✗ fail lost/never-received: lost 1 of 2 messages, stuck pending: publisher-0 1 (at the end); it",
        "  was published 50 ms after cut publisher-0 was healed; the bus said nothing",
      ].join("\n"),
    );
  });

  test.each([
    [
      "found it waiting in list q:wait (the bus names no stream)",
      [{ message: key, key: "q:wait", type: "list" }],
    ],
    ["did not find it (the bus names no stream)", []],
  ] as const)("the explanation says that a search %s", (text, found) => {
    const run = scriptHistory().subscribe({}).publish(key, { at: 20 }).drain();
    const history = run.keyspace({ found: [...found], messages: 1, keys: 1 }).build();
    expect(renderExplanation(explained(history, key))).toContain(
      `In Redis after the drain\n  a search through the keys of the run ${text}`,
    );
  });

  test("the explanation names the place that a search found beside the stream", () => {
    const found = [{ message: key, key: "q:dead", type: "list" }] as const;
    const history = lost()
      .keyspace({ found: [...found], messages: 1, keys: 2 })
      .build();
    expect(renderExplanation(explained(history, key))).toContain(
      "  stored as 1-7 in key:orders\n  a search through the keys of the run found it set aside in list q:dead\n",
    );
  });

  test.each([100, 70])("the explanation fits into %i columns", (width) => {
    const text = renderExplanation(explained(lost().build(), key), { width });
    const longest = Math.max(...text.split("\n").map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(width);
    expect(longest).toBeGreaterThan(width - 10);
  });

  test("the explanation names a group that the auditor did not see, and commands that are unknown", () => {
    const history = lost()
      .subscribe({ at: 2, group: "b" })
      .opaque({ at: 1_300, by: "publisher-0" })
      .wire({ at: 1_210, by: "subscriber-a", command: "XREADGROUP", partial: true })
      .build();
    const text = renderExplanation(explained(history, key));
    for (const line of [
      "  b: the auditor saw no group of this name",
      "  no command on the links carried, returned or named the message",
      "  the link cannot read connection 0 of publisher-0 from 1.300 s on: it begins with 0x16",
      "  1 reply too long to search may have returned the message",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  test("the explanation is at most 100 columns wide", () => {
    const detail = "a word and ".repeat(40) + "x".repeat(250);
    const wire = { at: 1_201, command: "XADD", messages: [key], error: detail };
    const history = lost().wire(wire).build();
    const lines = renderExplanation(explained(history, key)).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("the explanation lets no text of the bus steer the terminal or the CI runner", () => {
    const history = scriptHistory({ scenario: hostileText, bus: hostileText, hasCommands: true })
      .subscribe({ group: hostileText })
      .publish(key, { at: 20, id: hostileText })
      .wire({ at: 25, command: "XADD", messages: [key], error: hostileText })
      .notice({ at: 30, notice: "dropped", ids: [hostileText] })
      .fault({ at: 40, healAt: 50, name: hostileText, roles: ["publisher-0"] })
      .drain()
      .audit({ error: hostileText })
      .build();
    const text = renderExplanation(explained(history, key));
    expect(controlCharactersIn(text)).toEqual([]);
    expect(ciCommandsIn(text)).toEqual([]);
  });

  test("the explanation stops after 100 events, and says how many more there are", () => {
    const history = lost();
    for (let attempt = 1; attempt <= 120; attempt++) {
      history.deliver(key, { at: 1_300 + attempt, attempt, outcome: "fail" });
    }
    expect(renderExplanation(explained(history.build(), key))).toContain(
      "and 24 more; --json has them all",
    );
  });
});
