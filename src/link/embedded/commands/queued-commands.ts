import type { ServerReply } from "../../../resp/pairing/conversation.ts";
import type { TrackedCommand } from "./tracked-command.ts";

/** The commands of a connection that wait in a transaction. */
export interface QueuedCommands {
  /** Joins it to the transaction, or hands over the whole transaction if this ends it. */
  answered(tracked: TrackedCommand, reply: ServerReply): void;
}

const endsTransaction: ReadonlySet<string> = new Set(["EXEC", "DISCARD", "RESET"]);

export function createQueuedCommands(): QueuedCommands {
  let queued: TrackedCommand[] = [];
  return {
    answered: (tracked, { kind }) => {
      if (kind === "queued") {
        tracked.isQueued = true;
        queued.push(tracked);
      } else if (queued.length > 0 && endsTransaction.has(tracked.command.name)) {
        tracked.transaction = queued;
        queued = [];
      }
    },
  };
}
