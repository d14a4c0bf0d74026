/**
 * Did publishes wait behind a read of their own bus? For example:
 *
 *     900    publisher-0 sends XREADGROUP with BLOCK on its connection 0
 *     1000   publisher-0 sends XADD with publisher-0/0, /1 and /2 on that connection
 *     1101   Redis answers the read, and executes the XADDs
 *
 * `stuck`, because three publishes waited for 101 ms. With 100 ms, two publishes or another connection it is not.
 */
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import { keyOf, type ScriptedFault, type ScriptedOperation } from "../../run-scripts/run-script.ts";
import { handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const sentMs = 1000;
const readSentAt = [sentMs - 100, sentMs, sentMs + 1];
const readDoneAt = [sentMs, sentMs + 100, sentMs + 101, null];
/** How much later than the read Redis executes the publishes; before it, with it and after it. */
const laterMs = [-1, 0, 1, null];
const places = [
  { process: "publisher-0", connection: 0, blocks: true },
  { process: "publisher-0", connection: 1, blocks: true },
  { process: "subscriber-0", connection: 0, blocks: true },
  { process: "publisher-0", connection: 0 },
] as const;
const cut: ScriptedFault = { at: 20_000, healAt: 30_000, roles: ["subscriber-0"] };
const faults = [undefined, cut, { ...cut, at: sentMs + 100, healAt: 2000 }];

export const readsInTheWay: ProofScope = {
  name: "up to three publishes on a connection on which a read waits, or does not",
  size: 1728,
  *scripts() {
    for (const [count, place, sentAt, doneAt] of product(
      [0, 2, 3],
      places,
      readSentAt,
      readDoneAt,
    )) {
      for (const [later, fault] of product(laterMs, faults)) {
        const executedAt = later === null ? null : (doneAt ?? sentMs + 300) + later;
        const read = { command: "XREADGROUP", group: "a", ...place };
        const messages = [0, 1, 2].map((number) => ({
          ...handledByBoth(sentMs - 1),
          tookMs: number < count ? 500 : 1,
        }));
        yield {
          guarantees: { delivery: "at-most-once" },
          members: oneMemberEach,
          messages,
          ...(fault && { fault }),
          drain: "complete",
          hasCommands: true,
          extraOperations: [
            scriptedCommand({ ...read, at: sentAt, executedAt: doneAt }),
            ...[0, 1, 2].map((number) => publish(number, number < count ? executedAt : sentMs)),
          ],
        };
      }
    }
  },
};

function publish(number: number, executedAt: number | null): ScriptedOperation {
  const sent = { process: "publisher-0", command: "XADD", messages: [keyOf(number)] };
  return scriptedCommand({ ...sent, at: sentMs, executedAt, occurrence: number + 1 });
}
