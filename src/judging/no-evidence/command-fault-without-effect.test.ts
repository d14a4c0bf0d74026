import { describe, expect, test } from "vitest";

import type { StruckCommand } from "../../history/struck-command.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, seen } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "stream:orders";
const roles = ["publisher-0"];
const gone = { forwardedAt: null, executedAt: null, repliedAt: null };
const unanswered = { repliedAt: null };

type Struck = Pick<StruckCommand, "position" | "act" | "delayMs">;

/** Builds the history of a fault at the second XADD, at 20 ms, that is healed at 120 ms. */
function struck(fault: Struck, wire: Partial<WireScript> | null, evidence = seen) {
  const command: StruckCommand = { command: "XADD", key, occurrence: 2, ...fault };
  const history = scriptHistory({ hasCommands: true })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .wire({ at: 10, command: "XADD", key, occurrence: 1, messages: ["publisher-0/0"] })
    .fault({ at: 20, healAt: 120, name: "a fault", roles, command, evidence })
    .drain();
  if (wire) history.wire({ at: 20, command: "XADD", key, occurrence: 2, ...wire });
  return history.build();
}

const effects: readonly (readonly [Struck, Partial<WireScript>])[] = [
  [{ position: "before-forwarding", act: "rst" }, gone],
  [{ position: "mid-request", act: "blackhole" }, gone],
  [{ position: "before-reply", act: "fin" }, unanswered],
  [
    { position: "before-reply", act: "fin" },
    { executedAt: null, repliedAt: null, reply: "QUEUED" },
  ],
  [{ position: "mid-reply", act: "blackhole" }, unanswered],
  [
    { position: "before-forwarding", act: "error" },
    { forwardedAt: null, executedAt: null, repliedAt: 20 },
  ],
  [{ position: "before-forwarding", act: "stall" }, { at: 120 }],
  [{ position: "before-reply", act: "stall" }, { repliedAt: 120 }],
  [{ position: "before-reply", act: "stall" }, unanswered],
  [{ position: "mid-request", act: "delay", delayMs: 100 }, { at: 100 }],
  [{ position: "mid-reply", act: "delay", delayMs: 100 }, { repliedAt: 100 }],
];

const noEffects: readonly (readonly [Struck, Partial<WireScript> | null, string])[] = [
  [{ position: "before-forwarding", act: "rst" }, null, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, { occurrence: 3 }, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, { by: "other" }, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, { key: "other" }, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, { command: "XACK" }, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, { connectionName: "a" }, "no such command"],
  [{ position: "before-forwarding", act: "rst" }, {}, "the command passed anyway"],
  [{ position: "mid-request", act: "blackhole" }, unanswered, "the command passed anyway"],
  [{ position: "before-reply", act: "fin" }, {}, "the reply passed anyway"],
  [{ position: "mid-reply", act: "fin" }, gone, "Redis did not execute the command"],
  [{ position: "before-forwarding", act: "error" }, {}, "Redis executed the command"],
  [{ position: "before-forwarding", act: "error" }, gone, "the client got no error"],
  [{ position: "before-forwarding", act: "stall" }, { at: 119 }, "was not held back"],
  [{ position: "before-reply", act: "stall" }, { repliedAt: 119 }, "was not held back"],
  [{ position: "mid-request", act: "delay", delayMs: 100 }, { at: 99 }, "came without delay"],
  [{ position: "mid-reply", act: "delay", delayMs: 100 }, { repliedAt: 99 }, "without delay"],
];

describe("a fault at a command", () => {
  test.each(effects)(
    "a fault at a command is not reported if the command shows its effect: %o by %o",
    (fault, wire) => {
      expect(found(struck(fault, wire))).toEqual([]);
    },
  );

  test.each(noEffects)(
    "a fault at a command is reported if the command does not show its effect: %o by %o",
    (fault, wire, says) => {
      expect(findingOf(struck(fault, wire), "no-evidence")).toMatchObject({
        verdict: "unknown",
        summary: expect.stringContaining(`a fault: `) as string,
      });
      expect(findingOf(struck(fault, wire), "no-evidence").summary).toContain(says);
    },
  );

  test("a fault that never struck is reported once", () => {
    const missed = [{ what: "struck", seen: false }];
    const history = struck({ position: "before-forwarding", act: "rst" }, null, missed);
    expect(found(history)).toEqual(["no-evidence unknown"]);
  });

  test("a fault with one missing piece of evidence is reported once", () => {
    const half = [...seen, { what: "struck", seen: false }];
    const history = struck({ position: "before-forwarding", act: "rst" }, null, half);
    expect(found(history)).toEqual(["no-evidence unknown"]);
  });

  test("the finding names the injection of the fault", () => {
    const history = struck({ position: "before-forwarding", act: "rst" }, {});
    const [fault] = history.faults;
    expect(findingOf(history, "no-evidence").operations).toEqual([fault?.injectIndex]);
  });

  test("a fault at a command is not reported if the links saw no commands", () => {
    const command: StruckCommand = {
      command: "XADD",
      occurrence: 2,
      position: "mid-reply",
      act: "fin",
    };
    const history = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
    history.fault({ at: 20, healAt: 30, roles, command }).drain();
    expect(found(history.build())).toEqual([]);
  });
});
