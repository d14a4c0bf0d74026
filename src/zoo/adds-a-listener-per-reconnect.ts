import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

/** Adds one more abort listener after every reconnect, and never removes it. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "adds-a-listener-per-reconnect",
  async open(context) {
    const onReturn = (): void =>
      context.signal.addEventListener("abort", () => undefined, { once: true });
    return await streamsBus.open(watchOffline(context, onReturn).context);
  },
  foundBy: [
    { run: "leak/reconnects", mustFind: ["leak"], summaryIncludes: "process.signalListeners" },
  ],
};
