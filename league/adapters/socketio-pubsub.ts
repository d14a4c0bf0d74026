import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";

import type { BusContext, BusModule } from "../../src/bus/contract.ts";

/** The part of the adapter that this file replaces. */
interface PubSubAdapter {
  broadcast(packet: { data?: readonly unknown[] }, options: unknown): void;
  close(): void;
}

/** Socket.IO over Redis Pub/Sub: `emit` returns before anything is sent, and nothing says that a node is ready. */
export const bus: BusModule = {
  name: "socketio-pubsub",
  guarantees: { delivery: "at-most-once", sharesWork: false, confirmsPublish: false },
  async open(context) {
    const nodes = new Set<SocketNode>();
    const node = createNode(context);
    nodes.add(node);
    let received = 0;
    return {
      async publish(topic, payload) {
        node.server.emit(topic, payload);
      },
      async subscribe(topic, _options, handler) {
        const reader = createNode(context);
        nodes.add(reader);
        let open = true;
        // The adapter calls the broadcast of its base class for each message of another node.
        const base = Object.getPrototypeOf(Object.getPrototypeOf(reader.adapter)) as PubSubAdapter;
        const broadcast = base.broadcast;
        const receivers = receiversOf(base, broadcast);
        const receive = (packet: { data?: readonly unknown[] }): void => {
          const [event, payload] = packet.data ?? [];
          if (!open || event !== topic || typeof payload !== "string") return;
          Promise.resolve(handler({ id: String(++received), topic, payload, attempt: 1 })).catch(
            (error: unknown) => context.logger.warn(String(error)),
          );
        };
        receivers.set(reader.adapter, receive);
        return {
          async close() {
            open = false;
            receivers.delete(reader.adapter);
            nodes.delete(reader);
            reader.close();
          },
        };
      },
      async close() {
        for (const each of nodes) each.close();
      },
    };
  },
};

type Receivers = Map<PubSubAdapter, (packet: { data?: readonly unknown[] }) => void>;
let receiversOfAll: Receivers | undefined;

/** Wraps the broadcast of the base class, once for all adapters of this process. */
function receiversOf(base: PubSubAdapter, broadcast: PubSubAdapter["broadcast"]): Receivers {
  if (receiversOfAll) return receiversOfAll;
  const receivers: Receivers = new Map();
  base.broadcast = function (packet, options) {
    receivers.get(this)?.(packet);
    broadcast.call(this, packet, options);
  };
  receiversOfAll = receivers;
  return receivers;
}

interface SocketNode {
  readonly server: Server;
  readonly adapter: PubSubAdapter;
  close(): void;
}

function createNode({ url, role, namespace, logger, notify }: BusContext): SocketNode {
  const connect = (purpose: string): Redis => {
    const client = new Redis(url, { connectionName: `${role}:${purpose}` });
    client.on("error", (error) => logger.warn(String(error)));
    client.on("close", () => notify({ kind: "disconnected", detail: purpose }));
    return client;
  };
  const publisher = connect("publisher");
  const subscriber = connect("subscriber");
  const server = new Server({ adapter: createAdapter(publisher, subscriber, { key: namespace }) });
  const adapter = server.of("/").adapter as unknown as PubSubAdapter;
  return {
    server,
    adapter,
    close() {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
