import { fullJitterDelayMs } from "../../src/bus/backoff.ts";
import { startWatchdog } from "../../src/bus/connection-watchdog.ts";
import { connectionName, openConnection } from "../../src/bus/connection.ts";
import type { BusContext, BusModule, MessageHandler } from "../../src/bus/contract.ts";
import { pubsubBus } from "../../src/bus/pubsub/pubsub-bus.ts";
import { openSubscriber, receive, type Subscriber } from "../../src/bus/pubsub/subscriber.ts";
import type { RedisClient } from "../../src/bus/redis-session.ts";

/** Subscribers are connected and deaf after any reconnect: SUBSCRIBE is sent once and never again. */
export const bus: BusModule = {
  ...pubsubBus,
  name: "forgets-its-subscription",
  async open(context) {
    const publishing = await pubsubBus.open(context);
    return { ...publishing, subscribe: (topic, _, handler) => subscribe(context, topic, handler) };
  },
};

async function subscribe(context: BusContext, topic: string, handler: MessageHandler) {
  const channel = `${context.namespace}${topic}`;
  const subscriber: Subscriber = { context, topic, channel, handler, running: 0, closed: false };
  let subscribed = false;
  const prepare = async (client: RedisClient): Promise<void> => {
    if (!subscribed) await client.subscribe(channel, (text) => receive(subscriber, text));
    subscribed = true;
  };
  const connection = openConnection({
    url: context.url,
    name: connectionName(context.role, "subscriber"),
    stallMs: 1500,
    logger: context.logger,
    startWatchdog,
    reconnectDelayMs: fullJitterDelayMs,
    prepare,
  });
  return openSubscriber(subscriber, connection);
}
