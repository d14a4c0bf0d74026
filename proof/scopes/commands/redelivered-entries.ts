import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type ScriptedOperation,
  type ScriptedMember,
  type RunScript,
  type ScriptedFault,
} from "../../run-scripts/run-script.ts";
import { claims, deliveriesTo } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of group `a`, and one of `b`. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 1 }, { group: 0 }];
const firstMs = 2000;
const handledMs = 2010;
/** When the second read was sent and executed, and what it returned was handed to a handler. */
const readMs = 3500;
const readDoneMs = 3900;
const secondMs = 4000;

type Script = Omit<CommandScript, "process" | "at"> & { readonly at?: number };

function sent(by: number, { at = readMs, ...what }: Script): ScriptedOperation {
  return scriptedCommand({ at, process: `subscriber-${by}`, group: "a", ...what });
}

const read = { command: "XREADGROUP", returned: [keyOf(0)] };
const firstRead = { ...read, at: 1990, executedAt: 1999 };
const again = { ...read, executedAt: readDoneMs, occurrence: 2 };
const firstReads: readonly (Script | undefined)[] = [
  firstRead,
  undefined,
  { ...firstRead, repliedAt: null },
  { ...firstRead, group: "b" },
  { ...firstRead, partial: true },
];
const secondReads: readonly (Script | undefined)[] = [
  again,
  undefined,
  { ...again, command: "XAUTOCLAIM" },
  { ...again, command: "XCLAIM" },
  { ...again, repliedAt: null },
  { ...again, command: "XRANGE", group: "bus:a" },
  { ...again, executedAt: secondMs + 1 },
  { ...again, executedAt: secondMs, group: "b" },
];

const acknowledging = { command: "XACK", ids: ["100-0"], reply: "1" } as const;
const progresses: readonly Partial<Script>[] = [
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

/** It has the same id as the entry that is delivered. */
const inOtherStream = scriptedCommand({
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

interface Told {
  readonly by: number;
  readonly outcome?: "handled" | "failed" | "unfinished";
  readonly endMs?: number;
  readonly extraOperations: readonly ScriptedOperation[];
  readonly fault?: ScriptedFault | undefined;
  readonly deduplicates?: boolean;
}

/** One entry, delivered twice to group `a`. */
function tell(told: Told): RunScript {
  const {
    by,
    outcome = "handled",
    endMs = handledMs,
    extraOperations,
    fault,
    deduplicates = false,
  } = told;
  const first = { at: firstMs, outcome, by: 0, tookMs: endMs - firstMs } as const;
  const second = { at: secondMs, outcome: "handled", by } as const;
  const byGroup = [{ deliveries: [first, second] }, deliveriesTo(["handled"], 1000, 1)];
  const message = { at: 1000, outcome: "acknowledged", entries: 1, byGroup } as const;
  const script = { guarantees: { deduplicates }, members, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", ...(fault && { fault }) };
}

const roles = ["subscriber-0"];
const near: ScriptedFault = { at: handledMs + 5, healAt: 3000, roles };
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  near,
  { ...near, losesAll: true },
  { at: secondMs + 500, healAt: 6000, roles, losesAll: true },
  { at: readMs + 300, healAt: 3850, roles, losesLastMs: 500 },
];

export const redeliveries: ProofScope = {
  name: "one entry delivered twice, every fate and moment of up to two acknowledgements",
  size: 21_900,
  *scripts() {
    const acknowledgements = [undefined, ...product(times, progresses)];
    const retries = [undefined, ...progresses.slice(0, 4)];
    const ends = [handledMs, secondMs + 1];
    for (const [one, other, fault] of product(acknowledgements, retries, faults)) {
      const first = one && { at: one[0], ...one[1] };
      const tries = [first, other && { at: 3200, occurrence: 2, ...other }].flatMap((each) =>
        each ? [sent(0, { ...acknowledging, ...each })] : [],
      );
      for (const [by, seen, endMs] of product([0, 2], secondReads.slice(0, 3), ends)) {
        const reads = [sent(0, firstRead), ...(seen ? [sent(by, seen)] : [])];
        yield tell({ by, endMs, extraOperations: [inOtherStream, ...reads, ...tries], fault });
      }
    }
  },
};

export const rereads: ProofScope = {
  name: "one entry delivered twice, everything that its reads may show",
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
    for (const [one, other, acked] of product(firstReads, secondReads, acknowledgements)) {
      for (const [handling, by, fault, deduplicates] of product(
        handlings,
        [0, 2],
        faults.slice(0, 2),
        claims,
      )) {
        const extraOperations = [
          ...(one ? [sent(0, one)] : []),
          ...(other ? [sent(by, other)] : []),
          ...(acked ? [sent(0, { ...acknowledging, at: acked[0], ...acked[1] })] : []),
        ];
        yield tell({ by, ...handling, extraOperations, fault, deduplicates });
      }
    }
  },
};
