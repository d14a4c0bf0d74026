/**
 * Asks how the judge uses the search of the auditor through the keys of the run. For example, with a bus that
 * uses a list and names no stream:
 *
 *     1000   publisher-0/0 is acknowledged; group a never gets it
 *     20000  Redis is killed, and may lose what it acknowledged in the last 25 s
 *     90000  the drain is complete
 *     90002  the search of the auditor finds other messages, but not publisher-0/0
 *
 * The message is not in Redis, so Redis itself may have lost it: `unknown`. If the search finds no message at
 * all, it may be unable to read them. Then the place is unknown, and the message is `lost`: `fail`.
 */
import type { Keyspace } from "../../../src/history/operations/keyspace-operation.ts";
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

type Search = Partial<Pick<Keyspace, "found" | "messages" | "keys" | "complete" | "error">>;

const found: Keyspace["found"] = [{ message: keyOf(0), key: "orders:wait", type: "list" }];
const searches: readonly (Search | undefined)[] = [
  undefined,
  { found, messages: 1 },
  { found, messages: 1, complete: false },
  { messages: 1 },
  { messages: 1, complete: false },
  { messages: 1, error: "timed out" },
  {},
  { keys: 0 },
];

export const searchedKeys: ProofScope = {
  name: "one message that was not handled, and a search through the keys of Redis",
  size: 3456,
  *scripts() {
    const audits = [
      "sound",
      "none",
      "failed",
      "elsewhere",
      "without groups",
      "unreadable",
    ] as const;
    const outcomes = ["acknowledged", "in doubt"] as const;
    const lastHandledMs = [2000, drainedAtMs - 2];
    for (const [audit, outcome, entries] of product(audits, outcomes, [0, 1])) {
      for (const [search, fault, command] of product(searches, faults, commands)) {
        for (const lastMs of lastHandledMs) {
          const byGroup = [noDeliveries, deliveriesTo(["handled"], 1000, 1)];
          const message: ScriptedMessage = { at: 1000, outcome, entries, byGroup };
          const script = { guarantees: {}, members: oneMemberEach, drain: "complete" } as const;
          const extraOperations = [...searchOf(search), ...command];
          const messages = [message, handledByBoth(lastMs)];
          yield { ...script, ...fault, audit, messages, hasCommands: true, extraOperations };
        }
      }
    }
  },
};

const kill = { at: 20_000, healAt: 21_000, roles: ["publisher-0", "subscriber-0"] } as const;
const faults = [
  {},
  { fault: { ...kill, losesLastMs: 25_000 } },
  { fault: { ...kill, losesAll: true } },
] as const;

/** An XADD of the message, and a read of its group. Both show more than the audit alone. */
const append = scriptedCommand({
  at: 1000,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
});
const read = scriptedCommand({
  at: 900,
  process: "subscriber-0",
  command: "XREADGROUP",
  group: "a",
});
const commands: readonly (readonly ScriptedOperation[])[] = [[], [append], [append, read]];

function* searchOf(search: Search | undefined): Generator<ScriptedOperation> {
  if (!search) return;
  const nothing = { found: [], messages: 0, keys: 3, complete: true };
  const type = search.error === undefined ? "ok" : "info";
  const common = { kind: "keyspace", type, process: "auditor" } as const;
  yield { at: drainedAtMs + 2, draft: { ...common, ...nothing, ...search } };
}
