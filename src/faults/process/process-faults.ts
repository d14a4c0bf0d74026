import type { FaultDefinitions } from "../contract/fault-definition.ts";
import { killWorker, type KillWorkerSpec } from "./kill-worker.ts";
import { killRedis, type KillRedisSpec } from "./kill.ts";
import { pauseWorker, type PauseWorkerSpec } from "./pause-worker.ts";
import { pauseRedis, type PauseRedisSpec } from "./pause.ts";

/**
 * A fault of a process: of Redis, which needs a provider that controls the process, or of a role, which needs a process
 * of its own.
 */
export type ProcessFaultSpec = KillRedisSpec | PauseRedisSpec | KillWorkerSpec | PauseWorkerSpec;

export const processFaults: FaultDefinitions<ProcessFaultSpec> = {
  "kill-redis": killRedis,
  "pause-redis": pauseRedis,
  "kill-worker": killWorker,
  "pause-worker": pauseWorker,
};
