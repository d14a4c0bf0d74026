import type { FaultDefinitions } from "../contract/fault-definition.ts";
import { killWorker, type KillWorkerSpec } from "./kill-worker.ts";
import { killRedis, type KillRedisSpec } from "./kill.ts";
import { pauseWorker, type PauseWorkerSpec } from "./pause-worker.ts";
import { pauseRedis, type PauseRedisSpec } from "./pause.ts";

/**
 * A fault of a process. Redis needs a provider that controls its process, and a role needs a process for itself.
 */
export type ProcessFaultSpec = KillRedisSpec | PauseRedisSpec | KillWorkerSpec | PauseWorkerSpec;

export const processFaults: FaultDefinitions<ProcessFaultSpec> = {
  "kill-redis": killRedis,
  "pause-redis": pauseRedis,
  "kill-worker": killWorker,
  "pause-worker": pauseWorker,
};
