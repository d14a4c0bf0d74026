import type { BusModule } from "../bus/contract.ts";
import { admitAgain } from "../bus/streams/admit.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseEntries } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * A worker reads what there is and then goes on with a group that begins at `$`. It sends XRANGE and
 * XGROUP CREATE in one go and believes that nothing can come in between, as if that were a MULTI.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    ensureGroup: (consumer) =>
      consumer.from === "start" ? readAllAndGoLive(consumer) : referenceParts.ensureGroup(consumer),
  },
  { name: "takes-a-pipeline-for-a-transaction" },
);

async function readAllAndGoLive(consumer: Consumer): Promise<void> {
  const [all] = await Promise.all([
    consumer.reader.send(["XRANGE", consumer.key, "-", "+"]),
    referenceParts.ensureGroup({ ...consumer, from: "new" }),
  ]);
  admitAgain(consumer, parseEntries(all), 1);
}
