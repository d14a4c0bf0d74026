import type { BusModule } from "../../src/bus/contract.ts";
import { bullmqQueue } from "./parts/bullmq.ts";

/**
 * BullMQ with `skipStalledCheck`: no worker looks for jobs whose worker lost its connection, so such a
 * job stays active for ever.
 */
export const bus: BusModule = bullmqQueue(
  "bullmq-queue-no-stalled-check",
  {},
  { skipStalledCheck: true },
);
