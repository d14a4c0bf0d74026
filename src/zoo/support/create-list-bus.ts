import { randomUUID } from "node:crypto";

import type { BusContext, BusModule, MessageHandler, Subscription } from "../../bus/contract.ts";
import { wrap, unwrap } from "../../bus/pubsub/envelope.ts";
import { announceChanges } from "../../bus/redis/announce-changes.ts";
import { fullJitterDelayMs } from "../../bus/redis/backoff.ts";
import { startWatchdog } from "../../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection, type Connection } from "../../bus/redis/connection.ts";
import { isErrorReply, neverSent } from "../../bus/redis/redis-errors.ts";
import type { RedisClient } from "../../bus/redis/redis-session.ts";
import { inDoubt, rejected } from "../../bus/shared/publish-error.ts";

/** The lists of a topic: a message waits in one, and is moved to the other while it is handled. */
interface TopicLists {
  readonly waiting: string;
  readonly active: string;
}

/** Takes care of what an earlier connection had moved to the list `active` and never finished. */
type TakeBack = (client: RedisClient, lists: TopicLists) => Promise<unknown>;

const waitSeconds = "0.2";

/** Creates a queue on two lists for each topic, without groups. Calls `takeBack` on each new connection of a reader. */
export function createListBus(name: string, takeBack: TakeBack): BusModule {
  return {
    name,
    guarantees: { delivery: "at-least-once", replaysFromStart: true, groups: false },
    async open(context) {
      const commands = connect(context, "commands", () => Promise.resolve());
      announceChanges(commands, context);
      await commands.whenReady();
      return {
        publish: (topic, payload) => publish(commands, listsOf(context, topic), payload),
        subscribe: (topic, _options, handler) => subscribe(context, { topic, handler, takeBack }),
        close: () => commands.close(),
      };
    },
  };
}

function listsOf({ namespace }: BusContext, topic: string): TopicLists {
  return { waiting: `${namespace}${topic}:waiting`, active: `${namespace}${topic}:active` };
}

function connect(
  { url, role, logger }: BusContext,
  purpose: string,
  prepare: (client: RedisClient) => Promise<unknown>,
): Connection {
  const name = connectionName(role, purpose);
  const common = { stallMs: 1500, startWatchdog, reconnectDelayMs: fullJitterDelayMs };
  return openConnection({ url, name, logger, prepare, ...common });
}

async function publish(
  commands: Connection,
  { waiting }: TopicLists,
  payload: string,
): Promise<string> {
  const id = randomUUID();
  try {
    await commands.send(["LPUSH", waiting, wrap({ id, payload })]);
    return id;
  } catch (error) {
    const { message } = error as Error;
    if (neverSent(error) || isErrorReply(error)) throw rejected(message, { cause: error });
    throw inDoubt(message, { cause: error });
  }
}

async function subscribe(
  context: BusContext,
  asked: { topic: string; handler: MessageHandler; takeBack: TakeBack },
): Promise<Subscription> {
  const { topic, handler, takeBack } = asked;
  const lists = listsOf(context, topic);
  const reader = connect(context, "reader", (client) => takeBack(client, lists));
  announceChanges(reader, context, topic);
  await reader.whenReady();
  const closing = new AbortController();
  const reading = readUntil(closing.signal, async () => {
    await reader.whenReady();
    const { waiting, active } = lists;
    const text = await reader.send(["BLMOVE", waiting, active, "RIGHT", "LEFT", waitSeconds]);
    const message = typeof text === "string" ? unwrap(text) : undefined;
    if (typeof text !== "string" || message === undefined) return;
    await handler({ ...message, topic, attempt: 1 });
    await reader.send(["LREM", active, "1", text]);
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await reader.close();
    await reading;
  };
  return { close };
}

/** Reads one message after the other. After an error the message stays in the list `active`. */
async function readUntil(signal: AbortSignal, readOne: () => Promise<void>): Promise<void> {
  while (!signal.aborted) await readOne().catch(() => undefined);
}
