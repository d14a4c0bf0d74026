import type { Subscription } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Has one reader for each group. It leaves the topic that it reads for the next one that the group subscribes to. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "reads-only-its-newest-topic",
  async open(context) {
    const inner = await streamsBus.open(context);
    const readers = new Map<string, Subscription>();
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        await readers.get(options.group)?.close();
        const reader = await inner.subscribe(topic, options, handler);
        readers.set(options.group, reader);
        return reader;
      },
    };
  },
  foundBy: [
    { run: "topics/prefix", mustFind: ["stranded"], summaryIncludes: "all unread" },
    { run: "topics/meanwhile", mustFind: ["stranded"], summaryIncludes: "all unread" },
  ],
};
