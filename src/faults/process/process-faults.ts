import type { FaultDefinitions } from "../contract/fault-definition.ts";
import { killRedis, type KillRedisSpec } from "./kill.ts";
import { pauseRedis, type PauseRedisSpec } from "./pause.ts";

/** A fault of the Redis process. It needs a provider that controls the process. */
export type ProcessFaultSpec = KillRedisSpec | PauseRedisSpec;

export const processFaults: FaultDefinitions<ProcessFaultSpec> = {
  "kill-redis": killRedis,
  "pause-redis": pauseRedis,
};
