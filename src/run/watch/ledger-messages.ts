import type { FaultInvoke } from "../../history/operations/fault-operations.ts";
import type { PublishInvoke } from "../../history/operations/message-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { hasAppended } from "../../judging/commands/publish-commands.ts";
import { mayLoseData } from "../../judging/facts/redis-data-loss.ts";

type PublishOutcome = "acknowledged" | "rejected" | "in-doubt";

export interface LedgerMessage {
  readonly topic: string;
  readonly publisher: string;
  readonly canary: boolean;
  outcome: PublishOutcome | "unsettled";
  /** When Redis was last seen to store the message; `-Infinity` if it never was. */
  storedMs: number;
}

/** The messages that were published until now, each with its state. */
export interface LedgerMessages {
  readonly all: ReadonlyMap<MessageKey, LedgerMessage>;
  /** Numbers of publish calls. */
  readonly counts: Readonly<Record<"published" | "acknowledged" | "inDoubt", number>>;
  /** Number of publish calls that have not settled. */
  unsettled(): number;
  publish(invoke: PublishInvoke): void;
  /** Returns false if the publish call has settled before. */
  settle(message: MessageKey, outcome: PublishOutcome): boolean;
  /** Returns the later messages that have the payload of this one. */
  equalTo(message: MessageKey): readonly MessageKey[];
  /** Notes the messages that Redis stored by this command. */
  storeBy(command: WireCommand): void;
  /** Notes that Redis may lose what it has stored, if the fault does that. */
  loseBy(fault: FaultInvoke): void;
  /**
   * Whether the message certainly exists: it was acknowledged, or it is in doubt, but Redis was seen to
   * store it and cannot have lost it since.
   */
  exists(message: LedgerMessage): boolean;
}

export function createLedgerMessages(): LedgerMessages {
  const all = new Map<MessageKey, LedgerMessage>();
  const equals = new Map<MessageKey, MessageKey[]>();
  const counts = { published: 0, acknowledged: 0, inDoubt: 0 };
  let unsettled = 0;
  /** Redis may have lost everything that it stored until this time. */
  let lostMs = -Infinity;
  return {
    all,
    counts,
    unsettled: () => unsettled,
    equalTo: (message) => equals.get(message) ?? [],
    publish({ message, topic, process: publisher, canary = false, equals: first }) {
      counts.published++;
      unsettled++;
      const unknown = { outcome: "unsettled", storedMs: -Infinity } as const;
      all.set(message, { topic, publisher, canary, ...unknown });
      if (first !== undefined) equals.set(first, [...(equals.get(first) ?? []), message]);
    },
    settle(message, outcome) {
      const entry = all.get(message);
      if (entry?.outcome !== "unsettled") return false;
      entry.outcome = outcome;
      unsettled--;
      if (outcome === "acknowledged") counts.acknowledged++;
      if (outcome === "in-doubt") counts.inDoubt++;
      return true;
    },
    storeBy(command) {
      if (!command.messages || !hasAppended(command)) return;
      for (const key of command.messages) {
        const message = all.get(key);
        // Another role may pass a message on, which does not publish it.
        if (message?.publisher !== command.process) continue;
        message.storedMs = command.executedMs ?? -Infinity;
      }
    },
    loseBy(fault) {
      if (mayLoseData(fault)) lostMs = fault.timeMs;
    },
    exists: ({ outcome, storedMs }) =>
      outcome === "acknowledged" || (outcome === "in-doubt" && storedMs > lostMs),
  };
}
