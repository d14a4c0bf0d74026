import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

const heartbeatMs = 1000;

/** The heartbeat of every subscription goes on after it was closed, unseen since it is unreferenced. */
export const bus: BusModule = {
  ...streamsBus,
  name: "leaves-unreferenced-timers",
  async open(context) {
    const inner = await streamsBus.open(context);
    const heartbeats: NodeJS.Timeout[] = [];
    return {
      ...inner,
      subscribe(topic, options, handler) {
        heartbeats.push(setInterval(() => undefined, heartbeatMs).unref());
        return inner.subscribe(topic, options, handler);
      },
      async close() {
        await inner.close();
        heartbeats.forEach(clearInterval);
      },
    };
  },
};
