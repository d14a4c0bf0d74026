import { equalRun } from "../workload/payload-shape.ts";
import { calmCheckers, steadyWorkload } from "./defaults.ts";
import type { Scenario, Variant } from "./scenario.ts";

const messages = 200;
/** The handler has one of the equal messages for 30 ms, and the next ones come 5 ms after each other. */
const slowMs = 30;

/** Payloads that a bus may cut, recode or take for something else. */
export const payloads: Scenario = {
  name: "payloads",
  summary: "payloads that are empty, long, equal, or hold quotes, line breaks and NUL",
  variants: [odd(), equal()],
};

function odd(): Variant {
  return {
    name: "odd",
    summary: "200 messages: quotes, line breaks, NUL, an empty one, 70 000 characters, 1 MiB",
    tier: "quick",
    workload: { ...steadyWorkload, messages, payloads: "odd" },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}

/** A bus may keep messages by their payload, or take a payload that it has seen for a repetition. */
function equal(): Variant {
  const { every, from, count } = equalRun;
  return {
    name: "equal",
    summary: `${messages} messages, of which ${count} in a row have one payload, six times: each of them is a message`,
    tier: "thorough",
    workload: { ...steadyWorkload, messages, payloads: "equal" },
    persistence: "everysec",
    plan: () => [],
    handlers: () =>
      Array.from({ length: Math.floor(messages / every) }, (_, at) => ({
        message: `publisher-0/${at * every + from}`,
        count,
        act: { kind: "be-slow", ms: slowMs },
      })),
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}
