import { Queue, Worker, type RedisOptions, type WorkerOptions } from "bullmq";

import type { BusContext, BusModule } from "../../../src/bus/contract.ts";

/**
 * A job of a worker that lost its connection is active under a lock. The stalled check gives it to another
 * worker: it runs every 30 s, and it must find the job twice.
 */
const stalledCheckMs = 90_000;

/** A BullMQ queue has one group only, because its workers share the jobs. */
export function bullmqQueue(
  name: string,
  moreConnection: RedisOptions,
  moreWorker: Partial<WorkerOptions> = {},
): BusModule {
  return {
    name,
    guarantees: {
      delivery: "at-least-once",
      replaysFromStart: true,
      groups: false,
      redeliversWithinMs: moreWorker.skipStalledCheck ? 0 : stalledCheckMs,
    },
    async open({ url, role, namespace, blockMs, logger, notify }) {
      const connection = { ...placeOf(url), connectionName: role, ...moreConnection };
      const queues = new Map<string, Queue>();
      const workers = new Set<Worker>();

      function queueOf(topic: string): Queue {
        let queue = queues.get(topic);
        if (!queue) {
          queue = new Queue(topic, { connection, prefix: namespace });
          report(queue, { logger, notify });
          queues.set(topic, queue);
        }
        return queue;
      }

      return {
        async publish(topic, payload) {
          const options = {
            removeOnComplete: true,
            attempts: 3,
            backoff: { type: "exponential", delay: 500 },
          };
          const { id } = await queueOf(topic).add("message", { payload }, options);
          return id;
        },
        async subscribe(topic, _options, handler) {
          const worker = new Worker(
            topic,
            async ({ id = "", queueName, data, attemptsMade }) => {
              const { payload } = data as { payload: string };
              await handler({ id, topic: queueName, payload, attempt: attemptsMade + 1 });
            },
            {
              connection,
              prefix: namespace,
              concurrency: 10,
              ...(blockMs !== undefined && { drainDelay: blockMs / 1000 }),
              ...moreWorker,
            },
          );
          report(worker, { logger, notify });
          workers.add(worker);
          await worker.waitUntilReady();
          return {
            async close() {
              await worker.close();
              workers.delete(worker);
            },
          };
        },
        async close() {
          await Promise.all([...workers].map((worker) => worker.close()));
          await Promise.all([...queues.values()].map((queue) => queue.close()));
        },
      };
    },
  };
}

/** Returns the options of a connection. Versions 2 to 4 of BullMQ ignore a `url` among them, and bisect may run these. */
function placeOf(url: string): RedisOptions {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), db: Number(pathname.slice(1)) };
}

interface Source {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "ioredis:close", listener: () => void): unknown;
}

function report(source: Source, { logger, notify }: Pick<BusContext, "logger" | "notify">): void {
  source.on("error", (error) => logger.warn(String(error)));
  source.on("ioredis:close", () => notify({ kind: "disconnected" }));
}
