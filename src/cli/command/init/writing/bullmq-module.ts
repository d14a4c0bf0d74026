/** A bus on a BullMQ queue, which works as it is. Its workers share the jobs, so it has one group only. */
export const bullmqModule = `
«import type { BusModule } from "bus-chaos";
»import { Queue, Worker } from "bullmq";

// A bus on BullMQ, written by \`npx bus-chaos init\`. It works as it is: run it once, and then put your own code into
// the places that are marked with "yours".

export const bus«: BusModule» = {
  name: "my-bus",
  guarantees: {
    // yours: the claims by which the bus is judged.
    delivery: "at-least-once",
    replaysFromStart: true,
    // The workers of a queue share its jobs, so there are no groups that each get every job.
    groups: false,
    // A job of a dead worker comes again after the stalled check, which runs every 30 s, has found it twice.
    redeliversWithinMs: 90_000,
  },
  async open({ url, role, namespace, logger }) {
    const warn = (error«: unknown») => logger.warn(String(error));
    // yours: the options of your connection. Faults are injected at \`url\`.
    // Without the socket timeout a worker never notices a connection that went silent.
    const connection = { url, connectionName: role, socketTimeout: 10_000 };
    const queues = new Map«<string, Queue>»();
    const workers = new Set«<Worker>»();

    function queueOf(topic«: string»)«: Queue» {
      let queue = queues.get(topic);
      if (!queue) {
        queue = new Queue(topic, { connection, prefix: namespace });
        queue.on("error", warn);
        queues.set(topic, queue);
      }
      return queue;
    }

    return {
      async publish(topic, payload) {
        // yours: add one job, and resolve when Redis has it.
        const retry = { attempts: 3, backoff: { type: "exponential", delay: 500 } };
        const job = await queueOf(topic).add("message", { payload }, { removeOnComplete: true, ...retry });
        return job.id;
      },

      async subscribe(topic, _options, handler) {
        // yours: start a worker that calls \`handler\` for each job.
        const worker = new Worker(
          topic,
          async ({ id = "", data, attemptsMade }) => {
            await handler({ id, topic, payload: data.payload, attempt: attemptsMade + 1 });
          },
          { connection, prefix: namespace, concurrency: 10 },
        );
        worker.on("error", warn);
        workers.add(worker);
        await worker.waitUntilReady();
        return {
          async close() {
            workers.delete(worker);
            await worker.close();
          },
        };
      },

      async close() {
        // yours: end every connection, also while Redis is away.
        await Promise.all([...workers].map((worker) => worker.close()));
        await Promise.all([...queues.values()].map((queue) => queue.close()));
      },
    };
  },
};
`;
