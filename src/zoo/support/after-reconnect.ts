import type { Consumer } from "../../bus/streams/consumer.ts";
import type { StreamsParts } from "../../bus/streams/parts.ts";
import { streamsParts } from "../../bus/streams/streams-parts.ts";

/** The usual part, preceded by `act` on every connection but a consumer's first. */
export function afterReconnect(
  act: (consumer: Consumer) => Promise<unknown>,
): StreamsParts["readOwnPending"] {
  const connectedBefore = new WeakSet<Consumer>();
  return async (consumer) => {
    if (connectedBefore.has(consumer)) await act(consumer);
    connectedBefore.add(consumer);
    await streamsParts.readOwnPending(consumer);
  };
}
