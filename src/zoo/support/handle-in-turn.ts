import type { Consumer, StreamsParts } from "../../bus/streams/consumer.ts";
import { referenceParts } from "../../bus/streams/reference-parts.ts";

/** Says what a closing subscription does with the messages that still wait for their turn. */
type AtClose = "acknowledge" | "handle" | "leave-pending";

/** Returns a `handle` that calls the handler for one message after the other, as a worker with a prefetch buffer does. */
export function handleInTurn(atClose: AtClose): StreamsParts["handle"] {
  const turns = new WeakMap<Consumer, Promise<void>>();
  return (consumer, message) => {
    const before = turns.get(consumer) ?? Promise.resolve();
    const handling = (async () => {
      await before;
      const isClosing = consumer.closing.signal.aborted;
      if (isClosing && atClose === "acknowledge") return;
      if (isClosing && atClose === "leave-pending") throw new Error("the subscription is closing");
      await referenceParts.handle(consumer, message);
    })();
    const over = handling.catch(() => undefined);
    turns.set(consumer, over);
    return handling;
  };
}
