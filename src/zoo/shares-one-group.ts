import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Long enough that Redis serves the ten readers strictly in turn: each gets every tenth message. */
const blockMs = 5000;

/**
 * Reads in one Redis group for all services. Ten services share the messages that each of them
 * needs to get.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "shares-one-group",
  async open(context) {
    const inner = await streamsBus.open({ ...context, blockMs });
    return {
      ...inner,
      subscribe: (topic, options, handler) =>
        inner.subscribe(topic, { ...options, group: "workers" }, handler),
    };
  },
  foundBy: [
    {
      run: "fan-out/calm",
      mustFind: ["lost"],
      summaryIncludes: "counted for each of 10 groups",
      // A loss counts only once each group has handled a canary, and the canaries come in turn.
      recoveryLimitMs: 4000,
    },
  ],
};
