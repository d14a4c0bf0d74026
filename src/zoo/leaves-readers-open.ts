import type { Connection } from "../bus/redis/connection.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Leaves the connection of a closed subscription open until the whole bus is closed. */
export const bus: PlantedBug = {
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
  seenIn: "graphql-redis-subscriptions #124",
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "server.connections" }],
  onlyFoundBy: "leak",
};
