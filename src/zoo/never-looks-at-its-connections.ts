import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const ignore = (): void => undefined;

/**
 * Waits for ever on a half-open connection: nothing ever asks whether the other end is still there
 * (ioredis #240, #1451).
 */
export const bus: BusModule = createStreamsBus(
  { ...referenceParts, startWatchdog: () => ({ sent: ignore, answered: ignore, stop: ignore }) },
  { name: "never-looks-at-its-connections" },
);
