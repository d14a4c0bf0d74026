import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

/** Long enough that Redis serves the readers strictly in turn: each gets every tenth message. */
const blockMs = 5000;

/** Ten services share the messages that each of them should get: all read in one group of Redis. */
export const bus: BusModule = {
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
};
