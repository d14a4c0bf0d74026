import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedFault,
} from "../../run-scripts/run-script.ts";
import { claims, deliveriesTo, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const firstMs = 2000;
const secondMs = 4000;

type Sent = Partial<Omit<CommandScript, "process">>;

const firstAt = 1005;
const pushed = { command: "LPUSH", messages: [keyOf(0)], reply: "1" } as const;
const later = [1305, 2500, secondMs, secondMs + 1];

/** What becomes of the first command that carries the message. */
const firsts: readonly Sent[] = [
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { repliedAt: 1305 },
  { repliedAt: 1306 },
  { error: "OOM" },
  { command: "EVAL", error: "ERR" },
  { command: "EVAL", executedAt: null },
  { command: "SADD", repliedAt: null },
];
const seconds: readonly (Sent | undefined)[] = [
  undefined,
  {},
  { forwardedAt: null },
  { executedAt: null },
  { repliedAt: null },
  { reply: "nil" },
  { key: "list:other" },
  { command: "PUBLISH" },
  { command: "EVAL" },
  { messages: [keyOf(0), keyOf(1)] },
];
const thirds: readonly (Sent | undefined)[] = [
  undefined,
  { at: 1400 },
  { at: 1400, repliedAt: null },
  { at: 3900 },
];

const near: ScriptedFault = { at: publishedMs + 5, healAt: 1900, roles: ["publisher-0"] };
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  near,
  { ...near, at: 2100, healAt: 2400, losesAll: true },
  { ...near, at: secondMs + 1, healAt: 4400, losesAll: true },
];

/** Under one id, which the bus gave it: in a list, where no entry has a name. */
export const copies: ProofScope = {
  name: "one message delivered twice under an id of the bus, every fate of up to three copies",
  size: 23_680,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    for (const [first, second, third] of product(firsts, seconds, thirds)) {
      for (const at of second ? later : later.slice(0, 1)) {
        const sent = [
          append(firstAt, first),
          ...(second ? [append(at, second)] : []),
          ...(third ? [append(third.at ?? at, third)] : []),
        ];
        for (const [outcome, by, isMixed] of product(outcomes, faults, claims)) {
          const unread = isMixed ? [scriptedCommand({ ...unreadable, at: 1100 })] : [];
          const script = tell(outcome, [...sent, ...unread]);
          yield { ...script, ...(by && { fault: by }) };
        }
      }
    }
  },
};

const unreadable = { process: "publisher-0", command: "LPUSH", reply: "1" } as const;

function append(at: number, { at: _at, ...sent }: Sent): ScriptedOperation {
  return scriptedCommand({ ...pushed, process: "publisher-0", ...sent, at });
}

function tell(
  outcome: "acknowledged" | "in doubt",
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const one = { at: firstMs, outcome: "handled", by: 0 } as const;
  const deliveries = [one, { ...one, at: secondMs }];
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, tookMs: 700, outcome, entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneEach, messages: [message], extraOperations };
  return { ...script, ownIds: true, hasCommands: true, drain: "complete" };
}
