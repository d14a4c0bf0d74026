import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedFault,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  deliveriesTo,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const handedMs = 2000;

type Sent = Partial<CommandScript>;

const read = { process: "subscriber-0", group: "a", command: "XREADGROUP" } as const;
const reads: readonly Sent[] = [
  {},
  { at: publishedMs },
  { at: publishedMs - 1 },
  { at: handedMs },
  { at: handedMs + 1 },
  { at: publishedMs - 1, executedAt: publishedMs },
  { executedAt: null },
  { repliedAt: null },
  { error: "NOGROUP" },
  { reply: "nil" },
  { returned: [keyOf(0)] },
  { returned: [keyOf(1)] },
  { returned: [keyOf(1)], partial: true },
  { group: "bus:a" },
  { group: "b" },
  { process: "subscriber-1" },
  { command: "XREAD" },
  { noAck: true, returned: [keyOf(1)] },
];

/** What may have acknowledged it, by whom, and for which group. */
const names = ["XACK", "XACKDEL", "XCLAIM", "XAUTOCLAIM", "EVAL", "EVALSHA", "FCALL", "MULTI"];
const others = ["XDEL", "XDELEX", "DEL", "UNLINK", "XPENDING", "XGROUP CREATE"];
const commands = [...names, ...others, "XGROUP DESTROY", "XGROUP DELCONSUMER", "XGROUP SETID"];
const groups = ["a", "b", "bus:a", undefined];
const senders = ["subscriber-0", "subscriber-1"];

const fault: ScriptedFault = { at: 3000, healAt: 3500, roles: ["subscriber-0"] };
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  { ...fault, losesAll: true },
  { ...fault, at: 1200, healAt: 1499, losesAll: true },
];

export const neverAcknowledged: ProofScope = {
  name: "one message read and handled, and one command that may acknowledge it",
  size: 2466,
  *scripts() {
    const sent = [...product(commands, groups, senders)].map(([command, group, process]) =>
      scriptedCommand({ at: 2500, process, command, ...(group && { group }), ids: ["7-7"] }),
    );
    for (const each of reads) {
      for (const aside of [undefined, ...sent]) {
        yield tell([given(each), ...(aside ? [aside] : [])]);
      }
    }
  },
};

export const pendingByWire: ProofScope = {
  name: "one message read and handled, and never acknowledged, in every kind of run",
  size: 2592,
  *scripts() {
    const audits = [
      { audit: "sound", pending: undefined },
      { audit: "sound", pending: 0 },
      { audit: "failed", pending: undefined },
      { audit: "none", pending: undefined },
    ] as const;
    const foreign = [undefined, "subscriber-0", "subscriber-1"];
    const outcomes = ["handled", "failed", "retried"] as const;
    for (const [each, outcome, looked] of product(reads.slice(0, 2), outcomes, audits)) {
      for (const [delivery, drain, by] of product(deliveryGuarantees, drains, faults)) {
        for (const [who, isLeft] of product(foreign, claims)) {
          const extraOperations = [given(each), ...(who ? [opaque(who)] : [])];
          const { audit, pending } = looked;
          const script = tell(extraOperations, { outcome, pending, isLeft });
          yield { ...script, guarantees: { delivery }, drain, audit, ...(by && { fault: by }) };
        }
      }
    }
  },
};

function given(sent: Sent): ScriptedOperation {
  return scriptedCommand({ ...read, at: 1500, ...sent });
}

function opaque(process: string): ScriptedOperation {
  const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
  return { at: 500, draft: { ...common, process, reason: "it begins with 0x16" } };
}

interface Told {
  readonly outcome?: "handled" | "failed" | "retried";
  readonly pending?: number | undefined;
  readonly isLeft?: boolean;
}

function tell(extraOperations: readonly ScriptedOperation[], told: Told = {}): RunScript {
  const { outcome = "handled", pending, isLeft = false } = told;
  const first = outcome === "handled" ? "handled" : "failed";
  const once = { at: handedMs, outcome: first, by: 0 } as const;
  const again = { at: handedMs + 100, outcome: "handled", by: 0 } as const;
  const deliveries = outcome === "retried" ? [once, again] : [once];
  const own = { deliveries, ...(pending !== undefined && { pending }) };
  const byGroup = [own, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, outcome: "acknowledged", entries: 1, byGroup } as const;
  const [a, b] = oneEach;
  const members = [{ ...a!, ...(isLeft && { closedAt: drainedAtMs - 10 }) }, b!];
  const script = {
    guarantees: {},
    members,
    messages: [message],
    extraOperations,
    hasCommands: true,
  } as const;
  return { ...script, drain: "complete", audit: "none" };
}
