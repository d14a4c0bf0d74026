/**
 * Did Redis have the message when the bus acknowledged it? Each publish is sent in up to two commands,
 * and each command gets as far as the link, Redis, or back. For example:
 *
 *     1000   publish of publisher-0/0 is called
 *     1004   XADD with publisher-0/0 is forwarded to Redis; Redis refuses it with OOM
 *     1020   the publish call resolves
 *
 * `false-acknowledgement`: the bus acknowledged a message that Redis never stored. If Redis refuses the
 * message and the publish call rejects, that is right. If it stores the message and the call rejects
 * with the outcome `rejected`, that is a `false-rejection`.
 */
import { type DeliveryGuarantee, deliveryGuarantees } from "../../../src/bus/contract.ts";
import {
  scriptedCommand,
  unreadableConnection,
  type CommandScript,
} from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type RunScript,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publisher = "publisher-0";
const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;

/** A command of a publish call that settles 20 ms after it was made. */
type Attempt = Omit<CommandScript, "at" | "process" | "command"> & {
  readonly command?: string;
  readonly process?: string;
  /** When the command is forwarded, after the publish call. */
  readonly afterMs?: number;
  /** How long Redis takes to execute it. */
  readonly tookMs?: number;
  readonly isUnreadable?: boolean;
};

const unanswered = { executedAt: null } as const;
const mainAttempts: Readonly<Record<string, Attempt>> = {
  "not forwarded": { forwardedAt: null },
  "forwarded without a reply": unanswered,
  executed: {},
  "executed, and the reply lost": { repliedAt: null },
  refused: { error: "OOM" },
  "executed after the call settled": { tookMs: 17 },
  "payload unreadable": { isUnreadable: true },
};
const otherAttempts: Readonly<Record<string, Attempt>> = {
  "executed as the call settles": { tookMs: 16 },
  "forwarded as the call settles": { ...unanswered, afterMs: 20 },
  "forwarded after the call settled": { ...unanswered, afterMs: 21 },
  "answered with nil": { reply: "nil" },
  "a script that fails": { command: "EVAL", error: "ERR" },
  "a script that a fault of the link refuses": {
    command: "EVAL",
    error: "READONLY",
    forwardedAt: null,
  },
  "a script that Redis does not know": { command: "EVALSHA", error: "NOSCRIPT" },
  "a script that returns nil": { command: "EVAL", reply: "nil" },
  "a script that returns its entry id": { command: "EVAL" },
  "a script with two messages that returns one id": {
    command: "EVAL",
    messages: [keyOf(0), keyOf(1)],
  },
  "a command that appends nothing": { command: "ZADD", reply: "1" },
  "appended to a list": { command: "RPUSH", reply: "1" },
  "payload unreadable, to another key": { isUnreadable: true, key: "elsewhere" },
  "sent by a subscriber": { process: "subscriber-0" },
};
const everyAttempt = [...Object.values(mainAttempts), ...Object.values(otherAttempts)];

interface AttemptOfMessage {
  readonly number: number;
  readonly attempt: Attempt | undefined;
  /** After the publish call. Default: 4. A later attempt makes the second entry. */
  readonly afterMs?: number;
}

function commandsOf(
  message: ScriptedMessage,
  { number, attempt, afterMs = 4 }: AttemptOfMessage,
): readonly ScriptedOperation[] {
  if (!attempt) return [];
  const { isUnreadable = false, tookMs = 0, afterMs: ownMs = afterMs, ...what } = attempt;
  const at = message.at + ownMs;
  const isAnswered = what.error === undefined;
  const entry = afterMs > 4 ? 1 : 0;
  return [
    scriptedCommand({
      at,
      process: publisher,
      command: "XADD",
      occurrence: 2 * number + entry + 1,
      ...(isAnswered && { reply: `${100 + number}-${entry}` }),
      ...(tookMs > 0 && { executedAt: at + tookMs }),
      ...(!isUnreadable && { messages: [keyOf(number)] }),
      ...what,
    }),
  ];
}

/** A second message is published correctly; the links record its XADD or not. */
export const onePublish: ProofScope = {
  name: "one publish call, everything that can happen to up to two of its commands",
  size: 44_448,
  *scripts() {
    const attempts = [undefined, ...everyAttempt];
    for (const [delivery, outcome] of product(deliveryGuarantees, outcomes)) {
      for (const [first, second] of product(attempts, attempts)) {
        if (!first && second) continue;
        for (const [isHandled, entries, isOtherSeen] of product(eitherWay, [0, 1], eitherWay)) {
          const message = published({ outcome, entries, isHandled });
          const other = handledByBoth(3000);
          const commands = [
            ...commandsOf(message, { number: 0, attempt: first }),
            ...commandsOf(message, { number: 0, attempt: second, afterMs: 10 }),
            ...(isOtherSeen ? commandsOf(other, { number: 1, attempt: {} }) : []),
          ];
          yield scriptOf(delivery, [message, other], commands);
        }
      }
    }
  },
};

interface PublishedMessage {
  readonly at?: number;
  readonly outcome: ScriptedMessage["outcome"];
  readonly entries: number;
  /** True if both groups handle it, false if no group gets it. */
  readonly isHandled: boolean;
}

function published(message: PublishedMessage): ScriptedMessage {
  const { at = 1000, outcome, entries, isHandled } = message;
  const byGroup = isHandled
    ? [0, 1].map((by) => deliveriesTo(["handled"], at, by))
    : [noDeliveries, noDeliveries];
  return { at, tookMs: 20, outcome, entries, byGroup };
}

function scriptOf(
  delivery: DeliveryGuarantee,
  messages: readonly ScriptedMessage[],
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const script = { guarantees: { delivery }, members: oneMemberEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}

/** The commands of one publish call also tell the judge something about other calls of that publisher. */
export const threePublishes: ProofScope = {
  name: "up to three publish calls, the main things that can happen to the command of each",
  size: 20_824,
  *scripts() {
    const attempts = [undefined, ...Object.values(mainAttempts)];
    const settled = ["acknowledged", "rejected", "in doubt"] as const;
    const kinds = [...product(attempts, settled, eitherWay)];
    for (const count of [1, 2, 3]) {
      for (const chosen of multisets(kinds, count)) {
        const messages = chosen.map(([, outcome, isHandled], number) =>
          published({ at: 1000 * (number + 1), outcome, entries: 0, isHandled }),
        );
        const commands = chosen.flatMap(([attempt], number) =>
          commandsOf(messages[number]!, { number, attempt }),
        );
        yield scriptOf("at-least-once", messages, commands);
      }
    }
  },
};

/** If the link cannot parse a connection of the publisher, the judge must not miss commands on it. */
export const unreadablePublishers: ProofScope = {
  name: "one publish call of a publisher with an unreadable connection, or without recorded commands",
  size: 480,
  *scripts() {
    for (const [delivery, outcome] of product(deliveryGuarantees, outcomes)) {
      for (const [attempt, who, hasCommands] of product(
        [
          undefined,
          mainAttempts["refused"],
          mainAttempts["executed"],
          mainAttempts["executed after the call settled"],
        ],
        [undefined, publisher, "publisher-1", "subscriber-0", "subscriber-1"],
        eitherWay,
      )) {
        const message = published({ outcome, entries: 0, isHandled: false });
        const other = handledByBoth(3000);
        const operations = [
          ...commandsOf(message, { number: 0, attempt }),
          ...commandsOf(other, { number: 1, attempt: {} }),
          ...(who ? [unreadableConnection(who, 500, "it begins with 0x16")] : []),
        ];
        yield { ...scriptOf(delivery, [message, other], operations), hasCommands };
      }
    }
  },
};

/**
 * Redis executes the XADD at 20000, and a fault around that time may lose it: a wipe, or a kill that
 * loses the last 100 ms. The times of the fault lie on both sides of each limit, to the millisecond.
 */
export const appendsLostByRedis: ProofScope = {
  name: "one publish call that Redis executed and whose message it may have lost since",
  size: 1440,
  *scripts() {
    const everyRole = [publisher, "subscriber-0", "subscriber-1"];
    const executedMs = 20_000;
    const offsets = [-251, -250, -249, -1, 0, 1, 99, 100, 101, 5000];
    const attempts = [
      mainAttempts["executed"],
      mainAttempts["executed, and the reply lost"],
      unanswered,
    ];
    for (const [offMs, loses, outcome] of product(offsets, ["all", "last", "none"], outcomes)) {
      for (const [attempt, isHandled, entries] of product(attempts, eitherWay, [0, 1])) {
        const message = published({ at: executedMs - 4, outcome, entries, isHandled });
        const marks = { losesAll: loses === "all", losesLastMs: loses === "last" ? 100 : 0 };
        // The limit of a wipe is when it was healed, that of a kill when it was injected.
        const injected = { at: executedMs + offMs, healAt: executedMs + offMs + 300 };
        const healed = { at: executedMs + offMs - 300, healAt: executedMs + offMs };
        const when = loses === "all" ? healed : injected;
        const fault = { ...when, roles: everyRole, ...marks };
        const commands = commandsOf(message, { number: 1, attempt });
        const messages = [handledByBoth(1000), message];
        yield { ...scriptOf("at-least-once", messages, commands), fault };
      }
    }
  },
};
