import type { BusContext, BusModule, MessageHandler } from "../../bus/contract.ts";
import { pubsubBus } from "../../bus/pubsub/pubsub-bus.ts";
import { openSubscriber, receive, type Subscriber } from "../../bus/pubsub/subscriber.ts";
import { fullJitterDelayMs } from "../../bus/redis/backoff.ts";
import { startWatchdog } from "../../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection } from "../../bus/redis/connection.ts";
import type { RedisClient } from "../../bus/redis/redis-session.ts";

/** Subscribes a new connection, the first or a later one, of a subscriber to its channel. */
export type Attach = (
  client: RedisClient,
  channel: string,
  hear: (text: string) => void,
) => Promise<void>;

/** Creates the Pub/Sub bus with another way of subscribing. Calls `createAttach` once for each subscriber. */
export function createPubsubBus(name: string, createAttach: () => Attach): BusModule {
  return {
    ...pubsubBus,
    name,
    async open(context) {
      const publishing = await pubsubBus.open(context);
      return {
        ...publishing,
        subscribe: (topic, _options, handler) =>
          subscribe(context, { topic, handler, attach: createAttach() }),
      };
    },
  };
}

async function subscribe(
  context: BusContext,
  asked: { topic: string; handler: MessageHandler; attach: Attach },
) {
  const { topic, handler, attach } = asked;
  const channel = `${context.namespace}${topic}`;
  const subscriber: Subscriber = { context, topic, channel, handler, running: 0, closed: false };
  const connection = openConnection({
    url: context.url,
    name: connectionName(context.role, "subscriber"),
    stallMs: 1500,
    logger: context.logger,
    startWatchdog,
    reconnectDelayMs: fullJitterDelayMs,
    prepare: (client) => attach(client, channel, (text) => receive(subscriber, text)),
  });
  return openSubscriber(subscriber, connection);
}
