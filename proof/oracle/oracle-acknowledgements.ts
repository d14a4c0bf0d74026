import {
  carriersOf,
  commandsOf,
  hasSurelyStored,
  isAcknowledging,
  isFor,
  mayBeExecutedBy,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import { canComeFrom, messagesIn } from "../recorded/recorded-entries.ts";
import { removedAt } from "../recorded/recorded-faults.ts";
import {
  delivered,
  deliveriesOf,
  drainOf,
  groupsOf,
  handlingOf,
  idOf,
  ofKind,
  originOf,
  outcomeOf,
  published,
  settledAt,
  type DeliverCall,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { idsReportedDropped, mayLose, wasSeen } from "./oracle-missing.ts";
import { mayBeGivenUp } from "./retries/oracle-dead-letters.ts";

/**
 * Messages that the bus acknowledged when Redis certainly had not executed their publish. A durable outbox has until
 * the end of the drain.
 */
export function falselyAcknowledged(run: RecordedRun): readonly string[] {
  const acknowledged = published(run).filter(
    ({ message }) => outcomeOf(run, message) === "acknowledged",
  );
  const { confirmsPublish, durableOutbox } = run.header.guarantees;
  if (!confirmsPublish) return [];
  const drain = drainOf(run);
  const drainedMs = drain && drain.outcome !== "progressing" ? drain.timeMs : -Infinity;
  const unfounded = acknowledged.filter((each) => {
    const settledMs = settledAt(run, each.message) ?? 0;
    if (durableOutbox && settledMs > drainedMs) return false;
    const atMs = durableOutbox ? drainedMs : settledMs;
    const carriers = carriersOf(run, each.message);
    const isPossible = carriers.some((command) => mayHaveTakenBy(command, atMs));
    if (isPossible) return false;
    if (!isFullyReadable(run, each.process)) return !mayHaveSent(run, each, atMs);
    // If the message exists although no command stored it, it reached Redis another way.
    return carriers.some(hasSurelyStored) || !wasSeen(run, each);
  });
  return run.header.hasCommands ? unfounded.map(({ message }) => message) : [];
}

/** XADD with NOMKSTREAM answers nil if there is no stream, and stores nothing. */
function mayHaveTakenBy(command: RecordedCommand, atMs: number): boolean {
  const hasTakenNothing = command.command === "XADD" && command.reply === "nil";
  return !hasTakenNothing && mayBeExecutedBy(command, atMs);
}

/** True if the links can read all payloads of a publisher: no unreadable command looks like its publishes. */
export function isFullyReadable(run: RecordedRun, publisher: string): boolean {
  const own = commandsOf(run).filter(({ process }) => process === publisher);
  const readable = own.filter(({ messages }) => messages !== undefined);
  const hidden = own.filter(({ messages }) => messages === undefined);
  const isUnreadable = ofKind(run, "wire-opaque").some(({ process }) => process === publisher);
  const isMixed = hidden.some(({ command, key }) =>
    readable.some((each) => each.command === command && each.key === key),
  );
  return readable.length > 0 && !isUnreadable && !isMixed;
}

/** True if Redis may have executed any command of the publisher during the call. */
function mayHaveSent(run: RecordedRun, message: PublishCall, endMs: number): boolean {
  const publisher = message.process;
  const own = commandsOf(run).filter(
    ({ process, forwardedMs }) => process === publisher && forwardedMs !== undefined,
  );
  const usesLink = own.some(({ key, handshake }) => key !== undefined && !handshake);
  const isUnreadable = ofKind(run, "wire-opaque").some(({ process }) => process === publisher);
  const sent = own.filter(({ command }) => !/^(PING|ECHO|TIME|INFO)$/.test(command));
  const sentBetween = (fromMs: number, toMs: number): readonly RecordedCommand[] =>
    sent.filter(({ forwardedMs = -1 }) => forwardedMs >= fromMs && forwardedMs <= toMs);
  // A message that was delivered although nothing was sent reached Redis another way.
  const bypassesLink = delivered(run).some((each) => {
    const origin = originOf(run, each);
    const isOwn = origin?.process === publisher;
    return isOwn && sentBetween(origin.timeMs, each.timeMs).length === 0;
  });
  if (!usesLink || isUnreadable || bypassesLink) return true;
  return sentBetween(message.timeMs, endMs).some((each) => mayBeExecutedBy(each, endMs));
}

/** Messages that a group acknowledged to Redis before any of its handlers was done. */
export function acknowledgedEarly(run: RecordedRun): readonly string[] {
  if (mayLose(run)) return [];
  const unlike = published(run).filter((message) => !hasEqual(run, message));
  const pairs = groupsOf(run).flatMap((group) => unlike.map((message) => ({ group, message })));
  const early = pairs.filter(({ group, message }) => {
    const sent = commandsOf(run).filter((each) => isFor(run, group, each));
    return sent.some((command) => isTooEarly(run, command, { group, message }));
  });
  return early.map(({ message }) => message.message);
}

/** True if another message has the same payload, so that no entry shows which of them it holds. */
function hasEqual(run: RecordedRun, { message, equals }: PublishCall): boolean {
  return equals !== undefined || published(run).some((other) => other.equals === message);
}

interface MessageAndGroup {
  readonly group: GroupName;
  readonly message: PublishCall;
}

function isTooEarly(
  run: RecordedRun,
  command: RecordedCommand,
  { group, message }: MessageAndGroup,
): boolean {
  const { forwardedMs = Infinity } = command;
  const deliveries = deliveriesOf(run, group, message.message);
  const isDone = deliveries.some((each) => {
    const { outcome, endMs } = handlingOf(run, each);
    return outcome === "handled" && endMs <= forwardedMs;
  });
  if (forwardedMs === Infinity || isDone) return false;
  if (mayBeGivenUp(run, group, message)) return false;
  if ((removedAt(run, message.message) ?? Infinity) <= forwardedMs) return false;
  const handed = deliveries.filter((each) => isConfirmedBy(run, command, each));
  const [first] = handed;
  if (!first) return false;
  const names = [idOf(run, message.message), first.id, ...(command.ids ?? [])];
  return !idsReportedDropped(run, group).some((id) => names.includes(id));
}

/** A read with NOACK acknowledges the messages that it returns, an XACK the entries that it names. */
function isConfirmedBy(run: RecordedRun, command: RecordedCommand, each: DeliverCall) {
  const { message = "", id } = each;
  if (command.noAck) return command.returned?.includes(message) ?? false;
  // An entry of another stream is another entry, even if it has the same id.
  if (!isAcknowledging(command) || !canComeFrom(run, each, command.key)) return false;
  const { key, ids = [] } = command;
  const entries = ids.filter((entry) => messagesIn(run, key ?? "", entry).includes(message));
  // A bus with ids of its own does not say which entry it delivered.
  return entries.some((entry) => entry === id || !/^\d+-\d+$/.test(id));
}
