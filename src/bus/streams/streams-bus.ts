import { waitUntil } from "../../clock.ts";
import type {
  Bus,
  BusContext,
  BusModule,
  MessageHandler,
  SubscribeOptions,
  Subscription,
} from "../contract.ts";
import { announceChanges } from "../redis/announce-changes.ts";
import { type Connection, connectionName, openConnection } from "../redis/connection.ts";
import { isErrorReply, isRefusal, NotConnectedError } from "../redis/redis-errors.ts";
import type { RedisClient } from "../redis/redis-session.ts";
import { closeOnce } from "../shared/close-once.ts";
import type { StreamsParts } from "./consumer.ts";
import { createConsumer } from "./create-consumer.ts";
import { openSubscription } from "./open-subscription.ts";
import { closeOutbox, createOutbox, type Outbox, publishThrough } from "./outbox.ts";
import { referenceParts } from "./reference-parts.ts";
import { reclaimsWithinMs } from "./upkeep.ts";

/**
 * How long a read waits at the server for new entries. Recommended by `bus-chaos bench block`: the lowest
 * value with at most 2 idle reads a second and recovery from a dead connection within 5 s. 200 ms costs
 * four times the reads, and with 5000 ms a dead connection costs 6.5 s.
 */
export const defaultBlockMs = 1000;
const commandStallMs = 1500;
/** Beyond the block time, which Redis rounds up by as much as 100 ms. */
const readerStallGraceMs = 1500;
const publishGraceMs = 1000;
/** How long a publish waits for a Redis that is away or refuses work. */
const defaultPublishLimitMs = 10_000;

export interface StreamsSettings {
  readonly name?: string;
  /** 10 s by default. */
  readonly publishLimitMs?: number;
}

/**
 * Creates a bus on Redis Streams. It keeps every acknowledged message until every group has handled it,
 * through restarts, cut and half-open connections, lost groups and crashed consumers.
 *
 * It notices a half-open connection within 2.5 s, or within the block time and 2 s while a read is
 * blocked on it. A message may be handled twice after a crash, a lost acknowledgement or a claim.
 */
export function createStreamsBus(
  parts: StreamsParts,
  { name = "streams", publishLimitMs = defaultPublishLimitMs }: StreamsSettings = {},
): BusModule {
  return {
    name,
    guarantees: {
      delivery: "at-least-once",
      ordering: "none",
      deduplicates: false,
      replaysFromStart: true,
      groups: true,
      reclaimsWithinMs,
    },
    streamKey,
    open: (context) => openBus({ parts, publishLimitMs }, context),
  };
}

export const streamsBus: BusModule = createStreamsBus(referenceParts);

export function streamKey(topic: string, namespace: string): string {
  return `${namespace}stream:${topic}`;
}

interface OpenBus {
  readonly parts: StreamsParts;
  readonly context: BusContext;
  readonly commands: Connection;
  readonly outbox: Outbox;
  readonly readers: Set<Connection>;
  readonly subscriptions: Set<Subscription>;
  closed: boolean;
}

/** Resolves at once and connects in the background. Publishes and subscribes wait until then. */
async function openBus(
  { parts, publishLimitMs }: { parts: StreamsParts; publishLimitMs: number },
  context: BusContext,
): Promise<Bus> {
  const commands = connect(parts, context, { purpose: "commands", stallMs: commandStallMs });
  const bus: OpenBus = {
    parts,
    context,
    commands,
    outbox: createOutbox(commands, parts, publishLimitMs),
    readers: new Set(),
    subscriptions: new Set(),
    closed: false,
  };
  announceChanges(commands, context);
  return {
    publish: (topic, payload) =>
      publishThrough(bus.outbox, { topic, key: streamKey(topic, context.namespace), payload }),
    subscribe: (topic, options, handler) => subscribe(bus, { topic, options, handler }),
    close: closeOnce(context.signal, () => closeBus(bus)),
  };
}

async function subscribe(
  bus: OpenBus,
  asked: { topic: string; options: SubscribeOptions; handler: MessageHandler },
): Promise<Subscription> {
  const { parts, context, commands, readers, subscriptions } = bus;
  if (bus.closed) throw busClosed(asked.topic);
  const blockMs = context.blockMs ?? defaultBlockMs;
  // With 0 a read waits for ever, and a dead connection looks like a quiet stream.
  const stallMs = blockMs === 0 ? Infinity : blockMs + readerStallGraceMs;
  const reader = connect(parts, context, { purpose: "reader", stallMs });
  readers.add(reader);
  const key = streamKey(asked.topic, context.namespace);
  const consumer = createConsumer({ ...asked, parts, context, commands, reader, key, blockMs });
  try {
    const opened = await openSubscription(consumer);
    const subscription: Subscription = {
      close: async () => {
        await opened.close();
        readers.delete(reader);
        subscriptions.delete(subscription);
      },
    };
    subscriptions.add(subscription);
    if (!bus.closed) return subscription;
    await subscription.close();
    throw busClosed(asked.topic);
  } catch (error) {
    readers.delete(reader);
    throw error;
  }
}

async function closeBus(bus: OpenBus): Promise<void> {
  const { commands, outbox, readers, subscriptions } = bus;
  bus.closed = true;
  await Promise.all([
    drainOutbox(outbox),
    ...[...subscriptions].map((subscription) => subscription.close()),
  ]);
  // The readers that never became subscriptions, because Redis was away.
  await Promise.all([...readers].map((reader) => reader.close()));
  await commands.close();
}

function busClosed(topic: string): NotConnectedError {
  return new NotConnectedError(`subscribe to ${topic}: the bus is closed`);
}

/** Takes no more publishes, and waits up to 1 s for the replies to those in flight. */
async function drainOutbox(outbox: Outbox): Promise<void> {
  closeOutbox(outbox);
  const settled = () => outbox.inFlight === 0 || outbox.commands.session === undefined;
  const limit = { what: "publishes in flight", timeoutMs: publishGraceMs };
  await waitUntil(settled, limit).catch(() => undefined); // Publishes without a reply are rejected as in doubt.
}

function connect(
  parts: StreamsParts,
  { url, role, namespace, logger }: BusContext,
  { purpose, stallMs }: { purpose: string; stallMs: number },
): Connection {
  return openConnection({
    url,
    name: connectionName(role, purpose),
    stallMs,
    logger,
    startWatchdog: parts.startWatchdog,
    reconnectDelayMs: parts.reconnectDelayMs,
    prepare: (client) => proveWritable(client, `${namespace}ready`),
  });
}

/**
 * Sends a write that writes nothing, because the key never exists. A reply to PING would prove nothing:
 * Redis answers it as a read-only replica too, and while writes are paused.
 */
async function proveWritable(client: RedisClient, key: string): Promise<void> {
  try {
    await client.sendCommand(["XADD", key, "NOMKSTREAM", "*", "ready", "1"]);
  } catch (error) {
    // The commands that get any other error reply, such as OOM or NOPERM, report it themselves.
    if (!isErrorReply(error) || isRefusal(error)) throw error;
  }
}
