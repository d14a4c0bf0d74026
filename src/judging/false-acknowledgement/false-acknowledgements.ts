import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { commandPlace } from "../commands/command-text.ts";
import { exchangesOf } from "../commands/exchanges.ts";
import { existsBesidesCommands } from "../commands/existence.ts";
import { hasAppended, publishesOf } from "../commands/publish-commands.ts";

/** A publish that the bus acknowledged at a moment when Redis certainly had not executed it. */
export interface FalseAcknowledgement {
  readonly message: MessageRecord;
  readonly reason:
    | "never sent"
    | "never executed"
    | "executed later"
    | "nothing executed in between";
  /** The same for this one publish, with its command. */
  readonly detail: string;
}

/**
 * Finds publishes that were acknowledged before Redis had executed them. A bus that waits for the reply
 * is never found: the link notes the time of a reply before it passes the reply on to the bus.
 *
 *      10 ms  publisher-0 calls publish for publisher-0/0; no command carries the message
 *      11 ms  publish resolves
 *     → never sent
 */
export function findFalseAcknowledgements(
  history: IndexedHistory,
): readonly FalseAcknowledgement[] {
  const publishes = publishesOf(history);
  const dueOf = createDueTime(history);
  const found: FalseAcknowledgement[] = [];
  for (const message of history.messages.values()) {
    const { outcome, settledMs, invokedMs, publisher } = message;
    if (outcome !== "acknowledged" || settledMs === undefined) continue;
    const dueMs = dueOf(settledMs);
    if (dueMs === undefined) continue;
    const carriers = publishes.carriersOf(message);
    if (carriers.some((command) => mayBeDoneBy(command, dueMs))) continue;
    if (!publishes.seesAllOf(publisher)) {
      // The link could not read the payloads. A command that ended before the publish call cannot have
      // carried the message, so look for any command of the publisher between the call and its end.
      const mayBeStored = exchangesOf(history).mayHaveExchanged(publisher, invokedMs, dueMs);
      if (!mayBeStored) found.push(withoutExchange(message));
      continue;
    }
    // The message exists although no command appended it, so it took a way that the link does not see.
    if (!carriers.some(hasAppended) && existsBesidesCommands(message, history)) continue;
    found.push(describe(message, carriers, settledMs));
  }
  return found;
}

/**
 * Returns a function that says by when Redis must have executed a publish that was acknowledged at a moment: at that
 * moment. If a durable outbox of the bus acknowledges, at the end of the drain. `undefined` if the drain does not tell.
 *
 *      11 ms  publish of publisher-0/0 resolves; the bus claims `durableOutbox`
 *      40 ms  Redis executes XADD of publisher-0/0
 *     500 ms  the drain is complete
 *     → no finding, because publisher-0/0 was due at 500 ms
 */
function createDueTime({
  header,
  drain,
}: IndexedHistory): (settledMs: number) => number | undefined {
  if (!header.guarantees.durableOutbox) return (settledMs) => settledMs;
  if (!drain || drain.outcome === "progressing") return () => undefined;
  return (settledMs) => (settledMs <= drain.timeMs ? drain.timeMs : undefined);
}

/** Returns whether Redis may have executed the command by this moment. */
function mayBeDoneBy(command: WireCommand, atMs: number): boolean {
  const { executedMs = Infinity, forwardedMs = Infinity, reply } = command;
  const fate = fateOf(command);
  if (fate === "unknown") return forwardedMs <= atMs;
  // Redis answers XADD NOMKSTREAM with nil if there is no stream.
  const addedNothing = command.command === "XADD" && reply === "nil";
  return fate === "executed" && !addedNothing && executedMs <= atMs;
}

function describe(
  message: MessageRecord,
  carriers: readonly WireCommand[],
  settledMs: number,
): FalseAcknowledgement {
  const executed = carriers.filter((each) => fateOf(each) === "executed" && each.reply !== "nil");
  const later = executed.find(hasAppended) ?? executed[0];
  if (later) {
    const lateMs = (later.executedMs ?? 0) - settledMs;
    const detail = `${commandPlace(later)} was executed ${durationText(lateMs)} later`;
    return { message, reason: "executed later", detail };
  }
  const sent = carriers.at(-1);
  if (!sent) return { message, reason: "never sent", detail: "no command carried it" };
  return {
    message,
    reason: "never executed",
    detail: `${commandPlace(sent)} ${refusalText(sent)}`,
  };
}

function withoutExchange(message: MessageRecord): FalseAcknowledgement {
  const detail = `Redis executed no command of ${message.publisher} during the publish`;
  return { message, reason: "nothing executed in between", detail };
}

function refusalText(command: WireCommand): string {
  if (command.error !== undefined) return `was refused: ${command.error}`;
  if (command.forwardedMs === undefined) return "did not reach Redis completely";
  return command.executedMs === undefined ? "was sent only later" : "was answered with nil";
}
