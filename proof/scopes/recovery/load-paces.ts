import type { RunScript, ScriptedFault, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { claims, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedAt = 20_000;
const healedAt = 30_000;
const loadEndAt = 61_000;
const everyMs = 500;
/** Shortly before the drain ends. */
const endAt = 89_000;
const leftOut = -1;
const fault: ScriptedFault = {
  at: injectedAt,
  healAt: healedAt,
  roles: ["publisher-0", "subscriber-0", "subscriber-1"],
};

/** When a message is done, if it is sent at `at` and the one before it was done at `freeAt`. */
type Way = (at: number, freeAt: number) => number;

/** One at a time, each for so long, and nothing from the fault on until it is back. */
function oneByOne(beforeMs: number, afterMs: number, backAt: number): Way {
  return (at, freeAt) => {
    const startsAt = Math.max(at, freeAt);
    const isAway = startsAt >= injectedAt && startsAt < backAt;
    return (isAway ? backAt : startsAt) + (startsAt < injectedAt ? beforeMs : afterMs);
  };
}

/** As before but for the last messages of so long ago, which are done only after the fault. */
function stuck(count: number, forMs: number): Way {
  const after = oneByOne(2, 550, healedAt);
  const untilAt = injectedAt - forMs;
  return (at, freeAt) => {
    if (at >= injectedAt) return after(at, freeAt);
    const isStuck = at <= untilAt && at > untilAt - count * everyMs;
    return isStuck ? injectedAt + 1 : at + 2;
  };
}

function* ways(): Generator<Way> {
  const backs = [healedAt, 40_000, 59_000, Infinity];
  for (const [before, after, back] of product([2, 800], [2, 450, 475, 500, 550, 800], backs)) {
    yield oneByOne(before, after, back);
  }
  for (const [byMs, moreMs] of product([400, 5000], [0, 0.05, 0.1, 0.2])) {
    const isAfter = (at: number): boolean => at >= injectedAt;
    yield (at) => at + (isAfter(at) ? byMs + moreMs * (at - injectedAt) : 2);
  }
  for (const each of [300, 1000, 7000]) {
    yield (at) => (at < injectedAt ? at + 2 : Math.ceil((at + 1) / each) * each);
  }
  for (const [count, forMs] of product([0, 1, 2, 3, 4], [249, 250, 251, 1250])) {
    yield stuck(count, forMs);
  }
}

export const paces: ProofScope = {
  name: "a load around a fault: too much before, worked off after, late, in steps, left out",
  size: 316,
  *scripts() {
    for (const [way, isDeaf, leavesOut] of product([...ways()], claims, claims)) {
      yield script(way, { isDeaf, leavesOut });
    }
  },
};

/** Whether its publisher or the first group fares so, and whether every seventh is never done. */
interface Flaw {
  readonly isDeaf: boolean;
  readonly leavesOut: boolean;
}

function script(way: Way, { isDeaf, leavesOut }: Flaw): RunScript {
  const messages: ScriptedMessage[] = [];
  let freeAt = 0;
  for (let at = 250; at <= loadEndAt; at += everyMs) {
    const isLeftOut = leavesOut && at > healedAt && messages.length % 7 === 0;
    const doneAt = isLeftOut ? leftOut : way(at, freeAt);
    if (!isLeftOut) freeAt = doneAt;
    messages.push(messageOf(at, doneAt, isDeaf));
  }
  const common = { guarantees: {}, checkers: ["recovery"], members: oneEach, fault, messages };
  return { ...common, drain: "complete" };
}

/** What is not done in time is in doubt; a deaf group gets it in the end, but for what is left out. */
function messageOf(at: number, doneAt: number, isDeaf: boolean): ScriptedMessage {
  const isPublished = isDeaf || (doneAt !== leftOut && doneAt < endAt);
  const publishedAt = isDeaf ? at + 1 : doneAt;
  const startsAt = [doneAt, publishedAt].map((each, by) => {
    const isLeftOut = by === 0 && isDeaf && doneAt === leftOut;
    return isPublished && !isLeftOut ? [Math.min(each + 1, endAt)] : [];
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
