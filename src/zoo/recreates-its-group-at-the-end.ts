import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/**
 * A group that is gone is made anew at `$`, behind what was published since Redis came back empty.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    healGroup: (consumer: Consumer) => streamsParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "recreates-its-group-at-the-end" },
);
