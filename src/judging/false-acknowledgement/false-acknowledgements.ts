import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { placeOnWire } from "../commands/command-text.ts";
import { readExchanges, type WireExchanges } from "../commands/exchanges.ts";
import { hasAppended, publishesOf } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";

/** A publish that the bus vouched for when Redis certainly had not executed it. */
export interface FalseAcknowledgement {
  readonly message: MessageRecord;
  readonly reason:
    | "never sent"
    | "never executed"
    | "executed only later"
    | "with nothing executed meanwhile";
  /** The same of this one publish, with its place on the wire. */
  readonly detail: string;
}

/**
 * The link dates a reply when it gets it, so always before its client can know it: an honest bus
 * never settles before that.
 */
export function findFalseAcknowledgements(
  history: IndexedHistory,
): readonly FalseAcknowledgement[] {
  const publishes = publishesOf(history);
  let exchanges: WireExchanges | undefined;
  const found: FalseAcknowledgement[] = [];
  for (const message of history.messages.values()) {
    const { outcome, settledMs, invokedMs, publisher } = message;
    if (outcome !== "acknowledged" || settledMs === undefined) continue;
    const carriers = publishes.carriersOf(message);
    if (carriers.some((command) => mayBeDoneBy(command, settledMs))) continue;
    // One lookup for each publisher would do, but hardly a message comes this far.
    if (!publishes.isComplete(publisher)) {
      // Whatever its commands hold, none can have been about a message that was still to come.
      exchanges ??= readExchanges(history);
      const mayBeStored = exchanges.mayHaveExchanged(publisher, invokedMs, settledMs);
      if (!mayBeStored) found.push(withoutExchange(message));
      continue;
    }
    // Without a late append on the wire, what exists all the same went a way that we do not see.
    if (!carriers.some(hasAppended) && exists(message, history)) continue;
    found.push(judge(message, carriers, settledMs));
  }
  return found;
}

function mayBeDoneBy(command: WireCommand, atMs: number): boolean {
  const { executedMs = Infinity, forwardedMs = Infinity, reply } = command;
  const fate = fateOf(command);
  if (fate === "unknown") return forwardedMs <= atMs;
  // XADD answers nil when it was told not to make a stream.
  const tookNothing = command.command === "XADD" && reply === "nil";
  return fate === "executed" && !tookNothing && executedMs <= atMs;
}

function judge(
  message: MessageRecord,
  carriers: readonly WireCommand[],
  settledMs: number,
): FalseAcknowledgement {
  const executed = carriers.filter((each) => fateOf(each) === "executed" && each.reply !== "nil");
  const later = executed.find(hasAppended) ?? executed[0];
  if (later) {
    const lateMs = (later.executedMs ?? 0) - settledMs;
    const detail = `${placeOnWire(later)} was executed ${durationText(lateMs)} later`;
    return { message, reason: "executed only later", detail };
  }
  const sent = carriers.at(-1);
  if (!sent) return { message, reason: "never sent", detail: "no command carried it" };
  return { message, reason: "never executed", detail: `${placeOnWire(sent)} ${refusalText(sent)}` };
}

function withoutExchange(message: MessageRecord): FalseAcknowledgement {
  const detail = `${message.publisher} had sent Redis nothing since then that was executed`;
  return { message, reason: "with nothing executed meanwhile", detail };
}

function refusalText(command: WireCommand): string {
  if (command.error !== undefined) return `was refused: ${command.error}`;
  if (command.forwardedMs === undefined) return "did not reach Redis whole";
  return command.executedMs === undefined ? "was sent only later" : "was answered by nil";
}

function exists({ key, topic }: MessageRecord, history: IndexedHistory): boolean {
  const { groups, audits } = factsOf(history);
  return (
    groups.some(({ firstDeliveries }) => firstDeliveries.has(key)) ||
    (audits.get(topic)?.isStored(key) ?? false)
  );
}
