import type { BusModule } from "../../src/bus/contract.ts";
import { bullmqQueue } from "./parts/bullmq.ts";

/** BullMQ with a socket timeout, so that it notices a connection that went silent. */
export const bus: BusModule = bullmqQueue("bullmq-queue-socket-timeout", { socketTimeout: 10_000 });
