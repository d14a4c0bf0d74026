import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { openSubscriber, receive, type Subscriber } from "../bus/pubsub/subscriber.ts";
import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection } from "../bus/redis/connection.ts";
import type { RedisClient } from "../bus/redis/redis-session.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Has one connection for all topics, and remembers only the last one. After a reconnect it subscribes to that one alone. */
export const bus: PlantedBug = {
  ...pubsubBus,
  name: "subscribes-again-to-its-last-topic",
  async open(context) {
    const publishing = await pubsubBus.open(context);
    let client: RedisClient | undefined;
    let last: Subscriber | undefined;
    const attach = async (subscriber: Subscriber | undefined): Promise<void> => {
      if (subscriber)
        await client?.subscribe(subscriber.channel, (text) => receive(subscriber, text));
    };
    const connection = openConnection({
      url: context.url,
      name: connectionName(context.role, "subscriber"),
      stallMs: 1500,
      logger: context.logger,
      startWatchdog,
      reconnectDelayMs: fullJitterDelayMs,
      async prepare(opened) {
        client = opened;
        await attach(last);
      },
    });
    return {
      ...publishing,
      async subscribe(topic, _options, handler) {
        const channel = `${context.namespace}${topic}`;
        const state = { running: 0, closed: false };
        const subscriber: Subscriber = { context, topic, channel, handler, ...state };
        const opened = await openSubscriber(subscriber, connection);
        await attach(subscriber);
        last = subscriber;
        return opened;
      },
      async close() {
        await connection.close();
        await publishing.close();
      },
    };
  },
  foundBy: [
    {
      run: "topics/reconnect",
      mustFind: ["lost", "not-recovered"],
      summaryIncludes: "never got a message through again",
    },
  ],
};
