import type { Subscription } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Ends the whole consumer when one of its subscriptions closes: the other topics of the group are not read any more. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "closes-its-other-topics-too",
  async open(context) {
    const inner = await streamsBus.open(context);
    const byGroup = new Map<string, Subscription[]>();
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const opened = await inner.subscribe(topic, options, handler);
        const ofGroup = byGroup.get(options.group) ?? [];
        byGroup.set(options.group, [...ofGroup, opened]);
        return {
          async close() {
            const closing = byGroup.get(options.group) ?? [];
            await Promise.all(closing.map((each) => each.close()));
          },
        };
      },
    };
  },
  foundBy: [{ run: "topics/meanwhile", mustFind: ["stranded"], summaryIncludes: "all unread" }],
};
