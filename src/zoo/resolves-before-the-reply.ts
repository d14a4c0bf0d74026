import type { BusModule } from "../bus/contract.ts";
import { appendCommand } from "../bus/streams/append.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * A publish resolves once XADD is written, and nobody looks at the reply. Whatever is on the way to a
 * Redis that is gone is lost, as with publishers that do without confirms.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async append(commands, draft) {
      commands.send(appendCommand(draft)).catch(() => undefined);
      return draft.messageId;
    },
  },
  { name: "resolves-before-the-reply" },
);
