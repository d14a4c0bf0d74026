import type { BusContext, BusModule } from "../../../src/bus/contract.ts";

/** A connection with the stream commands that the loop needs. */
export interface StreamClient {
  append(key: string, payload: string): Promise<string>;
  /** Creates the group at the first entry of the stream. Fails with BUSYGROUP if the group exists. */
  createGroup(group: StreamGroup): Promise<unknown>;
  /** Waits for entries that no consumer of the group has got, at most for `blockMs`. */
  readNew(group: StreamGroup, limits: ReadLimits): Promise<readonly StreamEntry[]>;
  acknowledge(group: StreamGroup, id: string): Promise<unknown>;
  close(): void;
}

export interface StreamGroup {
  readonly key: string;
  readonly group: string;
}

export interface ReadLimits {
  readonly consumer: string;
  readonly count: number;
  readonly blockMs: number;
}

export interface StreamEntry {
  readonly id: string;
  readonly payload: string;
}

const entriesPerRead = 10;
const pauseAfterErrorMs = 100;

/**
 * The XREADGROUP loop of most tutorials: a client for each consumer, a group from 0, an XACK after each
 * message, errors logged. It never reads its pending entries again, and it creates its group only once.
 */
export function streamLoop(
  name: string,
  connect: (context: BusContext, purpose: string) => Promise<StreamClient>,
): BusModule {
  return {
    name,
    guarantees: { delivery: "at-least-once", replaysFromStart: true },
    streamKey: (topic, namespace) => `${namespace}${topic}`,
    async open(context) {
      const { namespace, blockMs = 5000, logger } = context;
      const writer = await connect(context, "commands");
      const subscriptions = new Set<{ close(): Promise<void> }>();
      return {
        publish: (topic, payload) => writer.append(`${namespace}${topic}`, payload),
        async subscribe(topic, { group: name, consumer }, handler) {
          const group = { key: `${namespace}${topic}`, group: name };
          const limits = { consumer, count: entriesPerRead, blockMs };
          const reader = await connect(context, "reader");
          await reader.createGroup(group).catch((error: unknown) => {
            if (!String(error).includes("BUSYGROUP")) throw error;
          });
          let running = true;

          async function readOnce(): Promise<void> {
            for (const { id, payload } of await reader.readNew(group, limits)) {
              if (!running) return;
              await handler({ id, topic, payload, attempt: 1 });
              await reader.acknowledge(group, id);
            }
          }

          const loop = (async () => {
            while (running) {
              try {
                await readOnce();
              } catch (error) {
                logger.warn(String(error));
                if (running) await new Promise((resolve) => setTimeout(resolve, pauseAfterErrorMs));
              }
            }
          })();
          const subscription = {
            async close() {
              running = false;
              reader.close();
              await loop;
              subscriptions.delete(subscription);
            },
          };
          subscriptions.add(subscription);
          return subscription;
        },
        async close() {
          await Promise.all([...subscriptions].map((subscription) => subscription.close()));
          writer.close();
        },
      };
    },
  };
}
