import { randomUUID } from "node:crypto";

import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { watchOffline } from "./support/watch-offline.ts";

const mostKept = 50;

interface Kept {
  readonly id: string;
  readonly topic: string;
  readonly payload: string;
}

/**
 * Vouches for whatever is published while Redis is away, keeps the newest 50 and drops the rest. It
 * says so, which makes it no better: it claims to deliver at least once.
 */
export const bus: BusModule = {
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
};
