import { keepsMessages } from "../history/delivery-claims.ts";
import type { HistoryGuarantees } from "../history/history-header.ts";
import { calmCheckers, faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const throwing = 8;

/**
 * A bus that takes ten of them a second, whatever there is, needs more than a minute, which is the limit of the drain. The
 * other messages of the burst are those before and after the outage.
 */
const outageMessages = 800;
const untouched = 100;
/** Earlier messages may be canaries. */
const firstOfLoad = 20;
/** A burst takes 300 ms. A bus that tries one message again and again has more time then, and gets on after this time. */
const longestOutageMs = 1000;
/** A bus that does not get on while its handlers fail does not answer in this time. */
const answerLimitMs = 5000;

/** Time under load before the cut: longer than until the last handler threw. */
const beforeCutMs = 700;
/** Time until a supervisor has started the process again, and time under load after that. */
const supervisorMs = 300;
const afterRestartMs = 700;

/** Messages with which the handler never succeeds. Each is drawn from a stretch of 20, so the load has 100 or more. */
const hopeless = { from: 20, every: 20, count: 4 } as const;
/** A load of 600 ms. */
const aroundHopeless = 120;

/** Handlers fail. Their messages must come again, and the others must go on. */
export const poison: Scenario = {
  name: "poison",
  summary: "handlers throw, and their messages must come again while the others go on",
  variants: [throwsOnce(), throwsAlways(), outage(), hangs(), exitsOnce()],
  notApplicable: (guarantees) =>
    keepsMessages(guarantees)
      ? undefined
      : "a bus that keeps no message has none to hand out after a handler failed",
};

/**
 * The handler throws once over some messages. A bus that hands them out again only when its subscriber connects again
 * keeps them too, so the connections of the subscriber are reset after that.
 */
function throwsOnce(): Variant {
  return {
    name: "throws-once",
    summary: `the handler throws once over ${throwing} messages, then the subscriber is reset`,
    tier: "quick",
    workload: { ...steadyWorkload, steadyMs: beforeCutMs },
    persistence: "everysec",
    plan: (random) => [
      {
        spec: { kind: "network", role: "subscriber-0", fault: { kind: "cut", how: "rst" } },
        afterMs: drawMs(random, 0),
        holdMs: 0,
      },
    ],
    // Until 120 messages after the start of the load, which takes 600 ms.
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 12, count: throwing }, (at) => ({
        kind: "throw-once",
        how: at % 2 === 0 ? "exception" : "rejection",
      })),
    checkers: faultCheckers,
    minimums: { acknowledged: 50, faults: 1, failedHandlers: throwing },
  };
}

/**
 * The handler throws each time over a few messages. No bus can get them handled, so the bus may keep them, try them
 * again or give them up, as it claims. All others must pass them.
 */
function throwsAlways(): Variant {
  return {
    name: "throws-always",
    summary: `the handler throws each time over ${hopeless.count} messages, and the others must pass them`,
    tier: "thorough",
    workload: { ...steadyWorkload, messages: aroundHopeless },
    persistence: "everysec",
    plan: () => [],
    handlers: (random) =>
      drawHandlers(random, hopeless, (at) => ({
        kind: "throw-always",
        how: at % 2 === 0 ? "exception" : "rejection",
      })),
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0, failedHandlers: hopeless.count },
    notApplicable: mayWaitInOrder,
  };
}

/** A bus that keeps the order may wait behind a message that fails, and without a limit it waits for ever. */
function mayWaitInOrder({ ordering }: HistoryGuarantees): string | undefined {
  return ordering === "per-publisher"
    ? "a bus that keeps the order may wait for ever behind a message that fails"
    : undefined;
}

/** A bus that hands out one message after another waits for each handler, and most buses do not limit that time. */
function mayWaitForAHandler({ retries }: HistoryGuarantees): string | undefined {
  return retries.maxAttempts === 0
    ? "a bus that does not claim retries may wait for ever for a handler that does not return"
    : undefined;
}

/**
 * The database of a service is away, so that the handler throws over everything. All of it must come again when the
 * service is well, within the time that a few such messages need. The worker restarts after the outage, because a bus may hand out
 * again only what its subscriber finds at its start.
 */
function outage(): Variant {
  return {
    name: "outage",
    summary: `the handler throws over ${outageMessages} messages, as while its database is away, then the worker restarts`,
    tier: "quick",
    workload: { ...steadyWorkload, ratePerSecond: "burst", messages: outageMessages + untouched },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    handlers: (random) => [
      {
        message: `publisher-0/${random.integer(firstOfLoad, untouched)}`,
        count: outageMessages,
        act: { kind: "throw-for", ms: longestOutageMs },
      },
    ],
    steps: restartAfterOutage,
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0, failedHandlers: 1 },
  };
}

async function restartAfterOutage(stage: Stage, [restartMs = 0]: readonly number[]): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  await stage.ready();
  stage.startLoad();
  await stage.steady(restartMs);
  // The last message comes after all others, so the handler has failed for the first time by then.
  await stage.exchange(answerLimitMs);
  await stage.pause(longestOutageMs);
  await stage.closeBus("subscriber-0");
  await stage.openSubscriber({ role: "subscriber-1", group: "group-0", from: "start" });
  stage.stopLoad();
}

/** The handler does not return over a few messages, as without a limit for a call to another service. */
function hangs(): Variant {
  return {
    ...throwsAlways(),
    name: "hangs",
    summary: `the handler does not return over ${hopeless.count} messages, and the others must pass them`,
    handlers: (random) => drawHandlers(random, hopeless, () => ({ kind: "hang" })),
    minimums: { acknowledged: 100, faults: 0 },
    notApplicable: (guarantees) => mayWaitInOrder(guarantees) ?? mayWaitForAHandler(guarantees),
  };
}

/** The handler ends the process of its worker once, over one message, and a supervisor starts it again. */
function exitsOnce(): Variant {
  return {
    name: "exits-once",
    summary: "the handler ends the process over one message, and the worker starts again",
    tier: "thorough",
    workload: { ...steadyWorkload, ratePerSecond: 50 },
    persistence: "everysec",
    processes: { restarts: 1 },
    plan: () => [],
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 20, count: 1 }, () => ({
        kind: "exit",
        times: 1,
        exitCode: 1,
      })),
    async steps(stage) {
      const worker = { role: "subscriber-0", group: "group-0", from: "start" } as const;
      await stage.openSubscriber(worker);
      await stage.ready();
      stage.startLoad();
      await stage.processEnded(worker.role);
      await stage.pause(supervisorMs);
      await stage.openSubscriber(worker);
      await stage.pause(afterRestartMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 20, faults: 0, unhandledAtClose: 1 },
  };
}
