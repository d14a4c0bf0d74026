import type { ServerReply } from "../../../resp/pairing/conversation.ts";
import type { TrackedCommand } from "./tracked-command.ts";

/** The commands of a connection that Redis has queued in a transaction. */
export interface QueuedCommands {
  /** Queues the command, or gives it all queued commands if it ends the transaction. */
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
