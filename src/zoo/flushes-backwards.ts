import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { watchOffline } from "./support/watch-offline.ts";

/**
 * Claims the order of each publisher, and sends what it kept while Redis was away from a stack: the
 * newest message first.
 */
export const bus: BusModule = {
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
    const publish = (topic: string, payload: string): Promise<string> => {
      if (!offline.isOffline()) return inner.publish(topic, payload);
      return new Promise((resolve) => kept.push(() => resolve(inner.publish(topic, payload))));
    };
    const close = async (): Promise<void> => {
      await inner.close();
      flush();
    };
    return { ...inner, publish, close };
  },
};
