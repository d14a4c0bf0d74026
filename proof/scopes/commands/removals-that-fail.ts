/**
 * Does work stay in a key, although its group asks to remove it? For example:
 *
 *     1500   EVAL of subscriber-0 on orders:a returns publisher-0/0, which it handles at 2000
 *     2500   its ten ZREM on orders:a remove nothing
 *     90000  the drain is complete; orders:a holds one element
 *
 * `unacknowledged`. Nine removals, one that removed something, or an empty key are enough to report nothing.
 */
import type { DeliveryGuarantee } from "../../../src/bus/contract.ts";
import {
  scriptedCommand,
  unreadableConnection,
  type CommandScript,
} from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type RunScript,
  type ScriptedFault,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const key = "orders:a";
const by = { process: "subscriber-0", key } as const;
const cut: ScriptedFault = { at: 3000, healAt: 3500, roles: ["subscriber-0"] };
const read = { at: 1500, ...by, command: "EVAL", returned: [keyOf(0)] };

interface Case {
  readonly read: CommandScript;
  /** How the last of the removals ends. */
  readonly last: Partial<CommandScript>;
  /** How many elements the key has after the drain; `undefined` if the auditor did not look. */
  readonly size: number | undefined;
  readonly fault: ScriptedFault | undefined;
  readonly removals: number;
  readonly outcome: "handled" | "failed";
  readonly delivery: DeliveryGuarantee;
  readonly drain: RunScript["drain"];
  readonly isUnreadable: boolean;
}

/** The work of this case stays. */
const stays: Case = {
  read,
  last: { reply: "0" },
  size: 1,
  fault: undefined,
  removals: 10,
  outcome: "handled",
  delivery: "at-least-once",
  drain: "complete",
  isUnreadable: false,
};

/** Each changes one thing, and some of them change nothing that counts. */
const changes: readonly Partial<Case>[] = [
  {},
  { read: { ...read, returned: [] } },
  { read: { ...read, key: "orders:b" } },
  { read: { ...read, repliedAt: null } },
  { read: { ...read, process: "subscriber-1" } },
  { last: { reply: "1" } },
  { last: {} },
  { last: { executedAt: null } },
  { size: undefined },
  { size: 0 },
  { size: 7 },
  { fault: cut },
  { fault: { ...cut, losesAll: true } },
  { fault: { ...cut, losesLastMs: 3000 } },
  { removals: 9 },
  { removals: 11 },
  { outcome: "failed" },
  { delivery: "at-most-once" },
  { delivery: "best-effort" },
  { drain: "stalled" },
  { drain: "progressing" },
  { isUnreadable: true },
];

export const removalsThatFail: ProofScope = {
  name: "one message read from a key and handled, and removals from that key that may remove nothing",
  size: changes.length ** 2,
  *scripts() {
    for (const [one, other] of product(changes, changes)) {
      yield scriptOf({ ...stays, ...one, ...other });
    }
  },
};

function scriptOf(given: Case): RunScript {
  const { fault, delivery, drain, outcome } = given;
  const own = { deliveries: [{ at: 2000, outcome, by: 0 }] };
  const byGroup = [own, deliveriesTo(["handled"], 1000, 1)];
  return {
    guarantees: { delivery },
    ...(fault && { fault }),
    members: oneMemberEach,
    messages: [{ at: 1000, outcome: "acknowledged", entries: 1, byGroup }],
    drain,
    audit: "none",
    hasCommands: true,
    extraOperations: operationsOf(given),
  };
}

function operationsOf(given: Case): readonly ScriptedOperation[] {
  const { size, removals, last, isUnreadable } = given;
  const removal = { at: 2500, ...by, command: "ZREM" } as const;
  return [
    scriptedCommand(given.read),
    ...Array.from({ length: removals }, (_, at) =>
      scriptedCommand({ ...removal, ...(at === removals - 1 ? last : { reply: "0" }) }),
    ),
    ...(size === undefined ? [] : [sizesOf(size)]),
    ...(isUnreadable ? [unreadableConnection(by.process, 500, "it begins with 0x16")] : []),
  ];
}

function sizesOf(size: number): ScriptedOperation {
  const common = { kind: "sample", type: "info", process: "auditor", sample: "sizes" } as const;
  return { at: drainedAtMs + 1, draft: { ...common, values: { [key]: size } } };
}
