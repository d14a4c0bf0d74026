/**
 * May a publisher append a message again after its connection was reset? It may if it perhaps has not read the reply to
 * the first append: a reset throws away what the client has not read. For example:
 *
 *     1005   XADD with publisher-0/0; the reply 100-0 is passed on at once
 *     1010   the link resets the connection of publisher-0
 *     1305   XADD with publisher-0/0 again, on another connection; the reply is 100-1
 *     2000   group a handles the entry 100-0
 *     4000   group a handles the entry 100-1
 *
 * An explained `duplicate`. If the reset had come at 1056, the publisher would have had the time to read the reply.
 */
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import { keyOf, type RunScript, type ScriptedOperation } from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const appendMs = 1005;
const againMs = 1305;
const publisher = "publisher-0";

const reset = { kind: "wire-end", type: "info", how: "rst" } as const;

/** Resets of any connection before, at and after the end of the time in which a client reads a reply. */
const resets: readonly (readonly ScriptedOperation[])[] = [
  [],
  ...[appendMs, appendMs + 50, appendMs + 51, appendMs + 80, appendMs + 81].map((at) => [
    { at, draft: { ...reset, process: publisher, connection: 0 } },
  ]),
  [{ at: appendMs + 1, draft: { ...reset, process: publisher, connection: 1 } }],
  [{ at: appendMs + 1, draft: { ...reset, process: "subscriber-0", connection: 0 } }],
];

/** The harness was late by 30 ms in the time that ends with this sample. */
function sampleAt(at: number, eventLoopDelayMs: number): ScriptedOperation {
  const values = { eventLoopDelayMs };
  const draft = { kind: "sample", type: "info", process: "harness", sample: "harness", values };
  return { at, draft } as ScriptedOperation;
}

const delays: readonly (readonly ScriptedOperation[])[] = [
  [],
  [sampleAt(500, 30), sampleAt(appendMs - 1, 0), sampleAt(3000, 0)],
  [sampleAt(appendMs - 1, 30), sampleAt(3000, 0)],
  [sampleAt(appendMs - 1, 0), sampleAt(3000, 30)],
];

/** The commands of the first append: an XADD, one in a transaction, and a push to a list. */
const firstAppends: readonly (readonly CommandScript[])[] = [
  [append({ reply: "100-0" })],
  [append({ reply: "100-0", repliedAt: null })],
  [append({ executedAt: null })],
  [append({ reply: "QUEUED" }), { at: appendMs, process: publisher, command: "EXEC", key: null }],
  [append({ command: "LPUSH", reply: "1" })],
];

function append(what: Partial<CommandScript>): CommandScript {
  return { at: appendMs, process: publisher, command: "XADD", messages: [keyOf(0)], ...what };
}

export const appendsBeforeAReset: ProofScope = {
  name: "one message appended again after the connection of the first append was reset",
  size: 640,
  *scripts() {
    for (const [first, cut, delay] of product(firstAppends, resets, delays)) {
      for (const [ownIds, isEarly] of product(eitherWay, eitherWay)) {
        const command = first[0]?.command ?? "XADD";
        const at = isEarly ? appendMs - 1 : againMs;
        const reply = command === "XADD" ? "100-1" : "2";
        const again = append({ at, command, reply, connection: 2, occurrence: 2 });
        const sent = [...first, again].map(scriptedCommand);
        yield { ...scriptOf([...sent, ...cut, ...delay]), ownIds };
      }
    }
  },
};

function scriptOf(extraOperations: readonly ScriptedOperation[]): RunScript {
  const once = { outcome: "handled", by: 0 } as const;
  const deliveries = [
    { at: 2000, entry: 0, ...once },
    { at: 4000, entry: 1, ...once },
  ];
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, tookMs: 700, outcome: "acknowledged", entries: 2, byGroup };
  const messages = [message] as RunScript["messages"];
  const script = { guarantees: {}, members: oneMemberEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}
