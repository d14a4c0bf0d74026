import { Redis } from "ioredis";

import type { BusModule } from "../../src/bus/contract.ts";

/** [stream key, [entry id, [field, value]]]: a reply of XREADGROUP. */
type StreamsReply = [string, [string, [string, string]][]][];

/**
 * The XREADGROUP loop of most tutorials: a client for each consumer, a group from 0, an XACK after each
 * message, errors logged. It never reads its pending entries again.
 */
export const bus: BusModule = {
  name: "ioredis-streams",
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  streamKey: (topic, namespace) => `${namespace}${topic}`,
  async open({ url, role, namespace, blockMs = 5000, logger }) {
    const connect = (purpose: string): Redis =>
      new Redis(url, { connectionName: `${role}:${purpose}` }).on("error", (error) =>
        logger.warn(String(error)),
      );
    const writer = connect("commands");
    const subscriptions = new Set<{ close(): Promise<void> }>();
    return {
      async publish(topic, payload) {
        return (await writer.xadd(`${namespace}${topic}`, "*", "payload", payload)) ?? "";
      },
      async subscribe(topic, { group, consumer }, handler) {
        const key = `${namespace}${topic}`;
        const reader = connect("reader");
        await reader.xgroup("CREATE", key, group, "0", "MKSTREAM").catch((error: unknown) => {
          if (!String(error).includes("BUSYGROUP")) throw error;
        });
        let running = true;

        async function readOnce(): Promise<void> {
          const reply = (await reader.xreadgroup(
            "GROUP",
            group,
            consumer,
            "COUNT",
            10,
            "BLOCK",
            blockMs,
            "STREAMS",
            key,
            ">",
          )) as StreamsReply | null;
          for (const [id, [, payload]] of (reply ?? []).flatMap(([, entries]) => entries)) {
            if (!running) return;
            await handler({ id, topic, payload, attempt: 1 });
            await reader.xack(key, group, id);
          }
        }

        const loop = (async () => {
          while (running) {
            try {
              await readOnce();
            } catch (error) {
              logger.warn(String(error));
              if (running) await new Promise((resolve) => setTimeout(resolve, 100));
            }
          }
        })();
        const subscription = {
          async close() {
            running = false;
            reader.disconnect();
            await loop;
            subscriptions.delete(subscription);
          },
        };
        subscriptions.add(subscription);
        return subscription;
      },
      async close() {
        await Promise.all([...subscriptions].map((subscription) => subscription.close()));
        writer.disconnect();
      },
    };
  },
};
