import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { censusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { lossesOf } from "../lost/losses.ts";

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
  const { acknowledged, faults, concurrentWithSubscribe = 0, rounds = 0 } = minimums;
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
      one: "publish during a subscribe call",
      many: "publishes during a subscribe call",
    }),
    ...belowMinimum(countRounds(history), rounds, {
      one: "round of the census",
      many: "rounds of the census",
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

function countConcurrent({ messages, subscriptions }: IndexedHistory, needed: number): number {
  if (needed === 0) return 0;
  const isDuringSubscribe = ({ invokedMs, settledMs = Infinity }: MessageRecord): boolean =>
    subscriptions.some(
      (each) => invokedMs < (each.readyMs ?? Infinity) && settledMs > each.invokedMs,
    );
  return [...messages.values()].filter(isDuringSubscribe).length;
}

function countRounds({ samples }: IndexedHistory): number {
  const census = samples.filter(({ sample }) => sample === censusSample);
  return new Set(census.map(({ round }) => round)).size;
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
