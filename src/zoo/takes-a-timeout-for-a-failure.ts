import type { BusModule } from "../bus/contract.ts";
import { rejected } from "../bus/shared/publish-error.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { withDeadline } from "../clock.ts";

const replyLimitMs = 500;

/**
 * Says that a message was not sent when only the reply to it did not come in time, and so invites its
 * caller to send it twice.
 */
export const bus: BusModule = {
  ...streamsBus,
  name: "takes-a-timeout-for-a-failure",
  async open(context) {
    const inner = await streamsBus.open(context);
    const publish = (topic: string, payload: string): Promise<string> =>
      withDeadline(inner.publish(topic, payload), "a reply", replyLimitMs).catch((cause) => {
        throw rejected(`publish to ${topic} failed`, { cause });
      });
    return { ...inner, publish };
  },
};
