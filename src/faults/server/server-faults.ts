import type { FaultDefinitions } from "../contract/fault-definition.ts";
import { deletePending, type DeletePendingSpec } from "./delete-pending.ts";
import { demoteRedis, type DemoteRedisSpec } from "./demote.ts";
import { fillMemory, type FillMemorySpec } from "./fill-memory.ts";

/** A fault of a Redis server that goes on running: it answers commands with errors, or lacks entries. */
export type ServerFaultSpec = FillMemorySpec | DemoteRedisSpec | DeletePendingSpec;

export const serverFaults: FaultDefinitions<ServerFaultSpec> = {
  "fill-memory": fillMemory,
  "demote-redis": demoteRedis,
  "delete-pending": deletePending,
};
