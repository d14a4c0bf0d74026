import { rejected } from "../bus/shared/publish-error.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { withDeadline } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

const replyLimitMs = 500;

/**
 * Rejects a publish as certainly not sent if the reply does not come in time, although Redis may
 * have executed it. The caller then sends the message twice.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "takes-a-timeout-for-a-failure",
  async open(context) {
    const inner = await streamsBus.open(context);
    const publish = (topic: string, payload: string): Promise<string | void> =>
      withDeadline(inner.publish(topic, payload), "a reply", replyLimitMs).catch((cause) => {
        throw rejected(`publish to ${topic} failed`, { cause });
      });
    return { ...inner, publish };
  },
  foundBy: [
    {
      run: "partition/replies-lost",
      mustFind: ["false-rejection"],
      summaryIncludes: "during blackhole to the client on every connection",
    },
  ],
};
