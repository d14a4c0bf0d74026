import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedOperation,
  type ScriptedFault,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const append = { process: "publisher-0", command: "RPUSH" } as const;

/** What is in doubt may still be queued if the group is at work when the drain ends. */
export const queued: ProofScope = {
  name: "one message that may be queued out of sight, and another handled as the drain ends",
  size: 7776,
  *scripts() {
    const places = ["sound", "failed", "none", "elsewhere"] as const;
    const outcomes = ["acknowledged", "in doubt", "unsettled"] as const;
    const endings = ["handled", "failed", "unfinished"] as const;
    const offsets = [-100, -51, -50, -49, -48, -1, 0, 1, 20];
    for (const [audit, drain, delivery] of product(places, drains, deliveryGuarantees)) {
      for (const [outcome, isExecuted, ending] of product(outcomes, claims, endings)) {
        for (const [offMs, isLate] of product(offsets, claims)) {
          const message: ScriptedMessage = {
            at: 1000,
            outcome,
            entries: 0,
            byGroup: [noDeliveries, noDeliveries],
          };
          const at = drainedAtMs + offMs;
          const handling = deliveriesTo([ending], at - 2, 0);
          const last: ScriptedMessage = {
            ...handledByBoth(isLate ? at - 1 : 2000),
            byGroup: [handling, deliveriesTo(["handled"], 2000, 1)],
          };
          const sent = { ...append, at: 1000, messages: [keyOf(0)], repliedAt: null };
          const extraOperations = [
            scriptedCommand(isExecuted ? sent : { ...sent, executedAt: null }),
          ];
          const script = {
            guarantees: { delivery },
            members: oneEach,
            drain,
            audit,
            extraOperations,
          };
          yield { ...script, messages: [message, last], hasCommands: true };
        }
      }
    }
  },
};

/** The auditor looks where no stream is, or one that the group does not read. */
export const elsewhere: ProofScope = {
  name: "one message, and an audit of a key without a stream, or without its groups",
  size: 6912,
  *scripts() {
    const audits = ["sound", "elsewhere", "without groups"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;
    const moments = [25_000, 30_000, 30_001, drainedAtMs + 5];
    for (const [audit, outcome, isHandled] of product(audits, outcomes, claims)) {
      for (const [fault, at, reading] of product(faults, moments, readings)) {
        for (const isLeaving of claims) {
          const byGroup = isHandled
            ? [0, 1].map((by) => deliveriesTo(["handled"], at, by))
            : [noDeliveries, noDeliveries];
          const message: ScriptedMessage = { at, outcome, entries: 0, byGroup };
          const members = isLeaving ? [{ group: 0, closedAt: 80_000 }, { group: 1 }] : oneEach;
          const script = { guarantees: {}, members, messages: [message], audit, hasCommands: true };
          const extraOperations = reading === undefined ? [] : [read(reading)];
          yield { ...script, ...(fault && { fault }), drain: "complete", extraOperations };
        }
      }
    }
  },
};

const struck = { at: 20_000, healAt: 30_000, roles: ["subscriber-0"] } as const;
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  struck,
  { ...struck, losesAll: true },
  { ...struck, losesLastMs: 1000 },
];

const readings: readonly (Partial<CommandScript> | undefined)[] = [
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

function read(what: Partial<CommandScript>): ScriptedOperation {
  const usual = { at: 40_000, process: "subscriber-0", command: "XREADGROUP", group: "a" } as const;
  return scriptedCommand({ ...usual, ...what });
}
