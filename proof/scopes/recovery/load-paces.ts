/**
 * Is a publisher or group late because of the load, or because it did not recover? The load sends a
 * message every 500 ms; how long each takes follows one of many patterns. For example:
 *
 *     0-20000   each message takes 2 ms
 *     20000     every connection is cut; the fault is healed at 30000
 *     30000-    group a works off the backlog, one message every 450 ms
 *     60000     the recovery limit; each message is still delivered 7 s late
 *
 * `not-recovered` is `unknown`: group a works as fast as before the fault, and its delay shrinks. If
 * group a got its messages in batches, one every 7 s, it would be `fail`.
 */
import type { RunScript, ScriptedFault, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedAt = 20_000;
const healedAt = 30_000;
const loadEndAt = 61_000;
const everyMs = 500;
/** Shortly before the drain ends. */
const endAt = 89_000;
const neverDone = -1;
const fault: ScriptedFault = {
  at: injectedAt,
  healAt: healedAt,
  roles: ["publisher-0", "subscriber-0", "subscriber-1"],
};

/** Returns when a message that was sent at `at` is done; the message before it was done at `freeAt`. */
type Pattern = (at: number, freeAt: number) => number;

/** Handles one message at a time, each for this long, and starts none between the fault and `backAt`. */
function oneByOne(tookBeforeMs: number, takesAfterMs: number, backAt: number): Pattern {
  return (at, freeAt) => {
    const startsAt = Math.max(at, freeAt);
    const isAway = startsAt >= injectedAt && startsAt < backAt;
    const takesMs = startsAt < injectedAt ? tookBeforeMs : takesAfterMs;
    return (isAway ? backAt : startsAt) + takesMs;
  };
}

/** The last `count` messages before the fault, the youngest `forMs` old, are done only after it. */
function stuckBeforeFault(count: number, forMs: number): Pattern {
  const after = oneByOne(2, 550, healedAt);
  const untilAt = injectedAt - forMs;
  return (at, freeAt) => {
    if (at >= injectedAt) return after(at, freeAt);
    const isStuck = at <= untilAt && at > untilAt - count * everyMs;
    return isStuck ? injectedAt + 1 : at + 2;
  };
}

function* everyPattern(): Generator<Pattern> {
  const backs = [healedAt, 40_000, 59_000, Infinity];
  for (const [before, after, back] of product([2, 800], [2, 450, 475, 500, 550, 800], backs)) {
    yield oneByOne(before, after, back);
  }
  // A constant or growing delay since the fault.
  for (const [delayMs, growth] of product([400, 5000], [0, 0.05, 0.1, 0.2])) {
    const isAfter = (at: number): boolean => at >= injectedAt;
    yield (at) => at + (isAfter(at) ? delayMs + growth * (at - injectedAt) : 2);
  }
  // A consumer that polls at fixed times.
  for (const pollMs of [300, 1000, 7000]) {
    yield (at) => (at < injectedAt ? at + 2 : Math.ceil((at + 1) / pollMs) * pollMs);
  }
  for (const [count, forMs] of product([0, 1, 2, 3, 4], [249, 250, 251, 1250])) {
    yield stuckBeforeFault(count, forMs);
  }
}

export const loadPaces: ProofScope = {
  name: "a load around a fault: overloaded before, worked off after, late, polled or skipped",
  size: 316,
  *scripts() {
    for (const [pattern, isGroup, isSkipping] of product(
      [...everyPattern()],
      eitherWay,
      eitherWay,
    )) {
      yield scriptOf(pattern, { isGroup, isSkipping });
    }
  },
};

interface LateParty {
  /** True if group `a` follows the pattern, false if the publisher does. */
  readonly isGroup: boolean;
  /** True if every seventh message after the heal is never done. */
  readonly isSkipping: boolean;
}

function scriptOf(pattern: Pattern, { isGroup, isSkipping }: LateParty): RunScript {
  const messages: ScriptedMessage[] = [];
  let freeAt = 0;
  for (let at = 250; at <= loadEndAt; at += everyMs) {
    const isSkipped = isSkipping && at > healedAt && messages.length % 7 === 0;
    const doneAt = isSkipped ? neverDone : pattern(at, freeAt);
    if (!isSkipped) freeAt = doneAt;
    messages.push(messageOf(at, doneAt, isGroup));
  }
  const common = { guarantees: {}, checkers: ["recovery"], members: oneMemberEach };
  return { ...common, fault, messages, drain: "complete" };
}

/**
 * A publish that is not done before the run ends is in doubt. A late group gets every message in the
 * end, except for those that it skips.
 */
function messageOf(at: number, doneAt: number, isGroup: boolean): ScriptedMessage {
  const isPublished = isGroup || (doneAt !== neverDone && doneAt < endAt);
  const publishedAt = isGroup ? at + 1 : doneAt;
  const startsAt = [doneAt, publishedAt].map((each, by) => {
    const isSkipped = by === 0 && isGroup && doneAt === neverDone;
    return isPublished && !isSkipped ? [Math.min(each + 1, endAt)] : [];
  });
  return {
    at,
    tookMs: isPublished ? publishedAt - at : 1,
    outcome: isPublished ? "acknowledged" : "in doubt",
    entries: isPublished ? 1 : 0,
    byGroup: startsAt.map((starts, by) => ({
      deliveries: starts.map((each) => ({ at: each, outcome: "handled", by })),
    })),
  };
}
