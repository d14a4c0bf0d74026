import { admitAgain } from "../bus/streams/admit.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseEntries } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Sends XRANGE and XGROUP CREATE at `$` in one pipeline, as if a pipeline was a MULTI. A message
 * published between the two commands is neither read nor in the group.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      ensureGroup: (consumer) =>
        consumer.from === "start"
          ? readAllAndGoLive(consumer)
          : referenceParts.ensureGroup(consumer),
    },
    { name: "takes-a-pipeline-for-a-transaction" },
  ),
  foundBy: [
    {
      run: "startup-race/every-boundary-from-start",
      // A subscriber that joins later reads the whole stream again, so it gets what the first one missed.
      mustFind: ["lost", "stranded"],
      summaryIncludes: "start-up commands were lost: before reader XGROUP CREATE stream:orders #1",
    },
  ],
};

async function readAllAndGoLive(consumer: Consumer): Promise<void> {
  const [all] = await Promise.all([
    consumer.reader.send(["XRANGE", consumer.key, "-", "+"]),
    referenceParts.ensureGroup({ ...consumer, from: "new" }),
  ]);
  admitAgain(consumer, parseEntries(all), 1);
}
