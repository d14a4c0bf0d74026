/**
 * Did a role send many commands although there was nothing to do? For example:
 *
 *     1002   publisher-0/0 is handled by both groups; it was the last one
 *     2000   subscriber-0 sends an XREADGROUP that returns nothing, and 99 more until 2199
 *
 * `overload`. With 99 commands, with 100 until 2200, or with an entry in each of them it is not.
 */
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedMember,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const counts = [99, 100, 101];
const spansMs = [199, 200];
/** When the commands begin: while the last message is handled, just after it, later, around the drain and after it. */
const begins = [1003, 1004, 2000, drainedAtMs - 200, drainedAtMs - 199, drainedAtMs];
/** Content of one command in ten, or of all commands. */
const contents = [
  {},
  { messages: [keyOf(0)] },
  { returned: [keyOf(0)] },
  { ids: ["100-0"] },
  { handshake: true },
  { reply: "0" },
] as const;

/** Another subscription of group `a`, which stays, closes, or comes late, just before the commands or while they go on. */
const others: readonly (readonly ScriptedMember[])[] = [
  [],
  [{ group: 0, subscribedAt: 1998, readyAt: 1999 }],
  [{ group: 0, subscribedAt: 2000, readyAt: 2001 }],
  [{ group: 0, closedAt: 1995 }],
];

/** All commands on one connection, on two connections of one role, or of two roles. */
const places = [
  () => ({ process: "subscriber-0" }),
  (at: number) => ({ process: "subscriber-0", connection: at % 2 }),
  (at: number) => ({ process: `subscriber-${at % 2}` }),
] as const;

export const idleCommands: ProofScope = {
  name: "a hundred commands without content, before, while and after there is nothing to do",
  size: 10368,
  *scripts() {
    for (const [count, spanMs, beginMs] of product(counts, spansMs, begins)) {
      for (const [content, every, placeOf, drain, more] of product(
        contents,
        [1, 10],
        places,
        ["complete", undefined] as const,
        others,
      )) {
        yield {
          guarantees: { delivery: "best-effort" },
          members: [...oneMemberEach, ...more],
          messages: [handledByBoth(1000)],
          drain,
          hasCommands: true,
          extraOperations: Array.from({ length: count }, (_, at) =>
            commandAt(beginMs + Math.floor((at * spanMs) / (count - 1)), {
              ...placeOf(at),
              ...(at % every === 0 && content),
            }),
          ),
        };
      }
    }
  },
};

function commandAt(
  at: number,
  what: Omit<Parameters<typeof scriptedCommand>[0], "at" | "command">,
): ScriptedOperation {
  return scriptedCommand({ at, command: "XREADGROUP", group: "a", ...what });
}
