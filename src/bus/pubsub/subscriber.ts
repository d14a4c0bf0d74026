import { waitUntil } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { BusContext, MessageHandler, Subscription } from "../contract.ts";
import { announceChanges } from "../redis/announce-changes.ts";
import type { Connection } from "../redis/connection.ts";
import { type Envelope, unwrap } from "./envelope.ts";

const handlerLimitMs = 5000;

/** A subscription: a connection on one channel, and the handler of its messages. */
export interface Subscriber {
  readonly context: BusContext;
  readonly topic: string;
  readonly channel: string;
  readonly handler: MessageHandler;
  running: number;
  closed: boolean;
}

/** Handles a text that came over the channel. */
export function receive(subscriber: Subscriber, text: string): void {
  if (subscriber.closed) return;
  const envelope = unwrap(text);
  if (envelope === undefined) {
    subscriber.context.logger.warn(`${subscriber.channel}: not published through this bus`);
    return;
  }
  void callHandler(subscriber, envelope); // Handles its own errors.
}

/** Resolves once Redis has confirmed the subscription. Waits as long as Redis is away. */
export async function openSubscriber(
  subscriber: Subscriber,
  connection: Connection,
): Promise<Subscription> {
  await connection.whenReady();
  announceChanges(connection, subscriber.context, subscriber.topic);
  // The first connection exists already, so after each later one messages may have been missed.
  connection.onChange({ ready: () => reportGap(subscriber) });
  let closing: Promise<void> | undefined;
  return { close: () => (closing ??= closeSubscriber(subscriber, connection)) };
}

function reportGap({ context, topic }: Subscriber): void {
  const detail = "messages published while the connection was away are lost";
  context.notify({ kind: "gap", topic, detail });
}

async function callHandler(subscriber: Subscriber, { id, payload }: Envelope): Promise<void> {
  const { context, topic, handler } = subscriber;
  subscriber.running += 1;
  try {
    await handler({ id, topic, payload, attempt: 1 });
  } catch (error) {
    // An at-most-once bus does not handle it again, so it reports the loss.
    const detail = `its handler failed: ${errorText(error)}`;
    context.logger.error(`${subscriber.channel}: a message was given up, ${detail}`, { id });
    context.notify({ kind: "dropped", topic, ids: [id], detail });
  } finally {
    subscriber.running -= 1;
  }
}

/** Waits up to 5 s for running handlers. */
async function closeSubscriber(subscriber: Subscriber, connection: Connection): Promise<void> {
  subscriber.closed = true;
  await connection.close();
  await waitUntil(() => subscriber.running === 0, {
    what: "running handlers",
    timeoutMs: handlerLimitMs,
  }).catch(() => undefined);
}
