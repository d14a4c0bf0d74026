/**
 * Was a handled message never acknowledged to Redis? The commands can show it if the auditor cannot
 * read the stream. For example:
 *
 *     1500   XREADGROUP of subscriber-0 for group a
 *     2000   group a handles publisher-0/0
 *     90000  the drain is complete; no command of the run could have acknowledged an entry of group a
 *
 * `unacknowledged`. A single command that may acknowledge is enough to report nothing, such as an EVAL
 * of the subscriber or an XACK for the group.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
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
import { deliveriesTo, drains, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const startMs = 2000;

type Sent = Partial<CommandScript>;

const read = { process: "subscriber-0", group: "a", command: "XREADGROUP" } as const;
const reads: readonly Sent[] = [
  {},
  { at: publishedMs },
  { at: publishedMs - 1 },
  { at: startMs },
  { at: startMs + 1 },
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

/** Commands that may acknowledge an entry, and some that do not. */
const acknowledging = ["XACK", "XACKDEL", "XCLAIM", "XAUTOCLAIM"];
const unclear = ["EVAL", "EVALSHA", "FCALL", "MULTI", "XDEL", "XDELEX", "DEL", "UNLINK"];
const ofGroups = ["XPENDING", "XGROUP CREATE", "XGROUP DESTROY", "XGROUP DELCONSUMER"];
const commands = [...acknowledging, ...unclear, ...ofGroups, "XGROUP SETID"];
const groups = ["a", "b", "bus:a", undefined];
const senders = ["subscriber-0", "subscriber-1"];

const wipe: ScriptedFault = {
  at: 3000,
  healAt: 3500,
  roles: ["subscriber-0"],
  losesAll: true,
};
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  wipe,
  { ...wipe, at: 1200, healAt: 1499 },
];

export const neverAcknowledged: ProofScope = {
  name: "one message read and handled, and one command that may acknowledge it",
  size: 2466,
  *scripts() {
    const sent = [...product(commands, groups, senders)].map(([command, group, process]) =>
      scriptedCommand({
        at: 2500,
        process,
        command,
        ...(group && { group }),
        ids: ["7-7"],
      }),
    );
    for (const each of reads) {
      for (const other of [undefined, ...sent]) {
        yield scriptOf([readCommand(each), ...(other ? [other] : [])]);
      }
    }
  },
};

export const unacknowledgedInEveryRun: ProofScope = {
  name: "one message read, handled and never acknowledged, in runs of every kind",
  size: 3888,
  *scripts() {
    const audits = [
      { audit: "sound", pending: undefined },
      { audit: "sound", pending: 0 },
      { audit: "failed", pending: undefined },
      { audit: "none", pending: undefined },
    ] as const;
    const unreadableRoles = [undefined, "subscriber-0", "subscriber-1"];
    const outcomes = ["handled", "failed", "retried"] as const;
    for (const [each, outcome, audited] of product(reads.slice(0, 2), outcomes, audits)) {
      for (const [delivery, drain, fault] of product(deliveryGuarantees, drains, faults)) {
        for (const [who, isLeft] of product(unreadableRoles, eitherWay)) {
          const unreadable = who ? [unreadableConnection(who, 500, "it begins with 0x16")] : [];
          const { audit, pending } = audited;
          const operations = [readCommand(each), ...unreadable];
          const script = scriptOf(operations, { outcome, pending, isLeft });
          yield {
            ...script,
            guarantees: { delivery },
            drain,
            audit,
            ...(fault && { fault }),
          };
        }
      }
    }
  },
};

function readCommand(sent: Sent): ScriptedOperation {
  return scriptedCommand({ ...read, at: 1500, ...sent });
}

interface Handling {
  readonly outcome?: "handled" | "failed" | "retried";
  /** The entry that the auditor sees as pending. */
  readonly pending?: number | undefined;
  /** True if the only member of group `a` leaves before the drain ends. */
  readonly isLeft?: boolean;
}

function scriptOf(
  extraOperations: readonly ScriptedOperation[],
  handling: Handling = {},
): RunScript {
  const { outcome = "handled", pending, isLeft = false } = handling;
  const first = outcome === "handled" ? "handled" : "failed";
  const once = { at: startMs, outcome: first, by: 0 } as const;
  const again = { at: startMs + 100, outcome: "handled", by: 0 } as const;
  const deliveries = outcome === "retried" ? [once, again] : [once];
  const own = { deliveries, ...(pending !== undefined && { pending }) };
  const byGroup = [own, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, outcome: "acknowledged", entries: 1, byGroup } as const;
  const [a, b] = oneMemberEach;
  const members = [{ ...a!, ...(isLeft && { closedAt: drainedAtMs - 10 }) }, b!];
  const script = { guarantees: {}, members, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", audit: "none" };
}
