import type { BusModule } from "../../src/bus/contract.ts";
import { moleculerChannels } from "./parts/moleculer-channels.ts";

/** @moleculer/channels from the first message, with a claim of pending entries after 5 s. */
export const bus: BusModule = moleculerChannels("moleculer-channels-advised", {
  replaysFromStart: true,
  redeliversWithinMs: 10_000,
  consumerOptions: { startID: "0", minIdleTime: 5000, readTimeoutInterval: 1000 },
  maxInFlight: 10,
});
