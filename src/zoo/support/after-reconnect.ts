import type { Consumer } from "../../bus/streams/consumer.ts";
import type { StreamsParts } from "../../bus/streams/consumer.ts";
import { referenceParts } from "../../bus/streams/reference-parts.ts";

/** The usual part, preceded by `act` on every connection but a consumer's first. */
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
