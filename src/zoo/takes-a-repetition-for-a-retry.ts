import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Returns the result of the publish before if the payload is the same, so that a caller can try again without harm. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "takes-a-repetition-for-a-retry",
  async open(context) {
    const inner = await streamsBus.open(context);
    let last: { readonly name: string; readonly result: Promise<string | void> } | undefined;
    return {
      ...inner,
      publish(topic, payload) {
        const name = JSON.stringify([topic, payload]);
        if (last?.name !== name) last = { name, result: inner.publish(topic, payload) };
        return last.result;
      },
    };
  },
  foundBy: [
    {
      run: "payloads/equal",
      mustFind: ["lost"],
      mayAlsoFind: ["false-acknowledgement"],
      summaryIncludes: "lost 18 of 200",
    },
  ],
};
