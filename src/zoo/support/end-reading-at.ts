import { once } from "node:events";

import { isErrorReply } from "../../bus/redis/redis-errors.ts";
import type { StreamsParts } from "../../bus/streams/consumer.ts";
import { referenceParts } from "../../bus/streams/reference-parts.ts";

/** Returns a read that ends for good at an error reply with this code: it waits until the subscription closes. */
export function endReadingAt(code: string): StreamsParts["readNew"] {
  return async (consumer, count) => {
    try {
      return await referenceParts.readNew(consumer, count);
    } catch (error) {
      if (!isErrorReply(error) || !error.message.startsWith(code)) throw error;
      const { signal } = consumer.closing;
      if (!signal.aborted) await once(signal, "abort");
      return [];
    }
  };
}
