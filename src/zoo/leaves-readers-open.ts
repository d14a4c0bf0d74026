import type { BusModule } from "../bus/contract.ts";
import type { Connection } from "../bus/redis/connection.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Every subscription that is closed leaves a connection behind, until the whole bus is closed: to
 * unsubscribe is not to hang up (graphql-redis-subscriptions #124).
 */
export const bus: BusModule = {
  ...createStreamsBus(referenceParts),
  name: "leaves-readers-open",
  async open(context) {
    const left: Connection[] = [];
    const closeReader = async ({ reader }: { reader: Connection }) => void left.push(reader);
    const inner = await createStreamsBus({ ...referenceParts, closeReader }).open(context);
    return {
      ...inner,
      async close() {
        await inner.close();
        await Promise.all(left.map((reader) => reader.close()));
      },
    };
  },
};
