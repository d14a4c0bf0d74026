/**
 * The frame of a bus module for a class that `init` could not read. Its only empty place throws an error that
 * says what is missing. A bus in memory would pass, and would have tested nothing.
 */
export const ownModule = `
«import type { BusModule } from "bus-chaos";
»
// The frame of a bus module, written by \`npx bus-chaos init\`. Fill the places that are marked with "yours".
«
/** The calls that the harness needs. Your class may have other names for them. */
interface YourBus {
  publish(topic: string, payload: string): Promise<string>;
  /** Returns the function that ends the subscription. */
  subscribe(
    place: { topic: string; group: string; consumer: string },
    handler: (id: string, payload: string) => void | Promise<void>,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
»
/** yours: create your class, connected to \`url\`, with keys and channels that begin with \`namespace\`. */
async function startYourBus(url«: string», role«: string», namespace«: string»)«: Promise<YourBus>» {
  throw new Error("startYourBus() is empty: " + [url, role, namespace].join(", "));
}

export const bus«: BusModule» = {
  name: "my-bus",
  // yours: the claims by which the bus is judged.
  guarantees: { delivery: "at-least-once" },
  async open({ url, role, namespace }) {
    const yours = await startYourBus(url, role, namespace);
    return {
      // yours: resolves when Redis has the message.
      publish: (topic, payload) => yours.publish(topic, payload),

      async subscribe(topic, { group, consumer }, handler) {
        const close = await yours.subscribe({ topic, group, consumer }, (id, payload) =>
          handler({ id, topic, payload, attempt: 1 }),
        );
        return { close };
      },

      close: () => yours.close(),
    };
  },
};
`;
