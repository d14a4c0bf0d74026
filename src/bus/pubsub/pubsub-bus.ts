import { randomUUID } from "node:crypto";

import type { Bus, BusContext, BusModule, MessageHandler, Subscription } from "../contract.ts";
import { announceChanges } from "../redis/announce-changes.ts";
import { fullJitterDelayMs } from "../redis/backoff.ts";
import { startWatchdog } from "../redis/connection-watchdog.ts";
import { type Connection, connectionName, openConnection } from "../redis/connection.ts";
import { isErrorReply, neverSent, NotConnectedError } from "../redis/redis-errors.ts";
import type { RedisClient } from "../redis/redis-session.ts";
import { closeOnce } from "../shared/close-once.ts";
import { inDoubt, rejected } from "../shared/publish-error.ts";
import { wrap } from "./envelope.ts";
import { openSubscriber, receive, type Subscriber } from "./subscriber.ts";

const stallMs = 1500;

/**
 * A bus on Redis Pub/Sub. A message reaches the subscribers that are connected at that moment and no
 * others. Every subscriber gets every message, also two of the same group. A subscriber that lost its
 * connection reports the gap; it notices a half-open connection within 2.5 s.
 */
export const pubsubBus: BusModule = {
  name: "pubsub",
  guarantees: {
    delivery: "at-most-once",
    ordering: "none",
    deduplicates: false,
    replaysFromStart: false,
    groups: true,
    sharesWork: false,
  },
  open: openBus,
};

interface OpenBus {
  readonly context: BusContext;
  readonly publisher: Connection;
  readonly idPrefix: string;
  nextSequence: number;
  /** The connection of every subscriber with the function that ends it, also while it is being opened. */
  readonly subscribers: Map<Connection, () => Promise<void>>;
  closed: boolean;
}

async function openBus(context: BusContext): Promise<Bus> {
  const publisher = connect(context, "publisher", () => Promise.resolve());
  const bus: OpenBus = {
    context,
    publisher,
    idPrefix: randomUUID(),
    nextSequence: 1,
    subscribers: new Map(),
    closed: false,
  };
  announceChanges(publisher, context);
  return {
    publish: (topic, payload) => publish(bus, topic, payload),
    subscribe: (topic, _options, handler) => subscribe(bus, topic, handler),
    close: closeOnce(context.signal, () => closeBus(bus)),
  };
}

/**
 * Resolves with an id that the bus made up, once Redis has taken the message, with or without
 * subscribers. Never waits for a connection and never sends a message twice.
 */
async function publish(bus: OpenBus, topic: string, payload: string): Promise<string> {
  const id = `${bus.idPrefix}-${bus.nextSequence++}`;
  try {
    await bus.publisher.send(["PUBLISH", channelOf(bus, topic), wrap({ id, payload })]);
    return id;
  } catch (error) {
    const message = `publish to ${topic}: ${(error as Error).message}`;
    if (neverSent(error) || isErrorReply(error)) throw rejected(message, { cause: error });
    throw inDoubt(message, { cause: error });
  }
}

async function subscribe(
  bus: OpenBus,
  topic: string,
  handler: MessageHandler,
): Promise<Subscription> {
  const { context, subscribers } = bus;
  if (bus.closed) throw new NotConnectedError(`subscribe to ${topic}: the bus is closed`);
  const channel = channelOf(bus, topic);
  const subscriber: Subscriber = { context, topic, channel, handler, running: 0, closed: false };
  const listener = (text: string) => receive(subscriber, text);
  const connection = connect(context, "subscriber", (client) =>
    client.subscribe(channel, listener),
  );
  subscribers.set(connection, () => connection.close());
  try {
    const opened = await openSubscriber(subscriber, connection);
    const close = async () => {
      await opened.close();
      subscribers.delete(connection);
    };
    subscribers.set(connection, close);
    return { close };
  } catch (error) {
    subscribers.delete(connection);
    throw error;
  }
}

async function closeBus(bus: OpenBus): Promise<void> {
  bus.closed = true;
  await Promise.all([...bus.subscribers.values()].map((close) => close()));
  await bus.publisher.close();
}

function channelOf({ context }: OpenBus, topic: string): string {
  return `${context.namespace}${topic}`;
}

function connect(
  { url, role, logger }: BusContext,
  purpose: string,
  prepare: (client: RedisClient) => Promise<unknown>,
): Connection {
  return openConnection({
    url,
    name: connectionName(role, purpose),
    stallMs,
    logger,
    startWatchdog,
    reconnectDelayMs: fullJitterDelayMs,
    prepare,
  });
}
