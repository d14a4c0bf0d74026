import { calmCheckers, faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import { drawMoment, drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";

/** The first name is the beginning of the second, so a pattern that a bus builds from the first may match both. */
const prefix = ["orders", "orders.eu"] as const;
/** Names with the characters that a pattern or a key of Redis is made of. */
const oddNames = ["orders", "orders:eu", "orders*", "[a-z]rders", "orders eu?"] as const;

const twoTopics: Workload = { ...steadyWorkload, topics: prefix };
/** Time under load before the second subscription, between the two, and after the first has closed. */
const loadedMs = 300;
/** Longer than some messages of each topic take to come. A bus that handles one after the other has a backlog then. */
const slowMs = 50;

/** Several topics on one bus: each has its own messages, its own position and its own handler. */
export const topics: Scenario = {
  name: "topics",
  summary: "one bus subscribes to several topics, and one name is the beginning of another",
  variants: [prefixOfAnother(), meanwhile(), reconnect(), odd()],
};

function prefixOfAnother(): Variant {
  return {
    name: "prefix",
    summary: `${prefix.join(" and ")} on one bus: each message is for one of them`,
    tier: "quick",
    workload: { ...twoTopics, messages: 120 },
    persistence: "everysec",
    plan: () => [],
    handlers: (random) =>
      drawHandlers(random, { from: 20, every: 20, count: 4 }, () => ({
        kind: "be-slow",
        ms: slowMs,
      })),
    checkers: calmCheckers,
    minimums: { acknowledged: 60, faults: 0 },
  };
}

const [firstTopic, secondTopic] = prefix;

/** A bus that is under load on one topic subscribes to another one, and ends and begins the first subscription again. */
function meanwhile(): Variant {
  const on = (topic: string) =>
    ({ role: "subscriber-0", topic, group: "group-0", from: "start" }) as const;
  return {
    name: "meanwhile",
    summary: "under load, a second subscription opens, the first one closes, and opens again",
    tier: "thorough",
    workload: twoTopics,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0), drawMs(random, 0)],
    async steps(stage, [openMs = 0, closeMs = 0]) {
      const first = await stage.openSubscriber(on(firstTopic));
      await stage.ready();
      stage.startLoad();
      await stage.steady(loadedMs);
      await stage.awaitMoment(openMs);
      await stage.openSubscriber(on(secondTopic));
      // A group of a bus without a ready signal is not owed what was published before its first canary.
      await stage.ready();
      await stage.pause(loadedMs);
      await stage.awaitMoment(closeMs);
      await first.close();
      await stage.pause(loadedMs);
      await stage.openSubscriber(on(firstTopic));
      await stage.ready();
      await stage.pause(loadedMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}

/** The bus must subscribe to each of its topics again. */
function reconnect(): Variant {
  return {
    name: "reconnect",
    summary: "the connections of a subscriber of three topics are reset",
    tier: "thorough",
    workload: { ...twoTopics, topics: [...prefix, "orders.eu.west"] },
    persistence: "everysec",
    plan: (random) => [
      {
        spec: { kind: "network", role: "subscriber-0", fault: { kind: "cut", how: "rst" } },
        ...drawMoment(random, { fromMs: 0 }),
        holdMs: 0,
      },
    ],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

/** A bus may take a topic for a pattern, or build a key from it that means something else. */
function odd(): Variant {
  return {
    name: "odd-names",
    summary: `topics with characters of patterns and keys: ${oddNames.join(", ")}`,
    tier: "thorough",
    workload: { ...steadyWorkload, topics: oddNames, messages: 200 },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: 60, faults: 0 },
    notApplicable: ({ anyTopicName }) =>
      anyTopicName ? undefined : "the bus does not claim that a topic can have any name",
  };
}
