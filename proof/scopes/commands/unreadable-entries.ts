/**
 * Which message does an entry hold if the link cannot read it, or if it holds several? The judge may
 * then know it only by the id that the bus returned or delivered. For example:
 *
 *     1000   XADD with an unreadable payload makes the entry 100-0; publish returns the id 100-0
 *     1500   XREADGROUP of subscriber-0
 *     2000   group a starts to handle publisher-0/0, which the bus calls 100-0
 *     2005   XACK of the entry 100-0, while the handler still runs
 *
 * `early-acknowledgement`: the bus itself calls publisher-0/0 by the id of the entry. If the bus gives
 * another message the same id, the judge cannot tell which one the XACK means, and reports nothing.
 */
import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import { keyOf, type RunScript, type ScriptedOperation } from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const startMs = 2000;
const endMs = 2010;

type Sent = Partial<CommandScript>;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const append = { process: "publisher-0", command: "XADD", reply: "100-0", at: publishedMs };
const read = { ...subscriber, command: "XREADGROUP", at: 1500 };
const acknowledge = { ...subscriber, command: "XACK", ids: ["100-0"], at: startMs + 5 };

/** Appends without a readable payload. */
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

/** Another message to which the bus gives the same id. */
const other = "publisher-1/0";
const publishOther = { kind: "publish", process: "publisher-1", message: other } as const;
const sameIdForAnother: readonly ScriptedOperation[] = [
  { at: 900, draft: { ...publishOther, type: "invoke", topic: "invoices", intendedMs: 900 } },
  { at: 901, draft: { ...publishOther, type: "ok", id: "100-0" } },
];

/** The bus calls the message by its entry, another message by the same id too, or none by an entry. */
const namings = [
  { isAmbiguous: false, ownIds: false },
  { isAmbiguous: true, ownIds: false },
  { isAmbiguous: false, ownIds: true },
];

export const unreadableEntries: ProofScope = {
  name: "one message in an unreadable entry, and everything that may show which entry that is",
  size: 17_856,
  *scripts() {
    const some = [undefined, ...appends];
    const twoReads = [undefined, ...product(reads, [undefined, reads[5], reads[2]])];
    for (const [first, second] of product(some, [undefined, appends[0], appends[3]])) {
      for (const [given, { isAmbiguous, ownIds }] of product(twoReads, namings)) {
        for (const [entry, ids, key] of product(
          [0, 1],
          [["100-0"], ["100-1"]],
          [stream, "elsewhere"],
        )) {
          const operations = [
            ...[first, second].flatMap((each) =>
              each ? [scriptedCommand({ ...append, ...each })] : [],
            ),
            ...(given ?? []).flatMap((each) =>
              each ? [scriptedCommand({ ...read, ...each })] : [],
            ),
            ...(isAmbiguous ? sameIdForAnother : []),
            scriptedCommand({ ...acknowledge, ids, key }),
          ];
          yield { ...scriptOf(operations, entry), ownIds };
        }
      }
    }
  },
};

/** The messages that a command or a page of the audit shows in the entry 100-0; `undefined` for none. */
const contents: readonly (readonly number[] | undefined)[] = [undefined, [0], [1], [0, 1], [1, 0]];

export const entriesOfSeveralMessages: ProofScope = {
  name: "two messages in one entry, as two commands and two pages of the audit show it",
  size: 10_000,
  *scripts() {
    for (const [first, second, command] of product(contents, contents, ["XADD", "EVAL"])) {
      for (const [page, next, at] of product(contents, contents, [startMs + 5, endMs])) {
        for (const [isSecondEntry, isLater] of product(eitherWay, eitherWay)) {
          const sent = [first, second].flatMap((each) =>
            each ? [scriptedCommand({ ...append, command, messages: each.map(keyOf) })] : [],
          );
          const pages = [page, next].flatMap((each) => (each ? [auditPage(each)] : []));
          const done = scriptedCommand({ ...acknowledge, at });
          const script = scriptOf([...sent, ...pages, done], isSecondEntry ? 1 : 0);
          const byGroup = handledAt(isLater ? startMs : 1200);
          const messages = [...script.messages, { ...script.messages[0]!, byGroup }];
          yield { ...script, messages, ownIds: true };
        }
      }
    }
  },
};

function auditPage(messages: readonly number[]): ScriptedOperation {
  const common = { kind: "audit", process: "auditor", topic: "orders" } as const;
  const entries = messages.map((each) => ["100-0", keyOf(each)] as const);
  return { at: 95_000, draft: { ...common, type: "ok", key: `bus:${stream}`, entries } };
}

function handledAt(at: number) {
  const own = { deliveries: [{ at, outcome: "handled", by: 0, tookMs: 10 } as const] };
  return [own, deliveriesTo(["handled"], publishedMs, 1)];
}

/** The handler of group `a` runs for 10 ms. */
function scriptOf(extraOperations: readonly ScriptedOperation[], entry: number): RunScript {
  const once = { at: startMs, tookMs: endMs - startMs, outcome: "handled", by: 0, entry } as const;
  const byGroup = [{ deliveries: [once] }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, outcome: "acknowledged", entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneMemberEach, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", audit: "none" };
}
