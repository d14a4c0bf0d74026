import type { FaultDefinitions } from "../contract/fault-definition.ts";
import { demoteRedis, type DemoteRedisSpec } from "./demote.ts";
import { fillMemory, type FillMemorySpec } from "./fill-memory.ts";

/** A fault of a Redis server that goes on running, and that answers commands with errors. */
export type ServerFaultSpec = FillMemorySpec | DemoteRedisSpec;

export const serverFaults: FaultDefinitions<ServerFaultSpec> = {
  "fill-memory": fillMemory,
  "demote-redis": demoteRedis,
};
