import type { BusModule } from "../../src/bus/contract.ts";
import { redisStreamsBroker } from "./parts/redis-streams-broker.ts";

/** redis-streams-broker as its readme writes it: it trims each stream to about 100 entries. */
export const bus: BusModule = redisStreamsBroker("redis-streams-broker", undefined);
