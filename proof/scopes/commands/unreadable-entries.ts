import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import { keyOf, type ScriptedOperation, type RunScript } from "../../run-scripts/run-script.ts";
import { claims, deliveriesTo, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const startMs = 2000;
const endMs = 2010;

type Sent = Partial<CommandScript>;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const append = { process: "publisher-0", command: "XADD", reply: "100-0", at: publishedMs };
const read = { ...subscriber, command: "XREADGROUP", at: 1500 };

/** Of no use but to say that the group acknowledges what it handles. */
const acknowledged = { ...subscriber, command: "XACK", ids: ["100-0"], at: startMs + 5 };

/** Commands whose payloads cannot be read. */
const appends: readonly Sent[] = [
  {},
  { reply: "100-1" },
  { reply: "7-7" },
  { key: "elsewhere" },
  { key: null },
  { command: "EVAL" },
  { key: "elsewhere", messages: [keyOf(1)] },
];
const reads: readonly Sent[] = [
  {},
  { at: startMs },
  { at: startMs + 1 },
  { command: "XAUTOCLAIM" },
  { command: "XPENDING" },
  { key: "elsewhere" },
  { key: null },
  { reply: "nil" },
  { executedAt: null },
  { process: "subscriber-1" },
];

/** Another message that the bus knows by the same id. */
const namesake: readonly ScriptedOperation[] = [
  { at: 900, draft: { ...published(), type: "invoke", topic: "invoices", intendedMs: 900 } },
  { at: 901, draft: { ...published(), type: "ok", id: "100-0" } },
];

function published() {
  const message = "publisher-1/0";
  return { kind: "publish", process: "publisher-1", message } as const;
}

/** Whether the bus has such an id for another message too, or none for any. */
const namings = [
  { isNamed: false, ownIds: false },
  { isNamed: true, ownIds: false },
  { isNamed: false, ownIds: true },
];

export const namedEntries: ProofScope = {
  name: "one message whose entry cannot be read, all that may tell where it is",
  size: 17_856,
  *scripts() {
    const some = [undefined, ...appends];
    const twoReads = [undefined, ...product(reads, [undefined, reads[5], reads[2]])];
    for (const [one, other] of product(some, [undefined, appends[0], appends[3]])) {
      for (const [given, { isNamed, ownIds }] of product(twoReads, namings)) {
        for (const [entry, ids, key] of product(
          [0, 1],
          [["100-0"], ["100-1"]],
          [stream, "elsewhere"],
        )) {
          const extraOperations = [
            ...[one, other].flatMap((each) =>
              each ? [scriptedCommand({ ...append, ...each })] : [],
            ),
            ...(given ?? []).flatMap((each) =>
              each ? [scriptedCommand({ ...read, ...each })] : [],
            ),
            ...(isNamed ? namesake : []),
            scriptedCommand({ ...acknowledged, ids, key }),
          ];
          yield { ...tell(extraOperations, entry), ownIds };
        }
      }
    }
  },
};

/** What two accounts say that the entry 100-0 holds. */
const accounts: readonly (readonly number[] | undefined)[] = [undefined, [0], [1], [0, 1], [1, 0]];

export const batches: ProofScope = {
  name: "two messages in one entry, by two commands and two pages of the audit",
  size: 10_000,
  *scripts() {
    const by = ["XADD", "EVAL"];
    for (const [one, other, command] of product(accounts, accounts, by)) {
      for (const [page, next, at] of product(accounts, accounts, [startMs + 5, endMs])) {
        for (const [entry, later] of product(claims, claims)) {
          const sent = [one, other].flatMap((each) =>
            each ? [scriptedCommand({ ...append, command, messages: each.map(keyOf) })] : [],
          );
          const pages = [page, next].flatMap((each) => (each ? [audited(each)] : []));
          const done = scriptedCommand({ ...acknowledged, at });
          const script = tell([...sent, ...pages, done], entry ? 1 : 0);
          const second = { ...script.messages[0]!, byGroup: otherFates(later ? startMs : 1200) };
          yield { ...script, messages: [...script.messages, second], ownIds: true };
        }
      }
    }
  },
};

function audited(held: readonly number[]): ScriptedOperation {
  const common = { kind: "audit", process: "auditor", topic: "orders" } as const;
  const entries = held.map((each) => ["100-0", keyOf(each)] as const);
  return { at: 95_000, draft: { ...common, type: "ok", key: `bus:${stream}`, entries } };
}

function otherFates(at: number) {
  const own = { deliveries: [{ at, outcome: "handled", by: 0, tookMs: 10 } as const] };
  return [own, deliveriesTo(["handled"], publishedMs, 1)];
}

/** The handler of group `a` works for 10 ms. */
function tell(extraOperations: readonly ScriptedOperation[], entry: number): RunScript {
  const one = { at: startMs, tookMs: endMs - startMs, outcome: "handled", by: 0, entry } as const;
  const byGroup = [{ deliveries: [one] }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, outcome: "acknowledged", entries: 0, byGroup } as const;
  const script = {
    guarantees: {},
    members: oneEach,
    messages: [message],
    extraOperations,
    hasCommands: true,
  };
  return { ...script, drain: "complete", audit: "none" };
}
