import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const attempts = 10;
const pauseMs = 50;
/** Shorter than usual, for nothing is worth waiting for. */
const publishLimitMs = 2000;

/**
 * Survives a short outage and is dead after one of a second: ten attempts to reconnect and never one
 * more, like a retry strategy that returns `null` (NestJS #2246, #14044).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    reconnectDelayMs: ({ number }) => (number > attempts ? undefined : pauseMs),
  },
  { name: "gives-up-after-ten-attempts", publishLimitMs },
);
