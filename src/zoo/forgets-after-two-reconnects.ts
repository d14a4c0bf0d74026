import type { BusModule } from "../bus/contract.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

const remembered = 2;

/**
 * The first reconnect goes well and the second leaves the subscriber deaf: the list of channels to
 * come back to is emptied while it is used (ioredis #85 lost its channels in this way).
 */
export const bus: BusModule = createPubsubBus("forgets-after-two-reconnects", () => {
  let connections = 0;
  return async (client, channel, hear) => {
    connections += 1;
    if (connections <= remembered) await client.subscribe(channel, hear);
  };
});
