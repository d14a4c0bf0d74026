/**
 * Can a bus that encodes its payloads be caught acknowledging a message that Redis never had? The link
 * cannot find the message in the commands, so the judge asks only whether the publisher sent any
 * command during the call. For example:
 *
 *     500    EXISTS of publisher-0: the publisher does use this link
 *     1000   publish of publisher-0/0 is called
 *     1020   the call resolves; the publisher sent no command since 1000
 *
 * `false-acknowledgement`. If the publisher sent any command in between that Redis may have executed,
 * or if it uses another way to Redis, the judge cannot tell and reports nothing.
 */
import {
  scriptedCommand,
  unreadableConnection,
  type CommandScript,
} from "../../run-scripts/command-script.ts";
import type { RunScript, ScriptedOperation } from "../../run-scripts/run-script.ts";
import { deliveriesTo, noDeliveries, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publisher = "publisher-0";
const calledMs = 1000;
const settledMs = 1020;

type Sent = Partial<CommandScript>;

/** When a command is sent and executed, around the publish call. */
const moments: readonly Sent[] = [
  { at: calledMs - 1 },
  { at: calledMs - 1, executedAt: calledMs + 5 },
  { at: calledMs },
  { at: calledMs + 5, executedAt: settledMs },
  { at: calledMs + 5, executedAt: settledMs + 1 },
  { at: settledMs },
  { at: settledMs + 1 },
];
const kinds: readonly Sent[] = [
  {},
  { executedAt: null },
  { forwardedAt: null },
  { repliedAt: null },
  { error: "OOM" },
  { command: "EVAL", error: "ERR" },
  { command: "EVAL", key: null },
  { command: "PING", key: null },
  { command: "HELLO", handshake: true },
  { process: "publisher-1" },
];

/** Other operations of the links. */
const otherOperations: readonly (readonly ScriptedOperation[])[] = [
  [],
  [scriptedCommand({ at: 500, process: publisher, command: "EXISTS", reply: "1" })],
  [unreadableConnection(publisher, 500, "it begins with 0x16")],
  [unreadableConnection("subscriber-0", 500, "it begins with 0x16")],
];

/** When both groups handled the message, if they did. */
const handledAt = [undefined, calledMs - 2, calledMs, settledMs - 1];

export const unreadablePublishes: ProofScope = {
  name: "one publish call with an unreadable payload, and up to two commands around it",
  size: 40_896,
  *scripts() {
    const sent = [...product(moments, kinds)].map(([moment, kind]) => ({ ...moment, ...kind }));
    const everyChoice = [[], ...sent.map((each) => [each]), ...multisets(sent, 2)];
    for (const commands of everyChoice) {
      for (const [at, others] of product(handledAt, otherOperations)) {
        yield scriptOf(at, [...others, ...commands.map(unreadableCommand)]);
      }
    }
  },
};

function unreadableCommand(sent: Sent): ScriptedOperation {
  const common = { process: publisher, command: "XADD", reply: "7-7", at: calledMs };
  return scriptedCommand({ ...common, ...sent });
}

function scriptOf(
  at: number | undefined,
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const byGroup =
    at === undefined
      ? [noDeliveries, noDeliveries]
      : [0, 1].map((by) => deliveriesTo(["handled"], at, by));
  const tookMs = settledMs - calledMs;
  const message = { at: calledMs, tookMs, outcome: "acknowledged", entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneMemberEach, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}
