import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

const ignore = (): void => undefined;

/** Waits for ever on a half-open connection: nothing ever asks whether the other end is still there. */
export const bus: BusModule = createStreamsBus(
  { ...streamsParts, startWatchdog: () => ({ sent: ignore, answered: ignore, stop: ignore }) },
  { name: "never-looks-at-its-connections" },
);
