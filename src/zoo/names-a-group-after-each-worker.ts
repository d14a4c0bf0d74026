import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Creates a Redis group for each worker, so all workers of a group get all of its messages. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "names-a-group-after-each-worker",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      subscribe: (topic, options, handler) =>
        inner.subscribe(
          topic,
          { ...options, group: `${options.group}:${options.consumer}` },
          handler,
        ),
    };
  },
  foundBy: [
    { run: "workers/shared", mustFind: ["duplicate"], summaryIncludes: "without a reason" },
  ],
};
