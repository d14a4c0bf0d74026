import type { MessageHandler } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Finds the handler of a message by its group alone. A second topic of the group replaces the handler of the first. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "keeps-one-handler-per-group",
  async open(context) {
    const inner = await streamsBus.open(context);
    const handlers = new Map<string, MessageHandler>();
    return {
      ...inner,
      subscribe(topic, options, handler) {
        handlers.set(options.group, handler);
        return inner.subscribe(topic, options, (message) => handlers.get(options.group)?.(message));
      },
    };
  },
  foundBy: [
    {
      run: "topics/prefix",
      mustFind: ["lost", "misrouted"],
      summaryIncludes: "handled under the wrong topic",
    },
  ],
  onlyFoundBy: "topics",
};
