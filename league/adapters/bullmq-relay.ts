import { Relay } from "bullmq";

import type { BusModule } from "../../src/bus/contract.ts";

/**
 * BullMQ Relay: every subscribed node gets each message through an inbox in Redis. It may lose messages in an
 * outage that is longer than the lease of a node, and it may send a publish again after a lost reply.
 */
export const bus: BusModule = {
  name: "bullmq-relay",
  guarantees: { delivery: "best-effort", sharesWork: false },
  async open({ url, role, namespace, blockMs, logger, notify }) {
    const relay = new Relay({
      connection: { url, connectionName: role },
      prefix: namespace,
      nodeId: role,
      ...(blockMs !== undefined && { blockTimeout: blockMs }),
    });
    relay.on("error", (error: Error) => {
      logger.warn(String(error));
      notify({ kind: "disconnected", detail: String(error) });
    });
    relay.on("recovered", () => notify({ kind: "gap", detail: "the lease of this node ended" }));
    relay.on("lag", (unread: number) =>
      notify({ kind: "degraded", detail: `${unread} messages unread` }),
    );
    await relay.waitUntilReady();
    return {
      async publish(topic, payload) {
        const { mid, nodes } = await relay.publish(topic, { payload });
        // Redis stored it nowhere, because no node was subscribed.
        if (nodes === 0)
          throw Object.assign(new Error("no node is subscribed"), { outcome: "rejected" });
        return mid;
      },
      async subscribe(topic, _options, handler) {
        const subscription = await relay.subscribe<{ payload: string }>(
          topic,
          ({ mid, data: { payload } }) => handler({ id: mid, topic, payload, attempt: 1 }),
        );
        return { close: () => subscription.unsubscribe() };
      },
      close: () => relay.close(),
    };
  },
};
