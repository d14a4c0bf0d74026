import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus, defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { withDeadline } from "../clock.ts";
import { WaitTimeoutError } from "../errors.ts";
import { halfOpenLimitMs, type PlantedBug } from "./planted-bug.ts";

const graceMs = 300;
const ignore = (): void => undefined;

/**
 * Takes a read without a reply for an empty stream and sends the next read on the same socket. On a
 * dead connection it looks idle and healthy.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      // A limit above twice the block time means the connection of a reader. It gets no watchdog.
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
  ),
  seenIn: "ioredis with `blockingTimeout`",
  foundBy: [
    {
      run: "partition/half-open-subscriber",
      mustFind: ["not-recovered", "stranded"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "all unread",
      recoveryLimitMs: halfOpenLimitMs,
    },
  ],
};
