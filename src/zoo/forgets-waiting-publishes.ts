import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { forgotten, watchLosses } from "./support/watch-losses.ts";

/** A publish during which the connection breaks never settles, though the message is stored. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "forgets-waiting-publishes",
  async open(context) {
    const watch = watchLosses(context);
    const inner = await streamsBus.open(watch.context);
    return {
      ...inner,
      async publish(topic, payload) {
        const before = watch.losses();
        const id = await inner.publish(topic, payload);
        return watch.losses() === before ? id : forgotten();
      },
    };
  },
  foundBy: [
    {
      run: "partition/replies-lost",
      mustFind: ["hung"],
      summaryIncludes: "of publisher-0 never settled",
    },
  ],
};
