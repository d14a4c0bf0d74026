/**
 * Do the commands explain why a group got one entry twice? It is explained if the first XACK was lost
 * on the way, if Redis lost it, or if another consumer claimed the entry before. For example:
 *
 *     2000   group a starts to handle publisher-0/0, and ends at 2010
 *     2011   XACK of subscriber-0; Redis executes it
 *     3500   XREADGROUP of subscriber-0; Redis executes it at 3900 and returns publisher-0/0 again
 *     4000   group a handles publisher-0/0 again
 *
 * An unexplained `duplicate`: Redis had executed the XACK before the second read was sent, so no lost
 * XACK can be the reason. If the XACK had not been executed, the duplicate would be explained.
 */
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type RunScript,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of group `a`, and one of `b`. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 1 }, { group: 0 }];
const firstMs = 2000;
const handledMs = 2010;
/** When the second read was sent, and when Redis executed it. */
const readMs = 3500;
const readDoneMs = 3900;
const secondMs = 4000;

type Sent = Omit<CommandScript, "process" | "at"> & { readonly at?: number };

function commandOf(by: number, { at = readMs, ...what }: Sent): ScriptedOperation {
  return scriptedCommand({ at, process: `subscriber-${by}`, group: "a", ...what });
}

const read = { command: "XREADGROUP", returned: [keyOf(0)] };
const firstRead = { ...read, at: 1990, executedAt: 1999 };
const secondRead = { ...read, executedAt: readDoneMs, occurrence: 2 };
const firstReads: readonly (Sent | undefined)[] = [
  firstRead,
  undefined,
  { ...firstRead, repliedAt: null },
  { ...firstRead, group: "b" },
  { ...firstRead, partial: true },
];
const secondReads: readonly (Sent | undefined)[] = [
  secondRead,
  undefined,
  { ...secondRead, command: "XAUTOCLAIM" },
  { ...secondRead, command: "XCLAIM" },
  { ...secondRead, repliedAt: null },
  { ...secondRead, command: "XRANGE", group: "bus:a" },
  { ...secondRead, executedAt: secondMs + 1 },
  { ...secondRead, executedAt: secondMs, group: "b" },
];

const acknowledge = { command: "XACK", ids: ["100-0"], reply: "1" } as const;
/** How far the XACK gets, and what it names. */
const progresses: readonly Partial<Sent>[] = [
  {},
  { forwardedAt: null },
  { error: "LOADING" },
  { executedAt: null },
  { repliedAt: null },
  { reply: "0" },
  { group: "b" },
  { ids: ["7-7"] },
  { key: "stream:invoices" },
];

/** An entry of another stream that has the same id as the delivered one. */
const sameIdInAnotherStream = scriptedCommand({
  at: 1000,
  process: "publisher-1",
  command: "XADD",
  key: "stream:invoices",
  messages: ["publisher-1/0"],
  reply: "100-0",
});
const times = [
  firstMs + 5,
  handledMs + 1,
  readMs - 1,
  readMs,
  readMs + 1,
  readDoneMs + 1,
  secondMs,
  secondMs + 1,
];

interface DeliveredTwice {
  /** The subscriber of the second delivery. */
  readonly by: number;
  /** How and when the first handler ends. */
  readonly outcome?: "handled" | "failed" | "unfinished";
  readonly endMs?: number;
  readonly extraOperations: readonly ScriptedOperation[];
  readonly fault?: ScriptedFault | undefined;
  readonly deduplicates?: boolean;
}

/** A run in which one entry is delivered twice to group `a`. */
function scriptOf(delivered: DeliveredTwice): RunScript {
  const { by, outcome = "handled", endMs = handledMs, extraOperations } = delivered;
  const { fault, deduplicates = false } = delivered;
  const first = { at: firstMs, outcome, by: 0, tookMs: endMs - firstMs } as const;
  const second = { at: secondMs, outcome: "handled", by } as const;
  const byGroup = [{ deliveries: [first, second] }, deliveriesTo(["handled"], 1000, 1)];
  const message = { at: 1000, outcome: "acknowledged", entries: 1, byGroup } as const;
  const script = { guarantees: { deduplicates }, members, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", ...(fault && { fault }) };
}

const roles = ["subscriber-0"];
const cut: ScriptedFault = { at: handledMs + 5, healAt: 3000, roles };
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  cut,
  { ...cut, losesAll: true },
  { at: secondMs + 500, healAt: 6000, roles, losesAll: true },
  { at: readMs + 300, healAt: 3850, roles, losesLastMs: 500 },
];

export const redeliveries: ProofScope = {
  name: "one entry delivered twice, up to two XACKs that get anywhere at any time",
  size: 21_900,
  *scripts() {
    const acknowledgements = [undefined, ...product(times, progresses)];
    const retries = [undefined, ...progresses.slice(0, 4)];
    const ends = [handledMs, secondMs + 1];
    for (const [first, retry, fault] of product(acknowledgements, retries, faults)) {
      const once = first && { at: first[0], ...first[1] };
      const again = retry && { at: 3200, occurrence: 2, ...retry };
      const acks = [once, again].flatMap((each) =>
        each ? [commandOf(0, { ...acknowledge, ...each })] : [],
      );
      for (const [by, second, endMs] of product([0, 2], secondReads.slice(0, 3), ends)) {
        const reads = [commandOf(0, firstRead), ...(second ? [commandOf(by, second)] : [])];
        const extraOperations = [sameIdInAnotherStream, ...reads, ...acks];
        yield scriptOf({ by, endMs, extraOperations, fault });
      }
    }
  },
};

export const rereads: ProofScope = {
  name: "one entry delivered twice, everything that its two reads may show",
  size: 17_280,
  *scripts() {
    const handlings = [
      { outcome: "handled", endMs: handledMs },
      { outcome: "handled", endMs: secondMs },
      { outcome: "handled", endMs: secondMs + 1 },
      { outcome: "failed", endMs: handledMs },
      { outcome: "failed", endMs: secondMs + 1 },
      { outcome: "unfinished", endMs: handledMs },
    ] as const;
    const moments = [readMs - 100, readDoneMs + 1];
    const acknowledgements = [undefined, ...product(moments, progresses.slice(0, 4))];
    for (const [first, second, acked] of product(firstReads, secondReads, acknowledgements)) {
      for (const [handling, by, fault, deduplicates] of product(
        handlings,
        [0, 2],
        faults.slice(0, 2),
        eitherWay,
      )) {
        const extraOperations = [
          ...(first ? [commandOf(0, first)] : []),
          ...(second ? [commandOf(by, second)] : []),
          ...(acked ? [commandOf(0, { ...acknowledge, at: acked[0], ...acked[1] })] : []),
        ];
        yield scriptOf({ by, ...handling, extraOperations, fault, deduplicates });
      }
    }
  },
};
