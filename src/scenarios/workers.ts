import { keepsMessages } from "../history/delivery-claims.ts";
import { calmCheckers, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import type { Scenario, Variant } from "./scenario.ts";

const workersPerGroup = 3;
/**
 * More than workers, so that one of the workers gets the first message of two publishers, and so on. Redis serves waiting
 * workers in turn, and with fewer publishers each worker may get other numbers.
 */
const publishers = 4;

/** Longer than a bus may take for the sign of a dead worker by mistake. */
const slowMs = 200;
const slowestMs = 3000;
const slowMessages = 5;

/** Time under load after the subscriber has opened. */
const bothWaysMs = 1000;

/** How many workers join after the first one. */
const comings = 8;

/** Several workers share the messages of a group. */
export const workers: Scenario = {
  name: "workers",
  summary: "workers share the messages of a group, and some of them are slow",
  variants: [shared(), slow(), bothWays(), comeAndGo()],
};

function shared(): Variant {
  return {
    name: "shared",
    summary: `${publishers} publishers, and ${workersPerGroup} workers that share a group: each message is for one of them`,
    tier: "quick",
    workload: {
      ...steadyWorkload,
      publishers,
      workersPerGroup,
      ratePerSecond: 100,
      messages: 75,
    },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: 200, faults: 0 },
    notApplicable: ({ sharesWork }) =>
      sharesWork
        ? undefined
        : "the bus does not claim that the subscribers of a group share its messages",
  };
}

function slow(): Variant {
  return {
    name: "slow-handler",
    summary: `the handler needs ${slowMs} ms for some messages, and ${slowestMs / 1000} s for one of them`,
    tier: "quick",
    workload: { ...steadyWorkload, messages: 200 },
    persistence: "everysec",
    plan: () => [],
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 30, count: slowMessages }, (at) => ({
        kind: "be-slow",
        ms: at === slowMessages - 1 ? slowestMs : slowMs,
      })),
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}

/** A service publishes and subscribes on one bus, so both may use the same connection. */
function bothWays(): Variant {
  return {
    name: "both-ways",
    summary: "one bus publishes and subscribes, and its publishes may not wait for its reads",
    tier: "quick",
    workload: { ...steadyWorkload, ratePerSecond: 50 },
    persistence: "everysec",
    plan: () => [],
    async steps(stage) {
      await stage.openSubscriber({ role: "publisher-0", group: "group-0", from: "start" });
      await stage.ready();
      stage.startLoad();
      await stage.pause(bothWaysMs);
      stage.stopLoad();
    },
    // Only a link that sees commands can tell what they wait for.
    needs: ["commands"],
    checkers: calmCheckers,
    minimums: { acknowledged: 20, faults: 0 },
  };
}

/** Workers of one group join and leave all the time, with messages in hand. Two names take turns. */
function comeAndGo(): Variant {
  const worker = (at: number) =>
    ({
      role: `subscriber-${at}`,
      group: "group-0",
      from: "start",
      consumer: `worker-${at % 2}`,
    }) as const;
  return {
    name: "come-and-go",
    summary: `${comings} workers join a group one after the other, and each leaves when the next but one has come`,
    tier: "thorough",
    workload: { ...steadyWorkload, workersPerGroup: 2 },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => Array.from({ length: comings }, () => random.integer(50, 250)),
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 5, count: 60 }, () => ({ kind: "be-slow", ms: 30 })),
    async steps(stage, pauses) {
      await stage.openSubscriber(worker(0));
      await stage.ready();
      stage.startLoad();
      for (const [at, pauseMs] of pauses.entries()) {
        await stage.openSubscriber(worker(at + 1));
        await stage.pause(pauseMs);
        await stage.closeBus(worker(at).role);
      }
      await stage.pause(bothWaysMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
    notApplicable: (guarantees) =>
      keepsMessages(guarantees)
        ? undefined
        : "a bus that keeps no message has nothing to hand over",
  };
}
