import type { Bus } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** How long a publish waits for others, to send them together. */
const lingerMs = 50;

/** Collects publishes for 50 ms, and forgets those that wait when it closes: their calls never settle. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "closes-on-its-own-publishes",
  async open(context): Promise<Bus> {
    const opened = await streamsBus.open(context);
    const waiting = new Set<NodeJS.Timeout>();
    return {
      ...opened,
      async publish(topic, payload) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(() => {
          waiting.delete(timer);
          resolve();
        }, lingerMs);
        waiting.add(timer);
        await promise;
        return await opened.publish(topic, payload);
      },
      async close() {
        for (const timer of waiting) clearTimeout(timer);
        await opened.close();
      },
    };
  },
  foundBy: [
    {
      run: "shutdown/rolling-deploy",
      mustFind: ["hung"],
      summaryIncludes: "of publisher-0 never settled",
    },
  ],
};
