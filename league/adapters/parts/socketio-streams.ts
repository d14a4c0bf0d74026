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

/** How often a new server is sent an event until it has received one, and for how long. */
const helloIntervalMs = 50;
const helloLimitMs = 5000;
/** The name of that event. Subscribers of other topics ignore it. */
const hello = "hello";

/** A broadcast as the adapter stores it. */
interface Broadcast {
  readonly type: number;
  readonly data?: {
    readonly packet?: { readonly data?: readonly [event: string, payload: string] };
  };
}

interface StreamsOptions {
  /**
   * A publish waits for the reply of its XADD, and a subscription waits until its server has received an
   * event. The documents do neither, but a service that must not lose messages can.
   */
  readonly confirms: boolean;
  /** The time limit of an XREAD. A closed server keeps its connection until its last XREAD returns. */
  readonly blockMs?: number;
}

/**
 * Socket.IO servers without HTTP: `emit` on one of them is a publish, and a hook on the adapter of another
 * counts what it receives. The topic is the event name.
 */
export function socketioStreams(name: string, { confirms, blockMs }: StreamsOptions): BusModule {
  return {
    name,
    // A reader begins at `$` again if it had read nothing when its connection broke.
    guarantees: { delivery: "best-effort", sharesWork: false, confirmsPublish: confirms },
    async open(context) {
      const nodes = new Set<SocketNode>();
      const settings = { blockMs, ...context };
      const node = createNode(settings);
      nodes.add(node);
      let last: Promise<string> = Promise.resolve("");
      const send = node.adapter.doPublish.bind(node.adapter);
      node.adapter.doPublish = (message) => {
        last = send(message);
        last.catch((error: unknown) => context.logger.warn(String(error)));
        return last;
      };
      return {
        async publish(topic, payload) {
          node.server.emit(topic, payload);
          return confirms ? await last : undefined;
        },
        async subscribe(topic, _options, handler) {
          const reader = createNode(settings);
          nodes.add(reader);
          let open = true;
          const isReady = Promise.withResolvers<void>();
          const receive = reader.adapter.onMessage.bind(reader.adapter);
          reader.adapter.onMessage = (message, offset = "") => {
            receive(message, offset);
            const [event, payload] = (message as Broadcast).data?.packet?.data ?? [];
            if (event === hello) isReady.resolve();
            if (!open || event !== topic || payload === undefined) return;
            Promise.resolve(handler({ id: offset, topic, payload, attempt: 1 })).catch(
              (error: unknown) => context.logger.warn(String(error)),
            );
          };
          if (confirms) await greet(node.server, isReady.promise);
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

/** Emits an event again and again until the new server has received it. */
async function greet(server: Server, isReady: Promise<void>): Promise<void> {
  const limit = Promise.withResolvers<never>();
  const timeout = setTimeout(() => {
    limit.reject(new Error(`the new server received no event in ${helloLimitMs} ms`));
  }, helloLimitMs);
  const repeated = setInterval(() => server.emit(hello, ""), helloIntervalMs);
  try {
    await Promise.race([isReady, limit.promise]);
  } finally {
    clearTimeout(timeout);
    clearInterval(repeated);
  }
}

type NodeSettings = Omit<BusContext, "blockMs"> & { readonly blockMs: number | undefined };

interface SocketNode {
  readonly server: Server;
  readonly adapter: StreamsAdapter;
  close(): void;
}

function createNode({ url, role, namespace, blockMs, logger }: NodeSettings): SocketNode {
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
