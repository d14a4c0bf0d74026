import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { watchOffline } from "./support/watch-offline.ts";

/** Listens for the end of the process once more after every reconnect, and never stops listening. */
export const bus: BusModule = {
  ...streamsBus,
  name: "adds-a-listener-per-reconnect",
  async open(context) {
    const onReturn = (): void =>
      context.signal.addEventListener("abort", () => undefined, { once: true });
    return await streamsBus.open(watchOffline(context, onReturn).context);
  },
};
