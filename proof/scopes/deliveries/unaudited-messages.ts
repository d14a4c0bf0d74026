/**
 * Asks how the judge decides about a missing message if the auditor cannot see its stream. The bus may name
 * no stream, or the auditor may look at the wrong key. For example, with a bus that uses a list:
 *
 *     1000   Redis executes the RPUSH of publisher-0/0, but its reply is lost: the publish is in doubt
 *     89960  group a handles another message; it never gets publisher-0/0
 *     90000  the drain is complete; the bus names no stream, so the auditor has nothing to read
 *
 * Group a handled a message less than 50 ms before the end of the drain, so it may still be working
 * through a queue that holds publisher-0/0: `late`, which is `unknown`, and not `lost`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedFault,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const append = { process: "publisher-0", command: "RPUSH" } as const;

export const queuedMessages: ProofScope = {
  name: "one message that may still be in a queue, and another one handled as the drain ends",
  size: 11_664,
  *scripts() {
    const places = ["sound", "failed", "none", "elsewhere"] as const;
    const outcomes = ["acknowledged", "in doubt", "unsettled"] as const;
    const endings = ["handled", "failed", "unfinished"] as const;
    const offsets = [-100, -51, -50, -49, -48, -1, 0, 1, 20];
    for (const [audit, drain, delivery] of product(places, drains, deliveryGuarantees)) {
      for (const [outcome, isExecuted, ending] of product(outcomes, eitherWay, endings)) {
        for (const [offMs, isLate] of product(offsets, eitherWay)) {
          const byGroup = [noDeliveries, noDeliveries];
          const message: ScriptedMessage = { at: 1000, outcome, entries: 0, byGroup };
          const at = drainedAtMs + offMs;
          const last: ScriptedMessage = {
            ...handledByBoth(isLate ? at - 1 : 2000),
            byGroup: [deliveriesTo([ending], at - 2, 0), deliveriesTo(["handled"], 2000, 1)],
          };
          const sent = { ...append, at: 1000, messages: [keyOf(0)], repliedAt: null };
          const command = scriptedCommand(isExecuted ? sent : { ...sent, executedAt: null });
          const script = { guarantees: { delivery }, members: oneMemberEach, drain, audit };
          const messages = [message, last];
          yield { ...script, extraOperations: [command], messages, hasCommands: true };
        }
      }
    }
  },
};

/** The audited key holds no stream, or a stream that the group does not read. */
export const auditOfAnotherKey: ProofScope = {
  name: "one message, and an audit of a key that holds no stream or a stream without its groups",
  size: 6912,
  *scripts() {
    const audits = ["sound", "elsewhere", "without groups"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;
    const moments = [25_000, 30_000, 30_001, drainedAtMs + 5];
    for (const [audit, outcome, isHandled] of product(audits, outcomes, eitherWay)) {
      for (const [fault, at, reading] of product(faults, moments, groupCommands)) {
        for (const isLeaving of eitherWay) {
          const byGroup = isHandled
            ? [0, 1].map((by) => deliveriesTo(["handled"], at, by))
            : [noDeliveries, noDeliveries];
          const messages = [{ at, outcome, entries: 0, byGroup }];
          const members = isLeaving
            ? [{ group: 0, closedAt: 80_000 }, { group: 1 }]
            : oneMemberEach;
          const script = { guarantees: {}, members, messages, audit, hasCommands: true };
          const extraOperations = reading === undefined ? [] : [groupCommand(reading)];
          yield { ...script, ...(fault && { fault }), drain: "complete", extraOperations };
        }
      }
    }
  },
};

const cut = { at: 20_000, healAt: 30_000, roles: ["subscriber-0"] } as const;
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  cut,
  { ...cut, losesAll: true },
  { ...cut, losesLastMs: 1000 },
];

/** Commands that may show that the group is there and reads. */
const groupCommands: readonly (Partial<CommandScript> | undefined)[] = [
  undefined,
  { at: 30_000 },
  { at: 30_001 },
  { at: 40_000, group: "bus:a" },
  { at: 40_000, group: "c" },
  { at: 40_000, group: "b", key: "elsewhere" },
  { at: 40_000, executedAt: null },
  { at: 40_000, error: "NOGROUP" },
  { at: 40_000, command: "XACK", repliedAt: null },
];

function groupCommand(what: Partial<CommandScript>): ScriptedOperation {
  const usual = { at: 40_000, process: "subscriber-0", command: "XREADGROUP", group: "a" } as const;
  return scriptedCommand({ ...usual, ...what });
}
