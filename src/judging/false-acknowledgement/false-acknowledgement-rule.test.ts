import { expect, test } from "vitest";

import { findingOf } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

type Sent = Partial<WireScript> | undefined;

/** Builds the history of messages that are acknowledged after 1 ms, and of the command that carried each. */
function acknowledgedEarly(...commands: readonly Sent[]) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "1-0", executedAt: 11 });
  for (const [sequence, command] of commands.entries()) {
    const key = `publisher-0/${sequence + 1}`;
    builder.publish(key, { at: 20, tookMs: 1 });
    if (command) builder.wire({ at: 20, command: "XADD", messages: [key], ...command });
  }
  return findingOf(builder.drain().build(), "false-acknowledgement");
}

const later = { executedAt: 90, reply: "2-0" };
const refused = { error: "OOM" };

test.each<[string, readonly Sent[]]>([
  ["never-sent", [undefined, undefined]],
  ["never-executed", [refused, { forwardedAt: null }]],
  ["executed-later", [later, later]],
  ["several-reasons", [later, refused]],
])("the rule is `%s` if that holds for all acknowledged publishes", (rule, commands) => {
  const finding = acknowledgedEarly(...commands);
  expect(finding).toMatchObject({
    rule: `false-acknowledgement/${rule}`,
    verdict: "fail",
    messages: ["publisher-0/1", "publisher-0/2"],
  });
});

test("the summary counts the reasons of all publishes and gives the command of the first", () => {
  expect(acknowledgedEarly(later, refused, refused).summary).toBe(
    "3 publishes acknowledged although Redis had not executed them: 2 never executed, 1 executed later; publisher-0/1 was acknowledged in a run without faults: publisher-0 XADD stream:orders #1 was executed 69 ms later",
  );
});
