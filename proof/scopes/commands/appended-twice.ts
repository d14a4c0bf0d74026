/**
 * Do the commands explain why a message was delivered from two entries? A publisher may append it again
 * only if it did not get the whole reply to the first XADD. For example:
 *
 *     1005   XADD with publisher-0/0; the reply 100-0 reaches the publisher at once
 *     1305   XADD with publisher-0/0 again; the reply is 100-1
 *     2000   group a handles the entry 100-0
 *     4000   group a handles the entry 100-1
 *
 * An unexplained `duplicate`. If the reply at 1005 had been lost, the second XADD would be right.
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
const againAfterMs = 300;

/** How an append differs from one that is executed and answered at once. */
type Append = Partial<Omit<CommandScript, "at">>;

const everyAppend: readonly (Append | undefined)[] = [
  undefined,
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { repliedAt: publishedMs + againAfterMs },
  { repliedAt: publishedMs + againAfterMs + 1 },
  { error: "OOM" },
  { command: "EVAL", reply: "OK" },
];

/** The entries of the two deliveries. */
const everyPair = [
  [0, 1],
  [1, 0],
  [0, 0],
] as const;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const read = { ...subscriber, command: "XREADGROUP", returned: [keyOf(0)] };
const reads = [
  scriptedCommand({ ...read, at: 1990, executedAt: 1999 }),
  scriptedCommand({ ...read, at: 3500, executedAt: 3900, occurrence: 2 }),
];
const acknowledge = { ...subscriber, command: "XACK", reply: "1", at: 2100 } as const;
const acknowledgements: readonly (readonly ScriptedOperation[])[] = [
  [],
  ...[["100-0"], ["100-1"]].map((ids) => [scriptedCommand({ ...acknowledge, ids })]),
  [scriptedCommand({ ...acknowledge, ids: ["100-0"], executedAt: null })],
];

const cutPublisher: ScriptedFault = {
  at: publishedMs + 5,
  healAt: 3000,
  roles: ["publisher-0"],
};
const cutBoth: ScriptedFault = { ...cutPublisher, roles: ["publisher-0", "subscriber-0"] };
const wipe: ScriptedFault = { ...cutBoth, at: 2500, losesAll: true };

export const appendedTwice: ProofScope = {
  name: "one message delivered twice, everything that can happen to up to two appends of it",
  size: 31_104,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt", "rejected"] as const;
    const faults = [undefined, cutPublisher, cutBoth, wipe];
    for (const [first, second, outcome] of product(everyAppend, everyAppend, outcomes)) {
      const appends = [...appendCommand(first, 0), ...appendCommand(second, 1)];
      for (const [acked, isRead, fault] of product(acknowledgements, eitherWay, faults)) {
        const extraOperations = [...appends, ...(isRead ? reads : []), ...acked];
        const common = { outcome, extraOperations, fault };
        for (const entries of everyPair) yield scriptOf({ entries, ...common });
        // A bus with ids of its own does not say which entry it delivers.
        yield { ...scriptOf({ entries: [0, 0], ...common }), ownIds: true };
      }
    }
  },
};

/** The first append is sent 5 ms after the publish call, the second 300 ms after the first. */
function appendCommand(append: Append | undefined, entry: number): readonly ScriptedOperation[] {
  if (!append) return [];
  const at = publishedMs + 5 + againAfterMs * entry;
  // A late reply comes just before or just after the second append is sent.
  const { repliedAt, ...rest } = append;
  const isLate = typeof repliedAt === "number";
  const reply = isLate
    ? { repliedAt: repliedAt + 5 }
    : { ...("repliedAt" in append && { repliedAt: null }) };
  const what = { command: "XADD", messages: [keyOf(0)], occurrence: entry + 1 };
  const isAnswered = append.error === undefined && append.executedAt === undefined;
  const id = isAnswered && { reply: `100-${entry}` };
  return [scriptedCommand({ at, process: "publisher-0", ...what, ...id, ...rest, ...reply })];
}

interface DeliveredTwice {
  readonly entries: readonly [number, number];
  readonly outcome: "acknowledged" | "in doubt" | "rejected";
  readonly extraOperations: readonly ScriptedOperation[];
  readonly fault: ScriptedFault | undefined;
}

function scriptOf({ entries, outcome, extraOperations, fault }: DeliveredTwice): RunScript {
  const [first, second] = entries;
  const once = { at: firstMs, outcome: "handled", by: 0, entry: first } as const;
  const deliveries = [once, { ...once, at: secondMs, entry: second }];
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, tookMs: 700, outcome, entries: 2, byGroup } as const;
  const script = { guarantees: {}, members: oneMemberEach, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", ...(fault && { fault }) };
}
