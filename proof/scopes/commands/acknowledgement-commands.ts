/**
 * Was a message acknowledged to Redis before its handler was done? The XACK is sent at any time around
 * the handlers, and may name another entry, group or stream. For example:
 *
 *     2000   group a starts to handle publisher-0/0
 *     2005   XACK for group a with the entry of publisher-0/0
 *     2010   the handler is done
 *
 * `early-acknowledgement`: if the process had crashed at 2007, the message would be lost.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const startMs = 2000;
const endMs = 2010;
const againMs = 3000;

type Sent = Partial<CommandScript>;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const acknowledge = { ...subscriber, command: "XACK", ids: ["100-0"], reply: "1" } as const;
const append = {
  at: publishedMs,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
  reply: "100-0",
} as const;

/** How far the XACK gets. */
const progresses: readonly Sent[] = [
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { error: "LOADING" },
];

function delivery(at: number, outcome: ScriptedDelivery["outcome"], tookMs = endMs - startMs) {
  return { at, outcome, by: 0, tookMs } as const;
}

const first = (["handled", "failed", "unfinished"] as const).map((each) => delivery(startMs, each));
const second = delivery(againMs, "handled");
/** A second delivery that starts while the first handler runs, and ends before it. */
const overlapping = delivery(startMs + 5, "handled", 2);
const everyHandling: readonly (readonly ScriptedDelivery[])[] = [
  [],
  ...first.map((each) => [each]),
  ...first.map((each) => [each, second]),
  ...first.map((each) => [each, overlapping]),
];

/** Group `a` gets these deliveries. Group `b` handles the message at once, over no recorded link. */
function messageOf(
  deliveries: readonly ScriptedDelivery[],
  { at = publishedMs, entries = 1 } = {},
): ScriptedMessage {
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries, byGroup };
}

function scriptOf(
  messages: readonly ScriptedMessage[],
  extraOperations: readonly ScriptedOperation[],
): Omit<RunScript, "guarantees"> {
  const script = { members: oneMemberEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}

export const acknowledgementTimes: ProofScope = {
  name: "one message with an XACK before, while and after its handlers run",
  size: 15_300,
  *scripts() {
    const times = [startMs - 1, startMs, startMs + 5, startMs + 7, endMs - 1, endMs, endMs + 1];
    const sentAt = [...times, againMs, againMs + 9, againMs + 10];
    for (const [at, progress, deliveries, guarantee] of product(
      sentAt,
      progresses,
      everyHandling,
      deliveryGuarantees,
    )) {
      const once = scriptedCommand({ ...acknowledge, at, ...progress });
      const retry = scriptedCommand({ ...acknowledge, at: endMs + 2, occurrence: 2, reply: "0" });
      const acks = [[once], ...(at < endMs + 2 ? [[once, retry]] : [])];
      for (const [each, ownIds, ids] of product(acks, eitherWay, [
        undefined,
        ["100-0"],
        ["own-0"],
      ])) {
        const dropped = { notice: "dropped", by: "subscriber-0" } as const;
        const notices = ids && { notices: [{ ...dropped, ids }] };
        const script = scriptOf([messageOf(deliveries)], [scriptedCommand(append), ...each]);
        yield { guarantees: { delivery: guarantee }, ...script, ...notices, ownIds };
      }
    }
  },
};

/** Before the handler is done, and after. */
const moments = [startMs + 5, endMs + 1];
const commands: readonly Sent[] = [
  {},
  { command: "XACKDEL" },
  { command: "XDEL" },
  { command: "XREADGROUP", noAck: true, returned: [keyOf(0)] },
  { command: "XREADGROUP", noAck: true, returned: [keyOf(1)] },
  { command: "XREADGROUP", noAck: true },
  { command: "XREADGROUP", noAck: true, returned: [keyOf(0)], repliedAt: null },
];
const groups = ["a", "b", "bus:a", undefined];
const streams = [stream, "orders", "invoices", null];
const everyIds = [["100-0"], ["100-1"], ["101-0"], ["7-7", "100-0"], undefined];

/** A second message whose entry has the id of the first entry, as after a wipe of the stream. */
const sameIdAgain = { ...append, at: publishedMs + 12, messages: [keyOf(1)], occurrence: 2 };

/** From what the judge can know which message the entry holds. */
const sources = ["wire", "audit", "both", "neither", "two messages"] as const;
type EntrySource = (typeof sources)[number];

export const acknowledgementTargets: ProofScope = {
  name: "two messages with an XACK for every group, stream and entry, or for none",
  size: 16_800,
  *scripts() {
    for (const [command, group, key, ids] of product(commands, groups, streams, everyIds)) {
      for (const [source, at, deliveries] of product(sources, moments, everyHandling.slice(0, 3))) {
        const { group: _group, ids: _ids, ...rest } = acknowledge;
        const what = { ...rest, ...(group && { group }), ...(ids && { ids }), ...command };
        const sent = [...appends(source, key ?? stream), { ...what, at, key }];
        const script = scriptOf(twoMessages(source, deliveries), sent.map(scriptedCommand));
        yield { guarantees: {}, ...script };
      }
    }
  },
};

function appends(source: EntrySource, key: string): readonly CommandScript[] {
  if (source === "audit" || source === "neither") return [];
  const once = { ...append, key };
  return source === "two messages" ? [once, { ...sameIdAgain, key }] : [once];
}

/** The second message is handled correctly. */
function twoMessages(
  source: EntrySource,
  deliveries: readonly ScriptedDelivery[],
): readonly ScriptedMessage[] {
  const entries = source === "wire" || source === "neither" ? 0 : 1;
  const other = [delivery(startMs + 20, "handled")];
  return [messageOf(deliveries, { entries }), messageOf(other, { at: publishedMs + 10, entries })];
}
