import { randomUUID } from "node:crypto";

import { createClient } from "redis";

import type { Bus, BusContext, BusModule, MessageHandler } from "../../src/bus/contract.ts";

/**
 * A bus that gives each subscriber a list with a random name. It claims at-least-once, but BRPOP removes a
 * message before the subscriber has it, so a lost reply is a lost message.
 */
export const randomInboxBus: BusModule = {
  name: "random-inbox",
  guarantees: { delivery: "at-least-once" },
  open,
};

async function open({ url, role, namespace }: BusContext): Promise<Bus> {
  const commands = await connect(url, `${role}:commands`);
  const inboxesOf = (topic: string): string => `${namespace}inboxes:${topic}`;
  return {
    async publish(topic, payload) {
      // The log keeps messages from before the first subscriber, so that each publish has a command.
      await commands.rPush(`${namespace}log:${topic}`, payload);
      for (const inbox of await commands.sMembers(inboxesOf(topic))) {
        await commands.lPush(inbox, payload);
      }
    },
    async subscribe(topic, _group, handler) {
      const inbox = `${namespace}inbox:${randomUUID()}`;
      await commands.sAdd(inboxesOf(topic), inbox);
      const reader = await connect(url, `${role}:reader`);
      const reading = new AbortController();
      const read = readInbox({ reader, inbox, topic, handler, signal: reading.signal });
      return {
        async close() {
          reading.abort();
          reader.destroy();
          await read;
        },
      };
    },
    close: async () => commands.destroy(),
  };
}

type Client = Awaited<ReturnType<typeof connect>>;

async function connect(url: string, name: string) {
  const client = createClient({ url, name, RESP: 2, socket: { reconnectStrategy: 5 } });
  client.on("error", () => {});
  return await client.connect();
}

interface Reading {
  readonly reader: Client;
  readonly inbox: string;
  readonly topic: string;
  readonly handler: MessageHandler;
  readonly signal: AbortSignal;
}

async function readInbox({ reader, inbox, topic, handler, signal }: Reading): Promise<void> {
  while (!signal.aborted) {
    try {
      const found = await reader.brPop(inbox, 0.2);
      if (found) await handler({ id: randomUUID(), topic, payload: found.element, attempt: 1 });
    } catch {
      // The connection broke. The client connects again, and the loop reads on.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
