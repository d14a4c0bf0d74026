import type { BusModule } from "../bus/contract.ts";
import { createPubsubBus } from "./support/create-pubsub-bus.ts";

/** Every reconnect adds one more listener to those before, so each message comes once more. */
export const bus: BusModule = createPubsubBus("registers-its-listener-again", () => {
  let listeners = 0;
  return async (client, channel, hear) => {
    listeners += 1;
    for (let listener = 0; listener < listeners; listener += 1) {
      await client.subscribe(channel, (text) => hear(text));
    }
  };
});
