import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import type { ClusterMessage } from "socket.io-adapter";

import type { BusContext, BusModule } from "../../../src/bus/contract.ts";

/** The parts of the adapter that this file reads or replaces. */
interface StreamsAdapter {
  onMessage(message: ClusterMessage, offset?: string): void;
  doPublish(message: ClusterMessage): Promise<string>;
}

/** A broadcast as the adapter stores it. */
interface Broadcast {
  readonly type: number;
  readonly data?: {
    readonly packet?: { readonly data?: readonly [event: string, payload: string] };
  };
}

/**
 * Socket.IO servers without HTTP: `emit` on one of them is a publish, and a hook on the adapter of another
 * counts what it receives. The topic is the event name.
 */
export function socketioStreams(name: string, { confirms }: { confirms: boolean }): BusModule {
  return {
    name,
    // A reader begins at `$` again if it had read nothing when its connection broke.
    guarantees: { delivery: "best-effort", confirmsPublish: confirms },
    async open(context) {
      const nodes = new Set<SocketNode>();
      const node = createNode(context);
      nodes.add(node);
      let last: Promise<string> = Promise.resolve("");
      const send = node.adapter.doPublish.bind(node.adapter);
      node.adapter.doPublish = (message) => (last = send(message));
      return {
        async publish(topic, payload) {
          node.server.emit(topic, payload);
          if (confirms) return await last;
          last.catch((error: unknown) => context.logger.warn(String(error)));
          return undefined;
        },
        async subscribe(topic, _options, handler) {
          const reader = createNode(context);
          nodes.add(reader);
          let open = true;
          const receive = reader.adapter.onMessage.bind(reader.adapter);
          reader.adapter.onMessage = (message, offset = "") => {
            receive(message, offset);
            const [event, payload] = (message as Broadcast).data?.packet?.data ?? [];
            if (!open || event !== topic || payload === undefined) return;
            Promise.resolve(handler({ id: offset, topic, payload, attempt: 1 })).catch(
              (error: unknown) => context.logger.warn(String(error)),
            );
          };
          return {
            async close() {
              open = false;
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
}

interface SocketNode {
  readonly server: Server;
  readonly adapter: StreamsAdapter;
  close(): void;
}

function createNode({ url, role, namespace, blockMs, logger }: BusContext): SocketNode {
  const client = new Redis(url, { connectionName: role });
  client.on("error", (error) => logger.warn(String(error)));
  const server = new Server({
    adapter: createAdapter(client, {
      streamName: `${namespace}stream`,
      channelPrefix: `${namespace}channel`,
      sessionKeyPrefix: `${namespace}session:`,
      ...(blockMs !== undefined && { blockTimeInMs: blockMs }),
    }),
  });
  const adapter = server.of("/").adapter as unknown as StreamsAdapter & { close(): void };
  return {
    server,
    adapter,
    close() {
      adapter.close();
      client.disconnect();
    },
  };
}
