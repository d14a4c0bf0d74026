import { setTimeout as delay } from "node:timers/promises";

import { createClient } from "redis";

/** A small bus on Redis Streams, as a service may have it. It knows nothing of bus-chaos. */
export interface StreamBus {
  /** Resolves with the id of the message when Redis has it. */
  publish(key: string, payload: string): Promise<string>;
  /** Each group gets every message, and the consumers of a group share them. Resolves with the function that stops. */
  consume(place: Place, handler: Handler): Promise<() => Promise<void>>;
  close(): void;
}

export interface Place {
  /** The key of the stream. */
  readonly key: string;
  readonly group: string;
  readonly consumer: string;
  /** Whether a new group also gets what was published before it. */
  readonly from: "start" | "new";
}

export type Handler = (id: string, payload: string) => void | Promise<void>;

export interface StreamBusOptions {
  readonly url: string;
  readonly name: string;
  readonly warn: (error: unknown) => void;
}

/** A reply of Redis: the entries of each stream by its key. An entry that was trimmed has no fields. */
type Streams = Record<string, [id: string, fields: string[] | null][]> | null;

/** A read waits this long at Redis. */
const blockMs = 1_000;

export async function openStreamBus({ url, name, warn }: StreamBusOptions): Promise<StreamBus> {
  const commands = await connect({ url, name: `${name}:commands`, warn });
  return {
    publish: async (key, payload) => await commands.client.xAdd(key, "*", { payload }),
    close: commands.end,

    async consume({ key, group, consumer, from }, handler) {
      await createGroup(commands.client, { key, group, id: from === "new" ? "$" : "0" });
      const reader = await connect({ url, name: `${name}:reader`, warn });
      let isOpen = true;
      // "0" reads again what this consumer got and did not acknowledge, ">" reads what is new.
      let position = "0";

      const readOnce = async () => {
        const limits = ["COUNT", "100", "BLOCK", `${blockMs}`];
        const place = ["GROUP", group, consumer, ...limits, "STREAMS", key, position];
        // The function xReadGroup throws if an entry was trimmed while it was pending.
        const streams = await reader.client.sendCommand<Streams>(["XREADGROUP", ...place]);
        const handled: string[] = [];
        let failure: Error | undefined;
        for (const [id, fields] of streams?.[key] ?? []) {
          try {
            if (fields) await handler(id, fields[1] ?? "");
            handled.push(id);
          } catch (error) {
            failure = error as Error;
          }
        }
        if (handled.length > 0) await commands.client.xAck(key, group, handled);
        else position = ">";
        // A message stays pending if its handler failed, and is read again.
        if (failure) throw failure;
      };
      const readOn = async () => {
        try {
          await readOnce();
        } catch (error) {
          warn(error);
          position = "0";
          await delay(100);
          // A Redis that lost its data has lost the group too.
          if (String(error).includes("NOGROUP"))
            await createGroup(commands.client, { key, group, id: "0" });
        }
      };
      const readAll = async () => {
        while (isOpen) await readOn().catch(warn);
      };
      const reading = readAll();
      return async () => {
        isOpen = false;
        reader.end();
        await reading;
      };
    },
  };
}

type Client = Awaited<ReturnType<typeof connect>>["client"];

/** Connects, and connects again whenever the connection is lost or answers nothing. */
async function connect({ url, name, warn }: StreamBusOptions) {
  // Without the offline queue a publish fails at once while Redis is away, instead of waiting.
  const client = createClient({ url, name, disableOfflineQueue: true });
  await client.on("error", warn).connect();
  // A connection can die without a word. Then no reply comes, and the client has to connect again.
  const reconnectIfDead = async () => {
    const silence = delay(2 * blockMs, "silence", { ref: false });
    if ((await Promise.race([client.ping(), silence])) !== "silence") return;
    client.destroy();
    await client.connect();
  };
  const watch = setInterval(() => {
    if (client.isReady) reconnectIfDead().catch(warn);
  }, 3 * blockMs);
  return {
    client,
    end() {
      clearInterval(watch);
      client.destroy();
    },
  };
}

interface GroupStart {
  readonly key: string;
  readonly group: string;
  readonly id: string;
}

async function createGroup(client: Client, { key, group, id }: GroupStart): Promise<void> {
  try {
    await client.xGroupCreate(key, group, id, { MKSTREAM: true });
  } catch (error) {
    if (!String(error).includes("BUSYGROUP")) throw error;
  }
}
