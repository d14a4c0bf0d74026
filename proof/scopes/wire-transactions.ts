import { product } from "../enumerate.ts";
import { keyOf, type Aside, type Story } from "../story.ts";
import { commandOf, type CommandScript } from "../wire-command.ts";
import type { Scope } from "./scope.ts";
import { claims, fate, fine, noFate, oneEach } from "./telling.ts";

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

export const transactions: Scope = {
  name: "one publish in a transaction, every fate of it and of what comes after it",
  size: 24_000,
  *stories() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    for (const [queued, first, other, second] of product(queuings, ends, between, ends)) {
      for (const [outcome, isHandled, who] of product(outcomes, claims, foreign)) {
        const asides = [
          sent({ at: calledMs + 4, command: "MULTI" }),
          commandOf({ ...append, ...queued }),
          ...[first, other, second].flatMap((each, at) =>
            each ? [sent({ at: calledMs + 7 + at, ...each })] : [],
          ),
        ];
        yield tell(outcome, isHandled, [...asides, ...(who ? [opaque(who)] : [])]);
      }
    }
  },
};

/** Under one id of the bus; the publisher may send its transaction again. */
export const queuedCopies: Scope = {
  name: "one message delivered twice under an id of the bus, and sent in up to two transactions",
  size: 3264,
  *stories() {
    const retries = [undefined, ...queuings];
    const lasts = [undefined, exec, { ...exec, reply: "nil" }, { ...exec, repliedAt: null }];
    for (const [one, first, other, second] of product(queuings, lasts, retries, lasts)) {
      if (!other && second) continue;
      for (const [who, isNear, isDoubted] of product(foreign, claims, claims)) {
        const asides = [
          ...transaction(calledMs + 4, [one, first]),
          ...(other ? transaction(settledMs + 4, [other, second]) : []),
          ...(who ? [opaque(who)] : []),
        ];
        const story = tellTwice(isDoubted ? "in doubt" : "acknowledged", asides);
        yield { ...story, ...(isNear && { fault: near }) };
      }
    }
  },
};

const near = { at: calledMs + 6, healAt: calledMs + 300, roles: ["publisher-0"] };

/** The append is queued 1 ms after `at`, and executed 3 ms after it. */
function transaction(at: number, [queued, end]: readonly [Sent, Sent | undefined]): Aside[] {
  const shift = (time: number | null) => time && time - calledMs - 4 + at;
  const { executedAt = at + 1, repliedAt, ...rest } = queued;
  const times = {
    executedAt: queued.executedAt ? shift(queued.executedAt) : executedAt,
    ...(repliedAt && { repliedAt: shift(repliedAt) }),
  };
  return [
    sent({ at, command: "MULTI" }),
    commandOf({ ...append, ...rest, ...times, at: at + 1 }),
    ...(end ? [sent({ at: at + 3, ...end })] : []),
  ];
}

function tellTwice(outcome: "acknowledged" | "in doubt", asides: readonly Aside[]): Story {
  const story = tell(outcome, true, asides);
  const [message, ...others] = story.messages;
  const [own, other] = message!.fates;
  const again = { at: 2000, outcome: "handled", by: 0 } as const;
  const fates = [{ deliveries: [...own!.deliveries, again] }, other!];
  return { ...story, messages: [{ ...message!, fates }, ...others], ownIds: true };
}

function opaque(process: string): Aside {
  const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
  return { at: calledMs + 12, draft: { ...common, process, reason: "too many waiting commands" } };
}

const append = {
  at: calledMs + 5,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
};
const wellAppended = commandOf({ ...append, at: 3000, messages: [keyOf(1)], reply: "101-0" });

function sent(what: Sent & { readonly at: number }): Aside {
  return commandOf({ process: "publisher-0", command: "EXEC", key: null, ...what });
}

function tell(
  outcome: "acknowledged" | "in doubt",
  isHandled: boolean,
  asides: readonly Aside[],
): Story {
  const fates = isHandled ? [0, 1].map((by) => fate(["handled"], settledMs, by)) : [noFate, noFate];
  const tookMs = settledMs - calledMs;
  const message = { at: calledMs, tookMs, outcome, entries: 0, fates } as const;
  const messages = [message, fine(3000)];
  const wire = [...asides, wellAppended];
  const story = { guarantees: {}, members: oneEach, messages, asides: wire, hasCommands: true };
  return { ...story, drain: "complete" };
}
