import type { Bus } from "../../bus/contract.ts";

/** Returns the bus, whose close also ends the timer. */
export function endTimerAtClose(bus: Bus, timer: NodeJS.Timeout): Bus {
  return {
    ...bus,
    async close() {
      clearInterval(timer);
      await bus.close();
    },
  };
}
