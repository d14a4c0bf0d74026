import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const heartbeatMs = 1000;

/**
 * Leaves the heartbeat timer of a closed subscription running. The timer is unreferenced, so the
 * process does not stay alive for it.
 */
export const bus: PlantedBug = {
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
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "process.intervals" }],
};
