import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Sends PING and takes it for a sign of life that it could be written, which the kernel allows long
 * after the other end is gone; nobody waits for the PONG (kombu had this, see its pull request 2590).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    startWatchdog(options) {
      const watchdog = referenceParts.startWatchdog(options);
      const sent = (): void => {
        watchdog.sent();
        watchdog.answered();
      };
      return { sent, answered: () => undefined, stop: watchdog.stop };
    },
  },
  { name: "trusts-its-writes" },
);
