import type { Subscription } from "../bus/contract.ts";
import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Delay that keeps workers which start together from connecting together. */
const spreadMs = 100;

/** Resolves `subscribe` before it sends SUBSCRIBE, so messages published in between are missed. */
export const bus: PlantedBug = {
  ...pubsubBus,
  name: "subscribes-in-the-background",
  async open(context) {
    const inner = await pubsubBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler): Promise<Subscription> {
        const subscribing = sleep(spreadMs).then(() => inner.subscribe(topic, options, handler));
        subscribing.catch(() => undefined); // `close` reports it.
        return { close: async () => (await subscribing).close() };
      },
    };
  },
  foundBy: [
    { run: "startup-race/from-new", mustFind: ["lost"], summaryIncludes: "(at the start)" },
    {
      run: "startup-race/every-boundary-from-new",
      mustFind: ["lost"],
      summaryIncludes: "before subscriber SUBSCRIBE",
    },
  ],
};
