import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

const keptCount = 10;

/** Publishes its last ten messages again after each reconnect, in case they were lost, although Redis confirmed them. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "sends-its-last-ten-again",
  async open(context) {
    const kept: { topic: string; payload: string }[] = [];
    const offline = watchOffline(context, () => {
      for (const { topic, payload } of kept) inner.publish(topic, payload).catch(() => {});
    });
    const inner = await streamsBus.open(offline.context);
    const publish = async (topic: string, payload: string): Promise<string | void> => {
      const id = await inner.publish(topic, payload);
      kept.push({ topic, payload });
      if (kept.length > keptCount) kept.shift();
      return id;
    };
    return { ...inner, publish };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["duplicate"],
      summaryIncludes: "the publisher had the reply to its XADD",
    },
  ],
};
