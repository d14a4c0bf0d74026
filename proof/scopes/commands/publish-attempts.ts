import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  deliveriesTo,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publisher = "publisher-0";
const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;

/** What becomes of one attempt at a publish call that is settled 20 ms after it was made. */
type Attempt = Omit<CommandScript, "at" | "process" | "command"> & {
  readonly command?: string;
  readonly process?: string;
  /** When it is sent, and how long Redis needs for it. */
  readonly afterMs?: number;
  readonly tookMs?: number;
  readonly isUnreadable?: boolean;
};

const sent = { executedAt: null } as const;
const main: Readonly<Record<string, Attempt>> = {
  "not sent": { forwardedAt: null },
  "sent and not answered": sent,
  executed: {},
  "executed, and the reply lost": { repliedAt: null },
  refused: { error: "OOM" },
  "executed only later": { tookMs: 17 },
  unreadable: { isUnreadable: true },
};
const others: Readonly<Record<string, Attempt>> = {
  "executed at the last moment": { tookMs: 16 },
  "sent at the last moment": { ...sent, afterMs: 20 },
  "sent only later": { ...sent, afterMs: 21 },
  "answered by nil": { reply: "nil" },
  "a script that fails": { command: "EVAL", error: "ERR" },
  "a script that Redis does not know": { command: "EVALSHA", error: "NOSCRIPT" },
  "a script that says nothing": { command: "EVAL", reply: "nil" },
  "a script that names its entry": { command: "EVAL" },
  "a script that names one of two entries": { command: "EVAL", messages: [keyOf(0), keyOf(1)] },
  "no append": { command: "ZADD", reply: "1" },
  "to a list": { command: "RPUSH", reply: "1" },
  "unreadable, elsewhere": { isUnreadable: true, key: "elsewhere" },
  "by somebody else": { process: "subscriber-0" },
};
const attempts = [...Object.values(main), ...Object.values(others)];

interface Try {
  readonly number: number;
  readonly attempt: Attempt | undefined;
  /** 4 ms after the call unless given. */
  readonly afterMs?: number;
}

function tried(
  message: ScriptedMessage,
  { number, attempt, afterMs = 4 }: Try,
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

/** Beside it a message whose publish is well, and on the wire or not. */
export const onePublish: ProofScope = {
  name: "one publish on the wire, every fate of up to two attempts",
  size: 26_944,
  *scripts() {
    const retries = [undefined, ...attempts];
    for (const [delivery, outcome] of product(deliveryGuarantees, outcomes)) {
      for (const [first, second] of product(retries, retries)) {
        if (!first && second) continue;
        for (const [isHandled, entries, isOtherSeen] of product(claims, [0, 1], claims)) {
          const message = published({ outcome, entries, isHandled });
          const extraOperations = [
            ...tried(message, { number: 0, attempt: first }),
            ...tried(message, { number: 0, attempt: second, afterMs: 10 }),
            ...(isOtherSeen ? tried(handledByBoth(3000), { number: 1, attempt: {} }) : []),
          ];
          yield told(delivery, [message, handledByBoth(3000)], extraOperations);
        }
      }
    }
  },
};

interface Published {
  readonly at?: number;
  readonly outcome: ScriptedMessage["outcome"];
  readonly entries: number;
  readonly isHandled: boolean;
}

/** Handled by both groups, or by nobody. */
function published({ at = 1000, outcome, entries, isHandled }: Published): ScriptedMessage {
  const byGroup = isHandled
    ? [0, 1].map((by) => deliveriesTo(["handled"], at, by))
    : [noDeliveries, noDeliveries];
  return { at, tookMs: 20, outcome, entries, byGroup };
}

function told(
  delivery: "at-least-once" | "at-most-once",
  messages: readonly ScriptedMessage[],
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const script = { guarantees: { delivery }, members: oneEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}

/** Whatever one publish shows of its publisher holds for the others. */
export const threePublishes: ProofScope = {
  name: "up to three publishes on the wire, the main byGroup of each",
  size: 20_824,
  *scripts() {
    const byGroup = [undefined, ...Object.values(main)];
    const settled = ["acknowledged", "rejected", "in doubt"] as const;
    const kinds = [...product(byGroup, settled, claims)];
    for (const count of [1, 2, 3]) {
      for (const chosen of multisets(kinds, count)) {
        const messages = chosen.map(([, outcome, isHandled], number) =>
          published({ at: 1000 * (number + 1), outcome, entries: 0, isHandled }),
        );
        const extraOperations = chosen.flatMap(([attempt], number) =>
          tried(messages[number]!, { number, attempt }),
        );
        yield told("at-least-once", messages, extraOperations);
      }
    }
  },
};

/** A publisher that also talks what no link can read, or was never seen to. */
export const unreadPublishers: ProofScope = {
  name: "one publish, by a publisher of which not all can be read, or by one without a link",
  size: 320,
  *scripts() {
    for (const [delivery, outcome] of product(deliveryGuarantees, outcomes)) {
      for (const [attempt, who, hasCommands] of product(
        [undefined, main["refused"], main["executed"], main["executed only later"]],
        [undefined, publisher, "publisher-1", "subscriber-0", "subscriber-1"],
        claims,
      )) {
        const message = published({ outcome, entries: 0, isHandled: false });
        const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
        const foreign = who && { ...common, process: who, reason: "it begins with 0x16" };
        const extraOperations = [
          ...tried(message, { number: 0, attempt }),
          ...tried(handledByBoth(3000), { number: 1, attempt: {} }),
          ...(foreign ? [{ at: 500, draft: foreign }] : []),
        ];
        yield { ...told(delivery, [message, handledByBoth(3000)], extraOperations), hasCommands };
      }
    }
  },
};

/** Redis may have forgotten what it executed at 20 000 ms, to the millisecond before and after. */
export const forgottenAppends: ProofScope = {
  name: "one publish that Redis executed and may have forgotten",
  size: 1440,
  *scripts() {
    const everybody = [publisher, "subscriber-0", "subscriber-1"];
    const executedMs = 20_000;
    const offsets = [-251, -250, -249, -1, 0, 1, 99, 100, 101, 5000];
    const tries = [main["executed"], main["executed, and the reply lost"], sent];
    for (const [offMs, how, outcome] of product(offsets, ["all", "last", "none"], outcomes)) {
      for (const [attempt, isHandled, entries] of product(tries, claims, [0, 1])) {
        const at = executedMs - 4;
        const message = published({ at, outcome, entries, isHandled });
        const marks = { losesAll: how === "all", losesLastMs: how === "last" ? 100 : 0 };
        const injected = { at: executedMs + offMs, healAt: executedMs + offMs + 300 };
        const healed = { at: executedMs + offMs - 300, healAt: executedMs + offMs };
        const when = how === "all" ? healed : injected;
        const fault = { ...when, roles: everybody, ...marks };
        const extraOperations = tried(message, { number: 1, attempt });
        yield { ...told("at-least-once", [handledByBoth(1000), message], extraOperations), fault };
      }
    }
  },
};
