import { product } from "../enumerate.ts";
import { drainedAtMs, keyOf, type Aside, type StoryFault, type StoryMessage } from "../story.ts";
import { commandOf, type CommandScript } from "../wire-command.ts";
import type { Scope } from "./scope.ts";
import { claims, deliveryGuarantees, drains, fate, fine, noFate, oneEach } from "./telling.ts";

const append = { process: "publisher-0", command: "RPUSH" } as const;

/** What is in doubt may still be queued if the group is at work when the drain ends. */
export const queued: Scope = {
  name: "one message that may be queued out of sight, and another handled as the drain ends",
  size: 7776,
  *stories() {
    const places = ["sound", "failed", "none", "elsewhere"] as const;
    const outcomes = ["acknowledged", "in doubt", "unsettled"] as const;
    const endings = ["handled", "failed", "unfinished"] as const;
    const offsets = [-100, -51, -50, -49, -48, -1, 0, 1, 20];
    for (const [audit, drain, delivery] of product(places, drains, deliveryGuarantees)) {
      for (const [outcome, isExecuted, ending] of product(outcomes, claims, endings)) {
        for (const [offMs, isLate] of product(offsets, claims)) {
          const message: StoryMessage = { at: 1000, outcome, entries: 0, fates: [noFate, noFate] };
          const at = drainedAtMs + offMs;
          const handling = fate([ending], at - 2, 0);
          const last: StoryMessage = {
            ...fine(isLate ? at - 1 : 2000),
            fates: [handling, fate(["handled"], 2000, 1)],
          };
          const sent = { ...append, at: 1000, messages: [keyOf(0)], repliedAt: null };
          const asides = [commandOf(isExecuted ? sent : { ...sent, executedAt: null })];
          const story = { guarantees: { delivery }, members: oneEach, drain, audit, asides };
          yield { ...story, messages: [message, last], hasCommands: true };
        }
      }
    }
  },
};

/** The auditor looks where no stream is, or one that the group does not read. */
export const elsewhere: Scope = {
  name: "one message, and an audit of a key without a stream, or without its groups",
  size: 6912,
  *stories() {
    const audits = ["sound", "elsewhere", "without groups"] as const;
    const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;
    const moments = [25_000, 30_000, 30_001, drainedAtMs + 5];
    for (const [audit, outcome, isHandled] of product(audits, outcomes, claims)) {
      for (const [fault, at, reading] of product(faults, moments, readings)) {
        for (const isLeaving of claims) {
          const fates = isHandled
            ? [0, 1].map((by) => fate(["handled"], at, by))
            : [noFate, noFate];
          const message: StoryMessage = { at, outcome, entries: 0, fates };
          const members = isLeaving ? [{ group: 0, closedAt: 80_000 }, { group: 1 }] : oneEach;
          const story = { guarantees: {}, members, messages: [message], audit, hasCommands: true };
          const asides = reading === undefined ? [] : [read(reading)];
          yield { ...story, ...(fault && { fault }), drain: "complete", asides };
        }
      }
    }
  },
};

const struck = { at: 20_000, healAt: 30_000, roles: ["subscriber-0"] } as const;
const faults: readonly (StoryFault | undefined)[] = [
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

function read(what: Partial<CommandScript>): Aside {
  const usual = { at: 40_000, process: "subscriber-0", command: "XREADGROUP", group: "a" } as const;
  return commandOf({ ...usual, ...what });
}
