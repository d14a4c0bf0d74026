import { randomUUID } from "node:crypto";

import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

const mostKept = 50;

interface Kept {
  readonly id: string;
  readonly topic: string;
  readonly payload: string;
}

/**
 * Acknowledges every publish while Redis is away, keeps the newest 50 messages and drops the others.
 * It reports the drops, but it claims to deliver at least once, so they fail.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "sheds-its-backlog",
  async open(context) {
    const kept: Kept[] = [];
    const offline = watchOffline(context, () => {
      for (const { topic, payload } of kept.splice(0)) {
        inner.publish(topic, payload).catch(() => undefined);
      }
    });
    const inner = await streamsBus.open(offline.context);
    const keep = (topic: string, payload: string): string => {
      const id = randomUUID();
      kept.push({ id, topic, payload });
      const dropped = kept.length > mostKept ? kept.shift() : undefined;
      if (dropped) context.notify({ kind: "dropped", topic, ids: [dropped.id] });
      return id;
    };
    return {
      ...inner,
      publish: async (topic, payload) =>
        offline.isOffline() ? keep(topic, payload) : await inner.publish(topic, payload),
    };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["dropped", "false-acknowledgement"],
      summaryIncludes: "all not in Redis",
    },
  ],
};
