import { createClient } from "redis";

import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { halfOpenLimitMs, type PlantedBug } from "./planted-bug.ts";

const askEachMs = 200;
const answerLimitMs = 1000;

interface Acknowledger {
  send(id: string): void;
  /** Connects again, if the connection has ended. */
  reopen(): void;
  close(): void;
}

const acknowledgers = new WeakMap<Consumer, Acknowledger>();

/**
 * Acknowledges on a connection of its own and asks it for a PONG, but only while it is open. Replaces it if it does not
 * answer. If it was reset, opens it again only when the reader has to connect again too.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readOwnPending(consumer) {
        const acknowledger = acknowledgers.get(consumer) ?? openAcknowledger(consumer);
        acknowledgers.set(consumer, acknowledger);
        acknowledger.reopen();
        await referenceParts.readOwnPending(consumer);
      },
      acknowledge: (consumer, id) => acknowledgers.get(consumer)?.send(id),
      async closeReader(consumer) {
        await referenceParts.closeReader(consumer);
        acknowledgers.get(consumer)?.close();
      },
    },
    { name: "asks-only-open-connections" },
  ),
  foundBy: [
    {
      run: "partition/each-socket-subscriber",
      mustFind: ["unacknowledged"],
      // Redis never got the acknowledgement, so the messages come again.
      mayAlsoFind: ["duplicate"],
      summaryIncludes: "group-0",
      recoveryLimitMs: halfOpenLimitMs,
    },
  ],
};

function openAcknowledger({ key, group, context }: Consumer): Acknowledger {
  let client = connect();
  const watch = setInterval(() => void ask(), askEachMs);

  function connect() {
    const created = createClient({
      url: context.url,
      name: "acknowledger",
      socket: { reconnectStrategy: false },
    });
    created.on("error", () => {});
    void created.connect().catch(() => {});
    return created;
  }

  async function ask(): Promise<void> {
    const asked = client;
    if (!asked.isReady) return;
    const limit = setTimeout(() => {
      asked.destroy();
      if (asked === client) client = connect();
    }, answerLimitMs);
    await asked.ping().catch(() => {});
    clearTimeout(limit);
  }

  return {
    send: (id) => void client.xAck(key, group, id).catch(() => {}),
    reopen() {
      if (!client.isOpen) client = connect();
    },
    close() {
      clearInterval(watch);
      if (client.isOpen) client.destroy();
    },
  };
}
