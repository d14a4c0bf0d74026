import Queue from "bee-queue";

import type { BusModule } from "../../src/bus/contract.ts";

/** The worker looks for stalled jobs at this interval; a job counts as stalled after the same time. */
const stalledIntervalMs = 5_000;

/** bee-queue as its readme writes it, with the check for stalled jobs that the readme demands. */
export const bus: BusModule = {
  name: "bee-queue",
  guarantees: {
    delivery: "at-least-once",
    replaysFromStart: true,
    groups: false,
    redeliversWithinMs: 3 * stalledIntervalMs,
  },
  async open({ url, namespace, logger, notify }) {
    const queues = new Set<Queue<{ payload: string }>>();
    const producers = new Map<string, Queue<{ payload: string }>>();

    function create(topic: string, isWorker: boolean): Queue<{ payload: string }> {
      const queue = new Queue<{ payload: string }>(topic, {
        prefix: namespace,
        redis: { url },
        isWorker,
        getEvents: false,
        sendEvents: false,
        removeOnSuccess: true,
        stallInterval: stalledIntervalMs,
      });
      queue.on("error", (error) => {
        logger.warn(String(error));
        notify({ kind: "disconnected", detail: String(error) });
      });
      queues.add(queue);
      return queue;
    }

    return {
      async publish(topic, payload) {
        let queue = producers.get(topic);
        if (!queue) producers.set(topic, (queue = create(topic, false)));
        const job = await queue.createJob({ payload }).retries(2).save();
        return String(job.id);
      },
      async subscribe(topic, _options, handler) {
        const queue = create(topic, true);
        await queue.ready();
        queue.process(10, async ({ id, data }) => {
          await handler({ id: String(id), topic, payload: data.payload, attempt: 1 });
        });
        queue.checkStalledJobs(stalledIntervalMs, (error) => {
          if (error) logger.warn(String(error));
        });
        return {
          async close() {
            queues.delete(queue);
            await queue.close();
          },
        };
      },
      async close() {
        await Promise.all([...queues].map((queue) => queue.close()));
      },
    };
  },
};
