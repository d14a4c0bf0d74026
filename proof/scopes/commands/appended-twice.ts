import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedFault,
} from "../../run-scripts/run-script.ts";
import { claims, deliveriesTo, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const firstMs = 2000;
const secondMs = 4000;
const againAfterMs = 300;

type Attempt = Partial<Omit<CommandScript, "at">>;

const attempts: readonly (Attempt | undefined)[] = [
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

/** Which entry each of two deliveries names; a bus may also have ids of its own. */
const entries = [
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
const acknowledging = { ...subscriber, command: "XACK", reply: "1", at: 2100 } as const;
const acknowledgements: readonly (readonly ScriptedOperation[])[] = [
  [],
  ...[["100-0"], ["100-1"]].map((ids) => [scriptedCommand({ ...acknowledging, ids })]),
  [scriptedCommand({ ...acknowledging, ids: ["100-0"], executedAt: null })],
];

const fault: ScriptedFault = { at: publishedMs + 5, healAt: 3000, roles: ["publisher-0"] };
const nearBoth: ScriptedFault = { ...fault, roles: ["publisher-0", "subscriber-0"] };
const wipes: ScriptedFault = { ...nearBoth, at: 2500, losesAll: true };

export const appendedTwice: ProofScope = {
  name: "one message delivered twice, every fate of up to two appends, and whose entries they made",
  size: 31_104,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt", "rejected"] as const;
    const faults = [undefined, fault, nearBoth, wipes];
    for (const [first, second, outcome] of product(attempts, attempts, outcomes)) {
      const appends = [...append(first, 0), ...append(second, 1)];
      for (const [acked, isRead, by] of product(acknowledgements, claims, faults)) {
        const extraOperations = [...appends, ...(isRead ? reads : []), ...acked];
        for (const named of entries) yield tell({ named, outcome, extraOperations, by });
        yield { ...tell({ named: [0, 0], outcome, extraOperations, by }), ownIds: true };
      }
    }
  },
};

function append(attempt: Attempt | undefined, entry: number): readonly ScriptedOperation[] {
  if (!attempt) return [];
  const at = publishedMs + 5 + againAfterMs * entry;
  // What is answered later at the first attempt is so around the time of the second.
  const { repliedAt, ...rest } = attempt;
  const isLater = typeof repliedAt === "number";
  const shift = isLater
    ? { repliedAt: repliedAt + 5 }
    : { ...("repliedAt" in attempt && { repliedAt: null }) };
  const what = { command: "XADD", messages: [keyOf(0)], occurrence: entry + 1 };
  const isAnswered = attempt.error === undefined && attempt.executedAt === undefined;
  const reply = isAnswered && { reply: `100-${entry}` };
  return [scriptedCommand({ at, process: "publisher-0", ...what, ...reply, ...rest, ...shift })];
}

interface Told {
  readonly named: readonly [number, number];
  readonly outcome: "acknowledged" | "in doubt" | "rejected";
  readonly extraOperations: readonly ScriptedOperation[];
  readonly by: ScriptedFault | undefined;
}

function tell({ named: [first, second], outcome, extraOperations, by }: Told): RunScript {
  const one = { at: firstMs, outcome: "handled", by: 0, entry: first } as const;
  const deliveries = [one, { ...one, at: secondMs, entry: second }];
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, tookMs: 700, outcome, entries: 2, byGroup } as const;
  const script = { guarantees: {}, members: oneEach, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", ...(by && { fault: by }) };
}
