import type { BusModule } from "../../src/bus/contract.ts";
import { redisStreamsBroker } from "./parts/redis-streams-broker.ts";

/** redis-streams-broker with a negative limit, which turns its trimming off. */
export const bus: BusModule = redisStreamsBroker("redis-streams-broker-untrimmed", -1);
