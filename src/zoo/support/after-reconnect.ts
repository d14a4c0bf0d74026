import type { Consumer } from "../../bus/streams/consumer.ts";
import type { StreamsParts } from "../../bus/streams/consumer.ts";
import { referenceParts } from "../../bus/streams/reference-parts.ts";

/**
 * Returns a `readOwnPending` that runs `act` before the usual one, on every connection of a consumer
 * except its first.
 */
export function afterReconnect(
  act: (consumer: Consumer) => Promise<unknown>,
): StreamsParts["readOwnPending"] {
  const connectedBefore = new WeakSet<Consumer>();
  return async (consumer) => {
    if (connectedBefore.has(consumer)) await act(consumer);
    connectedBefore.add(consumer);
    await referenceParts.readOwnPending(consumer);
  };
}
