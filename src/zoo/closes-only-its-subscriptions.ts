import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Close ends the subscriptions. The connection on which it publishes stays open. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "closes-only-its-subscriptions",
  async open(context) {
    const inner = await streamsBus.open(context);
    return { ...inner, close: () => Promise.resolve() };
  },
  foundBy: [
    { run: "fan-out/calm", mustFind: ["leak"], summaryIncludes: "kept connections after close" },
  ],
};
