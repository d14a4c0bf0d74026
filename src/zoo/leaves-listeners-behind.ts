import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

/** Every subscription listens for the end of the process, also long after it was closed. */
export const bus: BusModule = {
  ...streamsBus,
  name: "leaves-listeners-behind",
  async open(context) {
    const inner = await streamsBus.open(context);
    return {
      ...inner,
      async subscribe(topic, options, handler) {
        const subscription = await inner.subscribe(topic, options, handler);
        const abort = () => void subscription.close(); // Closing never rejects.
        context.signal.addEventListener("abort", abort, { once: true });
        return subscription;
      },
    };
  },
};
