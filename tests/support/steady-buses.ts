import type { BusModule } from "../../src/bus/contract.ts";
import type { Consumer } from "../../src/bus/streams/consumer.ts";
import { referenceParts } from "../../src/bus/streams/reference-parts.ts";
import { parseReadReply } from "../../src/bus/streams/replies.ts";
import { createStreamsBus, streamsBus } from "../../src/bus/streams/streams-bus.ts";
import { sleep } from "../../src/clock.ts";

/** Returns a bus whose subscribers look for messages at this interval, and take all that are there. */
export function pollingBus(everyMs: number): BusModule {
  /** Their last read was full, so there may be more. */
  const behind = new WeakSet<Consumer>();
  return createStreamsBus(
    {
      ...referenceParts,
      readNew: async (consumer, count) => {
        const { reader, group, name, key, closing } = consumer;
        if (!behind.has(consumer)) await sleep(everyMs, closing.signal);
        const read = ["XREADGROUP", "GROUP", group, name, "COUNT", String(count)];
        const entries = parseReadReply(await reader.send([...read, "STREAMS", key, ">"]));
        if (entries.length === count) behind.add(consumer);
        else behind.delete(consumer);
        return entries;
      },
    },
    { name: `polls-every-${everyMs}-ms` },
  );
}

/** Returns a bus that publishes what it has collected at this interval, and acknowledges it then. */
export function committingBus(everyMs: number): BusModule {
  return {
    ...streamsBus,
    name: `commits-every-${everyMs}-ms`,
    async open(context) {
      const inner = await streamsBus.open(context);
      let commit: Promise<void> | undefined;
      const publish = async (topic: string, payload: string): Promise<string | void> => {
        commit ??= sleep(everyMs).then(() => void (commit = undefined));
        await commit;
        return inner.publish(topic, payload);
      };
      return { ...inner, publish };
    },
  };
}
