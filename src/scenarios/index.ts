import { consumerCrash } from "./consumer-crash.ts";
import { errorReplies } from "./error-replies.ts";
import { fanOut } from "./fan-out.ts";
import { leak } from "./leak.ts";
import { memoryPressure } from "./memory-pressure.ts";
import { overload } from "./overload.ts";
import { partition } from "./partition.ts";
import { payloads } from "./payloads.ts";
import { poison } from "./poison.ts";
import { restart } from "./restart.ts";
import type { Scenario } from "./scenario.ts";
import { shutdown } from "./shutdown.ts";
import { soak } from "./soak.ts";
import { startupRace } from "./startup-race.ts";
import { topics } from "./topics.ts";
import { trim } from "./trim.ts";
import { workers } from "./workers.ts";

/** All scenarios, in the order in which `chaos list` shows them. */
export const scenarios: readonly Scenario[] = [
  restart,
  partition,
  fanOut,
  startupRace,
  leak,
  workers,
  consumerCrash,
  payloads,
  topics,
  poison,
  shutdown,
  overload,
  memoryPressure,
  errorReplies,
  trim,
  soak,
];
