import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import { keyOf, type ScriptedOperation, type RunScript } from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const calledMs = 1000;
const settledMs = 1020;

type Sent = Partial<CommandScript>;

const lost: readonly Sent[] = [{ executedAt: null }, { forwardedAt: null }, { repliedAt: null }];
const queuings: readonly Sent[] = [
  { executedAt: null, repliedAt: calledMs + 5, reply: "QUEUED" },
  { executedAt: calledMs + 7, repliedAt: calledMs + 5, reply: "QUEUED" },
  { executedAt: null },
  { error: "OOM" },
];
const exec: Sent = { command: "EXEC", reply: "OK" };
const ends: readonly (Sent | undefined)[] = [
  undefined,
  exec,
  { ...exec, reply: "nil" },
  { ...exec, error: "EXECABORT" },
  ...lost.map((each) => ({ ...exec, ...each })),
  { ...exec, connection: 1 },
  { ...exec, process: "publisher-1" },
  { command: "DISCARD", reply: "OK" },
];
const between: readonly (Sent | undefined)[] = [
  undefined,
  { command: "MULTI" },
  { command: "MULTI", error: "ERR nested" },
  { command: "MULTI", executedAt: null },
  { command: "MULTI", connection: 1 },
];

/** Beside it a connection that cannot be read any longer: this one, or that of another role. */
const foreign = ["publisher-0", "publisher-1", undefined];

export const transactions: ProofScope = {
  name: "one publish in a transaction, every fate of it and of what comes after it",
  size: 24_000,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    for (const [queued, first, other, second] of product(queuings, ends, between, ends)) {
      for (const [outcome, isHandled, who] of product(outcomes, claims, foreign)) {
        const extraOperations = [
          sent({ at: calledMs + 4, command: "MULTI" }),
          scriptedCommand({ ...append, ...queued }),
          ...[first, other, second].flatMap((each, at) =>
            each ? [sent({ at: calledMs + 7 + at, ...each })] : [],
          ),
        ];
        yield tell(outcome, isHandled, [...extraOperations, ...(who ? [opaque(who)] : [])]);
      }
    }
  },
};

/** Under one id of the bus; the publisher may send its transaction again. */
export const queuedCopies: ProofScope = {
  name: "one message delivered twice under an id of the bus, and sent in up to two transactions",
  size: 3264,
  *scripts() {
    const retries = [undefined, ...queuings];
    const lasts = [undefined, exec, { ...exec, reply: "nil" }, { ...exec, repliedAt: null }];
    for (const [one, first, other, second] of product(queuings, lasts, retries, lasts)) {
      if (!other && second) continue;
      for (const [who, isNear, isDoubted] of product(foreign, claims, claims)) {
        const extraOperations = [
          ...transaction(calledMs + 4, [one, first]),
          ...(other ? transaction(settledMs + 4, [other, second]) : []),
          ...(who ? [opaque(who)] : []),
        ];
        const script = tellTwice(isDoubted ? "in doubt" : "acknowledged", extraOperations);
        yield { ...script, ...(isNear && { fault: near }) };
      }
    }
  },
};

const near = { at: calledMs + 6, healAt: calledMs + 300, roles: ["publisher-0"] };

/** The append is queued 1 ms after `at`, and executed 3 ms after it. */
function transaction(
  at: number,
  [queued, end]: readonly [Sent, Sent | undefined],
): ScriptedOperation[] {
  const shift = (time: number | null) => time && time - calledMs - 4 + at;
  const { executedAt = at + 1, repliedAt, ...rest } = queued;
  const times = {
    executedAt: queued.executedAt ? shift(queued.executedAt) : executedAt,
    ...(repliedAt && { repliedAt: shift(repliedAt) }),
  };
  return [
    sent({ at, command: "MULTI" }),
    scriptedCommand({ ...append, ...rest, ...times, at: at + 1 }),
    ...(end ? [sent({ at: at + 3, ...end })] : []),
  ];
}

function tellTwice(
  outcome: "acknowledged" | "in doubt",
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const script = tell(outcome, true, extraOperations);
  const [message, ...others] = script.messages;
  const [own, other] = message!.byGroup;
  const again = { at: 2000, outcome: "handled", by: 0 } as const;
  const byGroup = [{ deliveries: [...own!.deliveries, again] }, other!];
  return { ...script, messages: [{ ...message!, byGroup }, ...others], ownIds: true };
}

function opaque(process: string): ScriptedOperation {
  const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
  return { at: calledMs + 12, draft: { ...common, process, reason: "too many waiting commands" } };
}

const append = {
  at: calledMs + 5,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
};
const wellAppended = scriptedCommand({ ...append, at: 3000, messages: [keyOf(1)], reply: "101-0" });

function sent(what: Sent & { readonly at: number }): ScriptedOperation {
  return scriptedCommand({ process: "publisher-0", command: "EXEC", key: null, ...what });
}

function tell(
  outcome: "acknowledged" | "in doubt",
  isHandled: boolean,
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const byGroup = isHandled
    ? [0, 1].map((by) => deliveriesTo(["handled"], settledMs, by))
    : [noDeliveries, noDeliveries];
  const tookMs = settledMs - calledMs;
  const message = { at: calledMs, tookMs, outcome, entries: 0, byGroup } as const;
  const messages = [message, handledByBoth(3000)];
  const wire = [...extraOperations, wellAppended];
  const script = {
    guarantees: {},
    members: oneEach,
    messages,
    extraOperations: wire,
    hasCommands: true,
  };
  return { ...script, drain: "complete" };
}
