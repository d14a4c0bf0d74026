import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { censusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { lossesOf } from "../lost/losses.ts";
import { heldAtCommand } from "../lost/start-commands-rule.ts";
import { unhandledAtCloseOf } from "./unhandled-at-close.ts";

/**
 * Reports runs in which so little happened that the other rules could find nothing: no messages, no
 * subscription, less than the scenario requires, or no drain.
 *
 *     the scenario requires 3 acknowledged publishes before the first fault
 *     2 publishes are acknowledged before SIGKILL redis
 *     → no-evidence/below-the-minimum, unknown
 */
export const judgeActivity: Rule = (history) => [
  // An uncaught error comes first, because it is the reason for all that is missing after it.
  ...uncaughtErrors(history),
  ...missingLoad(history),
  ...missingMinimums(history),
  ...missingDrain(history),
];

/**
 * A bus that did not open, subscribe or close, and the errors in histories of releases that did not record
 * their origin. All other errors that reached no caller are `crashed`.
 */
function uncaughtErrors({ strayErrors }: IndexedHistory): readonly Finding[] {
  const errors = strayErrors.filter(({ origin = "call" }) => origin === "call");
  const [first] = errors;
  if (!first) return [];
  const count = counted(errors.length, "uncaught error");
  const summary = `${count} from the bus, outside its publish calls: ${first.error}`;
  return [noEvidence("no-evidence/uncaught-error", summary)];
}

function missingLoad(history: IndexedHistory): readonly Finding[] {
  const { messages, subscriptions } = history;
  if (messages.size === 0)
    return [noEvidence("no-evidence/nothing-published", "nothing was published")];
  if (subscriptions.length === 0)
    return [noEvidence("no-evidence/no-subscription", "no subscriber subscribed")];
  const { groups } = factsOf(history);
  const { expected, received, canaries } = lossesOf(history);
  const deaf = groups.filter(({ readyMs }) => readyMs === Infinity).map(({ name }) => name);
  return [
    ...(deaf.length === 0
      ? []
      : [
          noEvidence(
            "no-evidence/subscribe-never-resolved",
            `subscribe never resolved for ${listed(deaf)}`,
          ),
        ]),
    ...(expected + received + canaries > 0
      ? []
      : [
          noEvidence(
            "no-evidence/nothing-owed",
            "no message was owed to any group and none was delivered, so nothing was tested",
          ),
        ]),
  ];
}

function missingMinimums(history: IndexedHistory): readonly Finding[] {
  const { minimums } = history.header;
  const {
    acknowledged,
    faults,
    concurrentWithSubscribe = 0,
    rounds = 0,
    failedHandlers = 0,
  } = minimums;
  const { unhandledAtClose = 0 } = minimums;
  const isDisturbed = history.faults.length > 0;
  return [
    ...belowMinimum(countAcknowledged(history), acknowledged, {
      one: isDisturbed ? "acknowledged publish before the first fault" : "acknowledged publish",
      many: isDisturbed
        ? "acknowledged publishes before the first fault"
        : "acknowledged publishes",
    }),
    ...belowMinimum(history.faults.length, faults, { one: "fault", many: "faults" }),
    ...belowMinimum(countConcurrent(history, concurrentWithSubscribe), concurrentWithSubscribe, {
      one: "publish while a subscriber was starting",
      many: "publishes while a subscriber was starting",
    }),
    ...belowMinimum(countRounds(history), rounds, {
      one: "round of the census",
      many: "rounds of the census",
    }),
    ...belowMinimum(countFailedHandlers(history), failedHandlers, {
      one: "failed handler",
      many: "failed handlers",
    }),
    ...belowMinimum(unhandledAtClose === 0 ? 0 : unhandledAtCloseOf(history), unhandledAtClose, {
      one: "message in hand when a subscription closed",
      many: "messages in hand when a subscription closed",
    }),
  ];
}

interface NounOfCount {
  readonly one: string;
  readonly many: string;
}

function belowMinimum(
  count: number,
  needed: number,
  { one, many }: NounOfCount,
): readonly Finding[] {
  if (count >= needed) return [];
  const summary = `only ${counted(count, one, many)}, at least ${needed} needed`;
  return [noEvidence("no-evidence/below-the-minimum", summary)];
}

/** Counts only publishes that were acknowledged before the first fault. */
function countAcknowledged({ messages, faults }: IndexedHistory): number {
  const disturbedMs = faults[0]?.injectCallMs ?? Infinity;
  let count = 0;
  for (const { outcome, settledMs = Infinity } of messages.values()) {
    if (outcome === "acknowledged" && settledMs < disturbedMs) count++;
  }
  return count;
}

/**
 * Counts the publishes that were going on while a subscriber started: during its subscribe call, or while the harness
 * held it before a command. A library without a ready signal sends its commands after its call has resolved, so
 * only the hold shows that it was still starting.
 *
 *      10 ms  subscriber-0 calls subscribe, which resolves at once
 *      20 ms  the link holds SUBSCRIBE of subscriber-0
 *      30 ms  publisher-0/3 is acknowledged
 *      40 ms  the command goes on
 *     → one publish
 */
function countConcurrent(history: IndexedHistory, needed: number): number {
  if (needed === 0) return 0;
  const starts = [...subscribeCalls(history), ...holds(history)];
  const isDuringStart = ({ invokedMs, settledMs = Infinity }: MessageRecord): boolean =>
    starts.some(({ fromMs, toMs }) => invokedMs < toMs && settledMs > fromMs);
  return [...history.messages.values()].filter(isDuringStart).length;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function subscribeCalls({ subscriptions }: IndexedHistory): readonly Span[] {
  return subscriptions.map(({ invokedMs, readyMs = Infinity }) => ({
    fromMs: invokedMs,
    toMs: readyMs,
  }));
}

function holds({ faults, subscriptions }: IndexedHistory): readonly Span[] {
  const starting = new Set(subscriptions.map(({ process }) => process));
  return faults
    .filter((fault) => heldAtCommand(fault) && fault.roles.some((role) => starting.has(role)))
    .map(({ injectedMs = Infinity, healCallMs = Infinity }) => ({
      fromMs: injectedMs,
      toMs: healCallMs,
    }));
}

function countRounds({ samples }: IndexedHistory): number {
  const census = samples.filter(({ sample }) => sample === censusSample);
  return new Set(census.map(({ round }) => round)).size;
}

function countFailedHandlers({ deliveries }: IndexedHistory): number {
  return deliveries.filter(({ outcome }) => outcome === "failed").length;
}

function missingDrain({ drain }: IndexedHistory): readonly Finding[] {
  if (!drain) {
    const summary = "the run ended without a drain, so a missing message may still be on its way";
    return [noEvidence("no-evidence/no-drain", summary)];
  }
  return drain.outcome === "progressing"
    ? [noEvidence("no-evidence/drain-not-finished", `the drain did not end: ${drain.detail}`)]
    : [];
}
