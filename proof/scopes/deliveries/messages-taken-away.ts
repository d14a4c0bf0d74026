/**
 * Does a group owe what the harness itself took out of Redis? A fault deletes the entries of some messages, whose handlers
 * failed or were not called before. For example:
 *
 *     1000   publisher-0/0 is published; its handler fails at 1003
 *     2000   a fault deletes the entry of publisher-0/0, which is pending
 *     2500   subscriber-0 acknowledges the entry
 *     90000  the drain ends
 *
 * Nothing is reported: publisher-0/0 is owed to no group any more, and the bus can only acknowledge it. An XACK from before
 * the fault is too early.
 */
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import { entryIdOf, type RunScript, type ScriptedMessage } from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  handledByBoth,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const faultMs = 2000;
const removals = [undefined, [], [0], [1], [0, 1]];
const handlers = [[], ["failed"], ["handled"], ["failed", "failed"], ["unfinished"]] as const;
const outcomes = ["acknowledged", "in doubt"] as const;
/** When an XACK of the entry is sent: never, just before the fault, with it, and later. */
const acknowledgedMs = [undefined, faultMs - 1, faultMs, 2500];
const claims = [
  { delivery: "at-least-once" },
  { delivery: "at-least-once", replaysFromStart: true },
  { delivery: "at-most-once" },
] as const;

export const removedMessages: ProofScope = {
  name: "two messages, some of which a fault takes out of Redis, and an XACK before or after it",
  size: 3600,
  *scripts() {
    for (const [guarantees, drain, removes] of product(claims, drains, removals)) {
      for (const [outcome, handler, ackMs, entries] of product(
        outcomes,
        handlers,
        acknowledgedMs,
        [0, 1],
      )) {
        const byGroup = [deliveriesTo(handler, 1000, 0), deliveriesTo(["handled"], 1000, 1)];
        const message: ScriptedMessage = { at: 1000, outcome, entries, byGroup };
        const script = { guarantees, members: oneMemberEach, drain, hasCommands: true };
        yield {
          ...script,
          messages: [message, handledByBoth(1500)],
          fault: { ...fault, ...(removes && { removes }) },
          extraOperations: [
            append,
            read,
            ...(ackMs === undefined ? [] : [scriptedCommand({ ...acknowledge, at: ackMs })]),
          ],
        } satisfies RunScript;
      }
    }
  },
};

const fault = { name: "deletion", at: faultMs, healAt: faultMs + 2, roles: ["subscriber-0"] };
const first = "publisher-0/0";
const subscriber = { process: "subscriber-0", group: "a" } as const;
const append = scriptedCommand({
  process: "publisher-0",
  command: "XADD",
  messages: [first],
  at: 1000,
  reply: entryIdOf(0),
});
const read = scriptedCommand({
  ...subscriber,
  command: "XREADGROUP",
  returned: [first],
  at: 1001,
});
const acknowledge = { ...subscriber, command: "XACK", ids: [entryIdOf(0)], reply: "1" };
