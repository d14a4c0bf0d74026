import type { BusModule } from "../bus/contract.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/**
 * Subscribers are connected and deaf after any reconnect: SUBSCRIBE is sent once and never again, as
 * in the hand-written loops of many programs.
 */
export const bus: BusModule = createPubsubBus("forgets-its-subscription", () => {
  let subscribed = false;
  return async (client, channel, hear) => {
    if (!subscribed) await client.subscribe(channel, hear);
    subscribed = true;
  };
});
