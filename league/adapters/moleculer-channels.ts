import type { BusModule } from "../../src/bus/contract.ts";
import { moleculerChannels } from "./parts/moleculer-channels.ts";

/** @moleculer/channels with the defaults of its Redis adapter: a new group begins at the next message. */
export const bus: BusModule = moleculerChannels("moleculer-channels", {
  replaysFromStart: false,
  // A pending entry of another consumer is claimed after an hour.
  redeliversWithinMs: 0,
  consumerOptions: {},
});
