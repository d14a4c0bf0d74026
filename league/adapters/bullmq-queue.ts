import type { BusModule } from "../../src/bus/contract.ts";
import { bullmqQueue } from "./parts/bullmq.ts";

/** BullMQ as its guide writes it: a Queue and a Worker, with the default options of the connection. */
export const bus: BusModule = bullmqQueue("bullmq-queue", {});
