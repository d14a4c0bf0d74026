import type { Connection } from "../bus/redis/connection.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** How many entries a group may be behind. */
const mostBehind = 20;
const lookAgainMs = 10;

/** Publishes nothing while one of the groups is far behind. A single slow group stops all the others. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, draft) {
        while ((await lagOf(commands, draft.key)) > mostBehind) await sleep(lookAgainMs);
        return await referenceParts.append(commands, draft);
      },
    },
    { name: "waits-for-its-slowest-group" },
  ),
  foundBy: [
    { run: "fan-out/one-cut-off", mustFind: ["stuck"], summaryIncludes: "handled nothing for" },
  ],
};

/** Returns how many entries the slowest group of a stream has not read; 0 if there is no group yet. */
async function lagOf(commands: Connection, key: string): Promise<number> {
  const groups = await commands.send(["XINFO", "GROUPS", key]).catch(() => []);
  const lags = (groups as { lag?: number | null }[]).map(({ lag }) => lag ?? 0);
  return Math.max(0, ...lags);
}
