import type { Connection } from "../../src/bus/connection.ts";
import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

/** Every subscription that is closed leaves a connection behind, until the whole bus is closed. */
export const bus: BusModule = {
  ...createStreamsBus(streamsParts),
  name: "leaves-readers-open",
  async open(context) {
    const left: Connection[] = [];
    const closeReader = async ({ reader }: { reader: Connection }) => void left.push(reader);
    const inner = await createStreamsBus({ ...streamsParts, closeReader }).open(context);
    return {
      ...inner,
      async close() {
        await inner.close();
        await Promise.all(left.map((reader) => reader.close()));
      },
    };
  },
};
