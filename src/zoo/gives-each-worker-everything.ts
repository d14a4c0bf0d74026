import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** A queue that gives each of its workers a group of its own, so that all of them get every message. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "gives-each-worker-everything",
  guarantees: { ...streamsBus.guarantees, groups: false },
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      subscribe: (topic, { group, consumer, ...rest }, handler) =>
        inner.subscribe(topic, { ...rest, group: `${group}-${consumer}`, consumer }, handler),
    };
  },
  foundBy: [
    {
      run: "fan-out/one-group-calm",
      mustFind: ["duplicate"],
      summaryIncludes: "without a reason",
    },
  ],
};
