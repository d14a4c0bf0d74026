import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** How many numbers a subscription remembers. */
const remembered = 10_000;

/**
 * Numbers its messages from 0, and skips a number that it has handled already. With two publishers it takes the
 * messages of one for repetitions of the other's.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "counts-from-zero-in-every-process",
  async open(context) {
    const inner = await streamsBus.open(context);
    let next = 0;
    return {
      ...inner,
      publish: (topic, payload) => inner.publish(topic, `${next++} ${payload}`),
      subscribe(topic, options, handler) {
        const handled = new Set<string>();
        return inner.subscribe(topic, options, async (message) => {
          const [number = ""] = message.payload.split(" ", 1);
          if (handled.has(number)) return;
          await handler({ ...message, payload: message.payload.slice(number.length + 1) });
          handled.add(number);
          if (handled.size > remembered) forgetOldest(handled);
        });
      },
    };
  },
  foundBy: [
    { run: "workers/shared", mustFind: ["lost"], summaryIncludes: "all past the group's position" },
  ],
  onlyFoundBy: "workers",
};

function forgetOldest(numbers: Set<string>): void {
  for (const oldest of numbers) {
    numbers.delete(oldest);
    return;
  }
}
