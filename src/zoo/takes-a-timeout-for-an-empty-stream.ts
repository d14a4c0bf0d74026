import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus, defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { withDeadline } from "../clock.ts";
import { WaitTimeoutError } from "../errors.ts";

const graceMs = 300;
const ignore = (): void => undefined;

/**
 * Looks idle and healthy on a dead connection: a read without a reply counts as an empty stream, and
 * the next one goes out on the same socket, as with the `blockingTimeout` of ioredis.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    // Only a reader is given more than twice the block time.
    startWatchdog: (options) =>
      options.stallMs > 2 * defaultBlockMs
        ? { sent: ignore, answered: ignore, stop: ignore }
        : referenceParts.startWatchdog(options),
    async readNew(consumer, count) {
      const reading = referenceParts.readNew(consumer, count);
      try {
        return await withDeadline(reading, "a message", consumer.blockMs + graceMs);
      } catch (error) {
        if (!(error instanceof WaitTimeoutError)) throw error;
        reading.catch(ignore);
        return [];
      }
    },
  },
  { name: "takes-a-timeout-for-an-empty-stream" },
);
