/**
 * Do the commands explain a second delivery if the copies of a message cannot be told apart? In a list
 * no entry has an id, and the bus gives all copies the same one. For example:
 *
 *     1005   LPUSH with publisher-0/0; the reply reaches the publisher at once
 *     1305   LPUSH with publisher-0/0 again
 *     2000   group a handles publisher-0/0
 *     4000   group a handles publisher-0/0 again
 *
 * An unexplained `duplicate`: the publisher had the reply, so the second LPUSH was needless. If the
 * first reply had been lost, the second LPUSH would be right.
 */
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type RunScript,
  type ScriptedFault,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const firstMs = 2000;
const secondMs = 4000;

type Sent = Partial<Omit<CommandScript, "process">>;

const firstAt = 1005;
const push = { command: "LPUSH", messages: [keyOf(0)], reply: "1" } as const;
/** When the second command is sent. */
const secondAt = [1305, 2500, secondMs, secondMs + 1];

/** Everything that can happen to the first command that carries the message. */
const firsts: readonly Sent[] = [
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { repliedAt: 1305 },
  { repliedAt: 1306 },
  { error: "OOM" },
  { command: "EVAL", error: "ERR" },
  { command: "EVAL", executedAt: null },
  { command: "SADD", repliedAt: null },
];
const seconds: readonly (Sent | undefined)[] = [
  undefined,
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { reply: "nil" },
  { key: "list:other" },
  { command: "PUBLISH" },
  { command: "EVAL" },
  { messages: [keyOf(0), keyOf(1)] },
];
const thirds: readonly (Sent | undefined)[] = [
  undefined,
  { at: 1400 },
  { at: 1400, repliedAt: null },
  { at: 3900 },
];

const cut: ScriptedFault = { at: publishedMs + 5, healAt: 1900, roles: ["publisher-0"] };
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  cut,
  { ...cut, at: 2100, healAt: 2400, losesAll: true },
  { ...cut, at: secondMs + 1, healAt: 4400, losesAll: true },
];

export const copiesInLists: ProofScope = {
  name: "one message delivered twice from a list, everything that can happen to up to three pushes",
  size: 23_680,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    for (const [first, second, third] of product(firsts, seconds, thirds)) {
      for (const at of second ? secondAt : secondAt.slice(0, 1)) {
        const pushes = [
          pushCommand(firstAt, first),
          ...(second ? [pushCommand(at, second)] : []),
          ...(third ? [pushCommand(third.at ?? at, third)] : []),
        ];
        for (const [outcome, fault, isMixed] of product(outcomes, faults, eitherWay)) {
          // A push with an unreadable payload may be another copy.
          const unreadable = { process: "publisher-0", command: "LPUSH", reply: "1", at: 1100 };
          const others = isMixed ? [scriptedCommand(unreadable)] : [];
          const script = scriptOf(outcome, [...pushes, ...others]);
          yield { ...script, ...(fault && { fault }) };
        }
      }
    }
  },
};

function pushCommand(at: number, { at: _at, ...sent }: Sent): ScriptedOperation {
  return scriptedCommand({ ...push, process: "publisher-0", ...sent, at });
}

function scriptOf(
  outcome: "acknowledged" | "in doubt",
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const once = { at: firstMs, outcome: "handled", by: 0 } as const;
  const deliveries = [once, { ...once, at: secondMs }];
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, tookMs: 700, outcome, entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneMemberEach, messages: [message], extraOperations };
  return { ...script, ownIds: true, hasCommands: true, drain: "complete" };
}
