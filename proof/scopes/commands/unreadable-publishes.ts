import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import type { ScriptedOperation, RunScript } from "../../run-scripts/run-script.ts";
import { deliveriesTo, noDeliveries, oneEach } from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publisher = "publisher-0";
const calledMs = 1000;
const settledMs = 1020;

type Sent = Partial<CommandScript>;

/** One command of a publisher whose payloads cannot be read, around its call. */
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

/** What else is known of the publisher. */
const extraOperations: readonly (readonly ScriptedOperation[])[] = [
  [],
  [scriptedCommand({ at: 500, process: publisher, command: "EXISTS", reply: "1" })],
  [foreign(publisher)],
  [foreign("subscriber-0")],
];

function foreign(process: string): ScriptedOperation {
  const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
  return { at: 500, draft: { ...common, process, reason: "it begins with 0x16" } };
}

/** When both groups handled it, if they did. */
const handledAt = [undefined, calledMs - 2, calledMs, settledMs - 1];

export const unreadPublishes: ProofScope = {
  name: "one publish whose payload cannot be read, up to two commands around its call",
  size: 40_896,
  *scripts() {
    const sent = [...product(moments, kinds)].map(([moment, kind]) => ({ ...moment, ...kind }));
    const chosen = [[], ...sent.map((each) => [each]), ...multisets(sent, 2)];
    for (const commands of chosen) {
      for (const [at, more] of product(handledAt, extraOperations)) {
        yield tell(at, [...more, ...commands.map(spoken)]);
      }
    }
  },
};

function spoken(sent: Sent): ScriptedOperation {
  return scriptedCommand({
    process: publisher,
    command: "XADD",
    reply: "7-7",
    at: calledMs,
    ...sent,
  });
}

function tell(at: number | undefined, wire: readonly ScriptedOperation[]): RunScript {
  const byGroup =
    at === undefined
      ? [noDeliveries, noDeliveries]
      : [0, 1].map((by) => deliveriesTo(["handled"], at, by));
  const tookMs = settledMs - calledMs;
  const message = { at: calledMs, tookMs, outcome: "acknowledged", entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneEach, messages: [message], extraOperations: wire };
  return { ...script, hasCommands: true, drain: "complete" };
}
