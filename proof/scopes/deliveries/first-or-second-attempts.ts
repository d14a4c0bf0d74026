/**
 * Is a late message reordered if the bus calls its delivery a second attempt? Only if the commands
 * show that the group read it once. For example:
 *
 *     1100   subscriber-0 gets publisher-0/1
 *     1900   an XREADGROUP of subscriber-0 returns publisher-0/0; it is the only read that did
 *     2000   subscriber-0 gets publisher-0/0, which the bus calls attempt 2
 *
 * `reordered`: no command gave the group publisher-0/0 before 1900, so this is its first attempt. If
 * an earlier read got no reply, Redis may have given it the message then: not reordered.
 */
import {
  scriptedCommand,
  unreadableConnection,
  type CommandScript,
} from "../../run-scripts/command-script.ts";
import type {
  ScriptedMember,
  ScriptedMessage,
  ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { eitherWay } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of group `a`, and one of group `b`, which gets everything in order. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 0 }, { group: 1 }];

const late = "publisher-0/0";
const deliveredAt = 2000;
const read = { command: "XREADGROUP", group: "a", returned: [late] } as const;

/** An earlier read: by which subscriber, for which group, when, and what came of its reply. */
function* earlierReads(): Generator<CommandScript | undefined> {
  yield undefined;
  const processes = ["subscriber-0", "subscriber-1", "subscriber-2"];
  const groups = [{ group: "a" }, { group: "b" }, { group: "bus:a" }, {}];
  const whole = [{}, { repliedAt: null }, { partial: true, returned: [] }, { returned: [] }];
  const unanswered = { executedAt: null, repliedAt: null, returned: [] };
  const replies = [...whole, unanswered, { ...unanswered, forwardedAt: null }];
  for (const [process, { group }, reply, at] of product(
    processes,
    groups,
    replies,
    [999, 1000, 2000, 2001],
  )) {
    const { group: _group, ...rest } = read;
    yield { ...rest, ...(group !== undefined && { group }), ...reply, process, at };
  }
}

function push(process: string): ScriptedOperation {
  const common = { kind: "wire-push", type: "info", connection: 0 } as const;
  return { at: 1500, draft: { ...common, process, returned: [late] } };
}

/** Other ways by which a subscriber may have got the message. */
const otherWays: readonly (readonly ScriptedOperation[])[] = [
  [],
  [unreadableConnection("subscriber-0", 1, "TLS")],
  [unreadableConnection("subscriber-2", 1, "TLS")],
  [push("subscriber-1")],
  [push("subscriber-2")],
];

export const firstOrSecondAttempts: ProofScope = {
  name: "a late message that the bus calls a second attempt, and every read that may show a first one",
  size: 11_560,
  *scripts() {
    const reads = [undefined, { ...read, process: "subscriber-0", at: 1900 }];
    for (const [earlier, last, other] of product([...earlierReads()], reads, otherWays)) {
      for (const [hasCommands, isCalledSecond] of product(eitherWay, eitherWay)) {
        const extraOperations = [
          ...other,
          ...[earlier, last].flatMap((each) => (each ? scriptedCommand(each) : [])),
        ];
        const messages = lateMessageAndNext(isCalledSecond ? 2 : 1);
        const script = { guarantees: { ordering: "per-publisher" }, members, messages } as const;
        yield { ...script, extraOperations, hasCommands, drain: "complete" };
      }
    }
  },
};

/** Group `a` gets the first message after the second one. */
function lateMessageAndNext(attempt: number): readonly ScriptedMessage[] {
  const delivery = (at: number, by: number) => ({ at, by, outcome: "handled" }) as const;
  return [1000, 1001].map((at, number) => ({
    at,
    outcome: "acknowledged",
    entries: 1,
    byGroup: [
      { deliveries: [{ ...delivery(number === 0 ? deliveredAt : 1100, 0), attempt }] },
      { deliveries: [delivery(1100 + number, 2)] },
    ],
  }));
}
