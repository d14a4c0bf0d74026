import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * A group that is gone is made anew at `$`, behind what was published since Redis came back empty.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    healGroup: (consumer: Consumer) => referenceParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "recreates-its-group-at-the-end" },
);
