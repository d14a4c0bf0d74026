import { admitAgain } from "../bus/streams/admit.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseClaimReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const minuteMs = 60_000;

/** Takes a worker for dead only after a minute, and claims that another one gets its messages within 5 s. */
const streams = createStreamsBus(
  {
    ...referenceParts,
    async reclaim(consumer) {
      const { key, group, name, commands } = consumer;
      const range = [String(minuteMs), "0-0", "COUNT", "100"];
      const reply = await commands.send(["XAUTOCLAIM", key, group, name, ...range]);
      admitAgain(consumer, parseClaimReply(reply).entries, 2);
    },
  },
  { name: "reclaims-after-a-minute" },
);

export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, reclaimsWithinMs: 5000 },
  foundBy: [
    {
      run: "consumer-crash/taken-over",
      mustFind: ["lost"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "stuck pending",
    },
  ],
  onlyFoundBy: "consumer-crash",
};
