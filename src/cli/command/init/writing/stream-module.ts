/** The parts of a Streams bus that depend on the Redis client. */
interface StreamClientParts {
  readonly imports: string;
  readonly functions: string;
}

const ioredisParts: StreamClientParts = {
  imports: 'import { Redis } from "ioredis";',
  functions: `
async function connect(url«: string», name«: string», warn«: (error: unknown) => void»)«: Promise<Redis>» {
  const client = new Redis(url, {
    connectionName: name,
    // A command fails if its connection breaks, so its caller knows that it may or may not have happened.
    maxRetriesPerRequest: 0,
    // A dead connection is given up after this time. It must be longer than a blocking read.
    socketTimeout: 3 * blockMs,
    connectTimeout: 2_000,
  });
  client.on("error", warn);
  return client;
}

async function disconnect(client«: Redis»)«: Promise<void>» {
  client.disconnect();
}

async function append(client«: Redis», key«: string», payload«: string»)«: Promise<string>» {
  return (await client.xadd(key, "*", "payload", payload)) ?? "";
}

async function createGroup(client«: Redis», { key, group }«: Consumer»)«: Promise<void>» {
  try {
    // At 0 a new group also gets what was published before it.
    await client.xgroup("CREATE", key, group, "0", "MKSTREAM");
  } catch (error) {
    if (!String(error).includes("BUSYGROUP")) throw error;
  }
}

async function read(client«: Redis», { key, group, consumer }«: Consumer», from«: string»)«: Promise<Entry[]>» {
  const who = ["GROUP", group, consumer]« as const»;
  const limits = ["COUNT", 10, "BLOCK", blockMs]« as const»;
  const reply = await client.xreadgroup(...who, ...limits, "STREAMS", key, from);
  const streams = (reply ?? [])« as [string, [string, [string, string]][]][]»;
  return streams.flatMap(([, entries]) => entries.map(([id, [, payload]]) => ({ id, payload })));
}

async function acknowledge(client«: Redis», { key, group }«: Consumer», id«: string»)«: Promise<void>» {
  await client.xack(key, group, id);
}
`,
};

const nodeRedisParts: StreamClientParts = {
  imports: 'import { createClient } from "redis";',
  functions: `
async function connect(url«: string», name«: string», warn«: (error: unknown) => void») {
  const client = createClient({
    url,
    name,
    // A command fails if there is no connection, so its caller knows that nothing happened.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000 },
  });
  client.on("error", warn);
  try {
    await client.connect();
  } catch (error) {
    // Without this it would go on trying.
    if (client.isOpen) client.destroy();
    throw error;
  }
  return client;
}
«
type Client = Awaited<ReturnType<typeof connect>>;
»
async function disconnect(client«: Client»)«: Promise<void>» {
  if (client.isOpen && !client.isReady) {
    // A client that is destroyed while it connects leaves that connection open, so the attempt must end first.
    await new Promise((resolve) => {
      client.once("ready", resolve);
      client.once("error", resolve);
      setTimeout(resolve, 3 * blockMs).unref();
    });
  }
  if (client.isOpen) client.destroy();
}

/** Waits for a reply, but not for ever: a connection that stays silent is dead, so it is opened again. */
async function inTime«<Reply>»(client«: Client», command«: Promise<Reply>»)«: Promise<Reply>» {
  // It must be longer than a blocking read.
  const limitMs = 3 * blockMs;
  let timer«: NodeJS.Timeout | undefined»;
  const silence = new Promise«<never>»((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("no reply within " + limitMs + " ms"));
      // A failure reaches the error event.
      disconnect(client).then(() => client.connect()).catch(() => {});
    }, limitMs);
  });
  try {
    return await Promise.race([command, silence]);
  } finally {
    clearTimeout(timer);
  }
}

async function append(client«: Client», key«: string», payload«: string»)«: Promise<string>» {
  return await inTime(client, client.xAdd(key, "*", { payload }));
}

async function createGroup(client«: Client», { key, group }«: Consumer»)«: Promise<void>» {
  try {
    // At 0 a new group also gets what was published before it.
    await inTime(client, client.xGroupCreate(key, group, "0", { MKSTREAM: true }));
  } catch (error) {
    if (!String(error).includes("BUSYGROUP")) throw error;
  }
}

async function read(client«: Client», { key, group, consumer }«: Consumer», from«: string»)«: Promise<Entry[]>» {
  const limits = { COUNT: 10, BLOCK: blockMs };
  const reading = client.xReadGroup(group, consumer, { key, id: from }, limits);
  const reply = await inTime(client, reading);
  const streams = (reply ?? [])« as { messages: { id: string; message: { payload: string } }[] }[]»;
  return streams.flatMap(({ messages }) =>
    messages.map(({ id, message }) => ({ id, payload: message.payload })),
  );
}

async function acknowledge(client«: Client», { key, group }«: Consumer», id«: string»)«: Promise<void>» {
  await inTime(client, client.xAck(key, group, id));
}
`,
};

const template = `
«import type { BusModule } from "bus-chaos";
»IMPORTS

// A bus on Redis Streams, written by \`npx bus-chaos init\`. It works as it is: run it once, and then put your own code
// into the places that are marked with "yours".

/** How long a read waits at Redis for new entries. */
const blockMs = 1_000;
const pauseAfterErrorMs = 100;
«
/** A consumer of a group, on the stream of a topic. */
interface Consumer {
  readonly key: string;
  readonly group: string;
  readonly consumer: string;
}

interface Entry {
  readonly id: string;
  readonly payload: string;
}
»
export const bus«: BusModule» = {
  name: "my-bus",
  // yours: the claims by which the bus is judged.
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  // yours: the key of the stream of a topic. With it a loss says where the message is.
  streamKey,
  async open({ url, role, namespace, logger }) {
    const warn = (error«: unknown») => logger.warn(String(error));
    // yours: create your class here. It must connect to \`url\`: faults are injected there.
    const commands = await connect(url, role + ":commands", warn);
    const subscriptions = new Set«<() => Promise<void>>»();

    return {
      async publish(topic, payload) {
        // yours: publish one message, and resolve when Redis has it.
        return await append(commands, streamKey(topic, namespace), payload);
      },

      async subscribe(topic, { group, consumer }, handler) {
        // yours: subscribe, and call \`handler\` for each message.
        const place = { key: streamKey(topic, namespace), group, consumer };
        const reader = await connect(url, role + ":reader", warn);
        let isOpen = true;
        let reading = Promise.resolve();

        async function close() {
          isOpen = false;
          subscriptions.delete(close);
          await disconnect(reader);
          await reading;
        }

        async function handleNext(from«: string») {
          const entries = await read(reader, place, from);
          // All at once: an entry does not wait for the acknowledgement of the one before.
          const results = await Promise.allSettled(
            entries.map(async ({ id, payload }) => {
              if (!isOpen) return;
              await handler({ id, topic, payload, attempt: 1 });
              await acknowledge(commands, place, id);
            }),
          );
          for (const result of results) if (result.status === "rejected") throw result.reason;
          return entries.length;
        }

        async function readUntilClosed() {
          // First the entries that this consumer was given and did not acknowledge, then new ones.
          let from = "0";
          while (isOpen) {
            try {
              if ((await handleNext(from)) === 0) from = ">";
            } catch (error) {
              warn(error);
              from = "0";
              await new Promise((resolve) => setTimeout(resolve, pauseAfterErrorMs));
              // Redis may have come back without the group.
              const isGone = isOpen && String(error).includes("NOGROUP");
              if (isGone) await createGroup(reader, place).catch(warn);
            }
          }
        }

        subscriptions.add(close);
        try {
          await createGroup(reader, place);
        } catch (error) {
          await close();
          throw error;
        }
        reading = readUntilClosed();
        return { close };
      },

      async close() {
        // yours: end every connection, also while Redis is away.
        await Promise.all([...subscriptions].map((close) => close()));
        await disconnect(commands);
      },
    };
  },
};

function streamKey(topic«: string», namespace«: string»)«: string» {
  return namespace + topic;
}
FUNCTIONS`;

/** Returns a bus on Redis Streams that works as it is, for a user who replaces its parts by an own class. */
export function streamModule(client: "ioredis" | "redis"): string {
  const { imports, functions } = client === "ioredis" ? ioredisParts : nodeRedisParts;
  return template.replace("IMPORTS", imports).replace("FUNCTIONS", () => functions);
}
