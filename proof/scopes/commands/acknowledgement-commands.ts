import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  deliveriesTo,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const startMs = 2000;
const endMs = 2010;
const againMs = 3000;

type Acknowledging = Partial<CommandScript>;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const acknowledging = { ...subscriber, command: "XACK", ids: ["100-0"], reply: "1" } as const;
const appending = {
  at: publishedMs,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
  reply: "100-0",
} as const;
const append = scriptedCommand(appending);

/** How far an acknowledgement gets. */
const progresses: readonly Acknowledging[] = [
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { error: "LOADING" },
];

function delivered(at: number, outcome: ScriptedDelivery["outcome"], tookMs = endMs - startMs) {
  return { at, outcome, by: 0, tookMs } as const;
}

const first = (["handled", "failed", "unfinished"] as const).map((each) =>
  delivered(startMs, each),
);
const second = delivered(againMs, "handled");
/** The second begins before the first ends, or ends before it. */
const beside = delivered(startMs + 5, "handled", 2);
const handlings: readonly (readonly ScriptedDelivery[])[] = [
  [],
  ...first.map((each) => [each]),
  ...first.map((each) => [each, second]),
  ...first.map((each) => [each, beside]),
];

/** Group `a` gets it as told; `b` handles it at once, and its commands go another way. */
function message(
  deliveries: readonly ScriptedDelivery[],
  { at = publishedMs, entries = 1 } = {},
): ScriptedMessage {
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries, byGroup };
}

function told(
  messages: readonly ScriptedMessage[],
  extraOperations: readonly ScriptedOperation[],
): Omit<RunScript, "guarantees"> {
  return { members: oneEach, messages, extraOperations, hasCommands: true, drain: "complete" };
}

export const acknowledgementTimes: ProofScope = {
  name: "one message acknowledged to Redis before, during, and after its handlers",
  size: 10_200,
  *scripts() {
    const times = [startMs - 1, startMs, startMs + 5, startMs + 7, endMs - 1, endMs, endMs + 1];
    const sent = [...times, againMs, againMs + 9, againMs + 10];
    for (const [at, how, deliveries, delivery] of product(
      sent,
      progresses,
      handlings,
      deliveryGuarantees,
    )) {
      const once = scriptedCommand({ ...acknowledging, at, ...how });
      const retry = scriptedCommand({ ...acknowledging, at: endMs + 2, occurrence: 2, reply: "0" });
      const acks = [[once], ...(at < endMs + 2 ? [[once, retry]] : [])];
      for (const [each, ownIds, ids] of product(acks, claims, [undefined, ["100-0"], ["own-0"]])) {
        const said = ids && { notices: [{ notice: "dropped", by: "subscriber-0", ids } as const] };
        const script = told([message(deliveries)], [append, ...each]);
        yield { guarantees: { delivery }, ...script, ...said, ownIds };
      }
    }
  },
};

/** Before the handler is done, and after. */
const moments = [startMs + 5, endMs + 1];
const commands: readonly Acknowledging[] = [
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
const named = [["100-0"], ["100-1"], ["101-0"], ["7-7", "100-0"], undefined];

/** The id of the first entry again, for the second message, in a stream that was wiped. */
const again = { ...appending, at: publishedMs + 12, messages: [keyOf(1)], occurrence: 2 };

/** Entries known by the reply to an append, by the audit, by both, or by neither. */
const known = ["wire", "audit", "both", "neither", "two messages"] as const;

export const acknowledgementTargets: ProofScope = {
  name: "two messages, everything that an acknowledgement can name or not",
  size: 16_800,
  *scripts() {
    for (const [command, group, key, ids] of product(commands, groups, streams, named)) {
      for (const [by, at, deliveries] of product(known, moments, handlings.slice(0, 3))) {
        const { group: _group, ids: _ids, ...rest } = acknowledging;
        const what = { ...rest, ...(group && { group }), ...(ids && { ids }), ...command };
        const sent = [...appends(by, key ?? stream), { ...what, at, key }];
        const script = told(twoMessages(by, deliveries), sent.map(scriptedCommand));
        yield { guarantees: {}, ...script };
      }
    }
  },
};

type Known = (typeof known)[number];

function appends(by: Known, key: string): readonly CommandScript[] {
  if (by === "audit" || by === "neither") return [];
  const once = { ...appending, key };
  return by === "two messages" ? [once, { ...again, key }] : [once];
}

/** The second is well. */
function twoMessages(
  by: Known,
  deliveries: readonly ScriptedDelivery[],
): readonly ScriptedMessage[] {
  const entries = by === "wire" || by === "neither" ? 0 : 1;
  const other = [delivered(startMs + 20, "handled")];
  return [message(deliveries, { entries }), message(other, { at: publishedMs + 10, entries })];
}
