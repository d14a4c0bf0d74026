import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const ignore = (): void => undefined;

/**
 * Never checks whether the other end of a connection is still there, so it waits for ever on a
 * half-open connection.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, startWatchdog: () => ({ sent: ignore, answered: ignore, stop: ignore }) },
    { name: "never-looks-at-its-connections" },
  ),
  seenIn: "ioredis #240 and #1451",
  foundBy: [
    {
      run: "partition/half-open-publisher",
      mustFind: ["not-recovered"],
      summaryIncludes: "publisher-0",
    },
    {
      run: "partition/half-open-subscriber",
      mustFind: ["not-recovered", "stranded"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "subscriber-0",
    },
  ],
  onlyFoundBy: "partition",
};
