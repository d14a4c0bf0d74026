import { randomUUID } from "node:crypto";

import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

/** Claims a durable outbox, keeps it in memory, and begins with an empty one when it connects again. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "forgets-its-outbox",
  guarantees: { ...streamsBus.guarantees, durableOutbox: true },
  async open(context) {
    let outbox: (() => void)[] = [];
    const offline = watchOffline(context, () => (outbox = []));
    const inner = await streamsBus.open(offline.context);
    const send = (topic: string, payload: string): void => {
      const again = (): void => send(topic, payload);
      inner.publish(topic, payload).catch(() => outbox.push(again));
    };
    return {
      ...inner,
      async publish(topic, payload) {
        if (offline.isOffline()) outbox.push(() => send(topic, payload));
        else send(topic, payload);
        return randomUUID();
      },
    };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "all not in Redis",
    },
  ],
};
