/**
 * When has Redis executed a publish that is part of a transaction? Redis answers QUEUED at once and
 * executes the command only with EXEC. For example:
 *
 *     1004   MULTI
 *     1005   XADD with publisher-0/0; Redis answers QUEUED
 *     1007   EXEC; Redis answers nil, because a watched key has changed
 *     1020   the publish call resolves
 *
 * `false-acknowledgement`: the transaction was dropped, so Redis never had the message. If EXEC gets no
 * reply, the judge cannot tell.
 */
import {
  scriptedCommand,
  unreadableConnection,
  type CommandScript,
} from "../../run-scripts/command-script.ts";
import { keyOf, type RunScript, type ScriptedOperation } from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const calledMs = 1000;
const settledMs = 1020;

type Sent = Partial<CommandScript>;

const incomplete: readonly Sent[] = [
  { executedAt: null },
  { forwardedAt: null },
  { repliedAt: null },
];
/** The XADD in the transaction: queued, queued and executed, not answered, or refused. */
const queuedAppends: readonly Sent[] = [
  { executedAt: null, repliedAt: calledMs + 5, reply: "QUEUED" },
  { executedAt: calledMs + 7, repliedAt: calledMs + 5, reply: "QUEUED" },
  { executedAt: null },
  { error: "OOM" },
];
const exec: Sent = { command: "EXEC", reply: "OK" };
/** The command that ends a transaction, or seems to. */
const ends: readonly (Sent | undefined)[] = [
  undefined,
  exec,
  { ...exec, reply: "nil" },
  { ...exec, error: "EXECABORT" },
  ...incomplete.map((each) => ({ ...exec, ...each })),
  { ...exec, connection: 1 },
  { ...exec, process: "publisher-1" },
  { command: "DISCARD", reply: "OK" },
];
/** A second MULTI between two ends starts another transaction. */
const between: readonly (Sent | undefined)[] = [
  undefined,
  { command: "MULTI" },
  { command: "MULTI", error: "ERR nested" },
  { command: "MULTI", executedAt: null },
  { command: "MULTI", connection: 1 },
];

/** The role whose connection the link can no longer parse from 1012 on, if any. */
const unreadableRoles = ["publisher-0", "publisher-1", undefined];

export const transactions: ProofScope = {
  name: "one publish call in a transaction, and everything that may end the transaction",
  size: 24_000,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt"] as const;
    for (const [queued, first, other, second] of product(queuedAppends, ends, between, ends)) {
      for (const [outcome, isHandled, who] of product(outcomes, eitherWay, unreadableRoles)) {
        const commands = [
          publisherCommand({ at: calledMs + 4, command: "MULTI" }),
          scriptedCommand({ ...append, ...queued }),
          ...[first, other, second].flatMap((each, at) =>
            each ? [publisherCommand({ at: calledMs + 7 + at, ...each })] : [],
          ),
        ];
        yield scriptOf(outcome, isHandled, [...commands, ...unreadable(who)]);
      }
    }
  },
};

/** The bus gives both deliveries the same id of its own. */
export const copiesInTransactions: ProofScope = {
  name: "one message delivered twice, and sent in up to two transactions",
  size: 3264,
  *scripts() {
    const retries = [undefined, ...queuedAppends];
    const lasts = [undefined, exec, { ...exec, reply: "nil" }, { ...exec, repliedAt: null }];
    for (const [one, first, other, second] of product(queuedAppends, lasts, retries, lasts)) {
      if (!other && second) continue;
      for (const [who, hasFault, isInDoubt] of product(unreadableRoles, eitherWay, eitherWay)) {
        const operations = [
          ...transaction(calledMs + 4, [one, first]),
          ...(other ? transaction(settledMs + 4, [other, second]) : []),
          ...unreadable(who),
        ];
        const script = scriptOfTwoDeliveries(isInDoubt ? "in doubt" : "acknowledged", operations);
        yield { ...script, ...(hasFault && { fault: cutPublisher }) };
      }
    }
  },
};

const cutPublisher = { at: calledMs + 6, healAt: calledMs + 300, roles: ["publisher-0"] };

/** MULTI at `at`, the XADD 1 ms later, and the end 3 ms after `at`. */
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
    publisherCommand({ at, command: "MULTI" }),
    scriptedCommand({ ...append, ...rest, ...times, at: at + 1 }),
    ...(end ? [publisherCommand({ at: at + 3, ...end })] : []),
  ];
}

function scriptOfTwoDeliveries(
  outcome: "acknowledged" | "in doubt",
  operations: readonly ScriptedOperation[],
): RunScript {
  const script = scriptOf(outcome, true, operations);
  const [message, ...others] = script.messages;
  const [own, other] = message!.byGroup;
  const again = { at: 2000, outcome: "handled", by: 0 } as const;
  const byGroup = [{ deliveries: [...own!.deliveries, again] }, other!];
  return { ...script, messages: [{ ...message!, byGroup }, ...others], ownIds: true };
}

function unreadable(process: string | undefined): readonly ScriptedOperation[] {
  if (process === undefined) return [];
  return [unreadableConnection(process, calledMs + 12, "too many waiting commands")];
}

const append = {
  at: calledMs + 5,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
};
const otherAppend = scriptedCommand({
  ...append,
  at: 3000,
  messages: [keyOf(1)],
  reply: "101-0",
});

function publisherCommand(what: Sent & { readonly at: number }): ScriptedOperation {
  return scriptedCommand({ process: "publisher-0", command: "EXEC", key: null, ...what });
}

function scriptOf(
  outcome: "acknowledged" | "in doubt",
  isHandled: boolean,
  operations: readonly ScriptedOperation[],
): RunScript {
  const byGroup = isHandled
    ? [0, 1].map((by) => deliveriesTo(["handled"], settledMs, by))
    : [noDeliveries, noDeliveries];
  const tookMs = settledMs - calledMs;
  const message = { at: calledMs, tookMs, outcome, entries: 0, byGroup } as const;
  const messages = [message, handledByBoth(3000)];
  const extraOperations = [...operations, otherAppend];
  const script = { guarantees: {}, members: oneMemberEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}
