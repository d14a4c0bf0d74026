import { appendCommand } from "../bus/streams/append.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { halfOpenLimitMs, type PlantedBug } from "./planted-bug.ts";

/**
 * Resolves a publish once XADD is written and ignores the reply. Messages on the way to a Redis
 * that is gone are lost.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, draft) {
        commands.send(appendCommand(draft)).catch(() => undefined);
        return draft.messageId;
      },
    },
    { name: "resolves-before-the-reply" },
  ),
  seenIn: "publishers of other brokers that do not wait for confirms",
  foundBy: [
    {
      run: "partition/half-open-publisher",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "all not in Redis",
      recoveryLimitMs: halfOpenLimitMs,
    },
  ],
};
