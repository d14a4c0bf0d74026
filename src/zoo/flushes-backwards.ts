import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

/**
 * Claims the order of each publisher, and yet keeps messages on a stack while Redis is away and
 * then sends the newest first.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "flushes-backwards",
  guarantees: { ...streamsBus.guarantees, ordering: "per-publisher" },
  async open(context) {
    const kept: (() => void)[] = [];
    const flush = (): void => {
      while (kept.length > 0) kept.pop()?.();
    };
    const offline = watchOffline(context, flush);
    const inner = await streamsBus.open(offline.context);
    const publish = (topic: string, payload: string): Promise<string | void> => {
      if (!offline.isOffline()) return inner.publish(topic, payload);
      return new Promise((resolve) => kept.push(() => resolve(inner.publish(topic, payload))));
    };
    const close = async (): Promise<void> => {
      await inner.close();
      flush();
    };
    return { ...inner, publish, close };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["reordered"],
      summaryIncludes: "delivered after a later one",
    },
  ],
};
