/**
 * Does a bus that claims retries keep its claim: not too often, after a pause, and without letting the others wait? For
 * example, with a claim of three attempts:
 *
 *     1000   publisher-0/0 is acknowledged
 *     1002   the handler of group a throws; the message comes again at 1004, 1006, 1008 and 1010, and fails
 *
 * Each retry came within 5 ms, and there were five attempts: `stuck`, `fail`.
 */
import type { RunScript, ScriptedDelivery, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { deliveriesTo, oneMemberEach, standstill } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const endings = ["failed", "handled", "unfinished"] as const;
const claims: readonly RunScript["guarantees"][] = [
  { retries: { maxAttempts: 3 } },
  { retries: { maxAttempts: 3 }, ordering: "per-publisher" },
  {},
];

function messageOf(deliveries: readonly ScriptedDelivery[], at = publishedMs): ScriptedMessage {
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, byGroup };
}

/** The calls of a handler with one message: each begins some time after the one before has failed. */
function callsWith(pausesMs: readonly number[], last: ScriptedDelivery["outcome"]) {
  let at = publishedMs + 2;
  const calls: ScriptedDelivery[] = [{ at, outcome: "failed", by: 0 }];
  for (const [nth, pauseMs] of pausesMs.entries()) {
    at += 1 + pauseMs;
    calls.push({ at, outcome: nth === pausesMs.length - 1 ? last : "failed", by: 0 });
  }
  return calls;
}

export const numbersOfRetries: ProofScope = {
  name: "one message that comes again after its handler failed, how often and how soon",
  size: 630,
  *scripts() {
    const pauses = [0, 4, 5] as const;
    const counts = [1, 2, 3, 4, 5] as const;
    for (const [guarantees, count, pauseMs, lastMs, last] of product(
      claims,
      counts,
      pauses,
      [...pauses, 300],
      endings,
    )) {
      const calls = callsWith([...Array<number>(count - 1).fill(pauseMs), lastMs], last);
      const messages = [messageOf(calls)];
      yield { guarantees, members: oneMemberEach, drain: "complete", messages };
      if (pauseMs !== 0 || lastMs > 4) continue;
      const died = [{ group: 0, diedAt: 60_000 }, { group: 1 }] as const;
      yield { guarantees, members: died, drain: "complete", messages };
    }
  },
};

/** Messages that fail, each with one retry, and five others in the first half of its pause. */
interface Blocking {
  readonly failing: number;
  readonly pauseMs: number;
  readonly waiting: number;
  /** When the others are handled: during the pause, or after the retry. */
  readonly inPause: boolean;
}

function blockingMessages({ failing, pauseMs, waiting, inPause }: Blocking): ScriptedMessage[] {
  return Array.from({ length: failing }, (_, nth) => {
    const at = publishedMs + 1000 * nth;
    const againMs = at + 3 + pauseMs;
    const failed: ScriptedMessage = messageOf(
      [
        { at: at + 2, outcome: "failed", by: 0 },
        { at: againMs, outcome: "handled", by: 0 },
      ],
      at,
    );
    const others = Array.from({ length: waiting }, (_each, order) => {
      const sentMs = at + 4 + order;
      const handledMs = inPause && nth === 0 ? sentMs + 2 : againMs + 2 + order;
      return messageOf([{ at: handledMs, outcome: "handled", by: 0 }], sentMs);
    });
    return [failed, ...others];
  }).flat();
}

export const blockingRetries: ProofScope = {
  name: "messages that fail and come again, and others that pass them or wait for them",
  size: 144,
  *scripts() {
    for (const [guarantees, failing, pauseMs, waiting, inPause, delayMs] of product(
      claims,
      [2, 3],
      [49, 50, 60],
      [4, 5],
      [false, true],
      [0, 11],
    )) {
      const messages = blockingMessages({ failing, pauseMs, waiting, inPause });
      const extraOperations = [standstill(80_000, delayMs)];
      yield { guarantees, members: oneMemberEach, drain: "complete", messages, extraOperations };
    }
  },
};
