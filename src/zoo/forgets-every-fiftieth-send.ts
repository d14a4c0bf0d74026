import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Confirms no publish, returns no id, and does not send every fiftieth message although it is connected. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "forgets-every-fiftieth-send",
  guarantees: { ...streamsBus.guarantees, confirmsPublish: false },
  async open(context) {
    const inner = await streamsBus.open(context);
    let count = 0;
    return {
      ...inner,
      async publish(topic, payload) {
        if (++count % 50 !== 0) inner.publish(topic, payload).catch(() => undefined);
      },
    };
  },
  foundBy: [{ run: "partition/reset", mustFind: ["lost"], summaryIncludes: "all not in Redis" }],
};
