import {
  carriersOf,
  commandsOf,
  hasSurelyStored,
  isAcknowledging,
  isFor,
  mayBeExecutedBy,
  messagesIn,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import {
  delivered,
  deliveriesOf,
  groupsOf,
  handlingOf,
  idOf,
  ofKind,
  originOf,
  outcomeOf,
  published,
  settledAt,
  type Delivered,
  type GroupName,
  type Published,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { givenUpTo, isAtMostOnce, wasSeen } from "./oracle-missing.ts";

/** Vouched for at a moment at which Redis had not executed the publish in any possible world. */
export function falselyAcknowledged(run: RecordedRun): readonly string[] {
  const acknowledged = published(run).filter(
    ({ message }) => outcomeOf(run, message) === "acknowledged",
  );
  const dishonest = acknowledged.filter((each) => {
    const atMs = settledAt(run, each.message) ?? 0;
    const carriers = carriersOf(run, each.message);
    const isPossible = carriers.some((command) => mayHaveTakenBy(command, atMs));
    if (isPossible) return false;
    if (!isWholeOnWire(run, each.process)) return !mayHaveSpoken(run, each, atMs);
    // What exists although no command stored it went a way that nobody saw.
    return carriers.some(hasSurelyStored) || !wasSeen(run, each);
  });
  return run.header.hasCommands ? dishonest.map(({ message }) => message) : [];
}

/** An XADD that may not make a stream answers nil, and has taken nothing. */
function mayHaveTakenBy(command: RecordedCommand, atMs: number): boolean {
  const hasTakenNothing = command.command === "XADD" && command.reply === "nil";
  return !hasTakenNothing && mayBeExecutedBy(command, atMs);
}

/** All that a publisher sends can be read: none of its payloads hides in a command of the same kind. */
export function isWholeOnWire(run: RecordedRun, publisher: string): boolean {
  const own = commandsOf(run).filter(({ process }) => process === publisher);
  const readable = own.filter(({ messages }) => messages !== undefined);
  const hidden = own.filter(({ messages }) => messages === undefined);
  const isForeign = ofKind(run, "wire-opaque").some(({ process }) => process === publisher);
  const isMixed = hidden.some(({ command, key }) =>
    readable.some((each) => each.command === command && each.key === key),
  );
  return readable.length > 0 && !isForeign && !isMixed;
}

/** Whether Redis may have executed anything for a publisher between a call and its end. */
function mayHaveSpoken(run: RecordedRun, message: Published, endMs: number): boolean {
  const publisher = message.process;
  const own = commandsOf(run).filter(
    ({ process, forwardedMs }) => process === publisher && forwardedMs !== undefined,
  );
  const isAtWork = own.some(({ key, handshake }) => key !== undefined && !handshake);
  const isForeign = ofKind(run, "wire-opaque").some(({ process }) => process === publisher);
  const said = own.filter(({ command }) => !/^(PING|ECHO|TIME|INFO)$/.test(command));
  const sentBetween = (fromMs: number, toMs: number): readonly RecordedCommand[] =>
    said.filter(({ forwardedMs = -1 }) => forwardedMs >= fromMs && forwardedMs <= toMs);
  // What somebody got while nothing was said went another way.
  const goesRound = delivered(run).some((each) => {
    const origin = originOf(run, each);
    const isOwn = origin?.process === publisher;
    return isOwn && sentBetween(origin.timeMs, each.timeMs).length === 0;
  });
  if (!isAtWork || isForeign || goesRound) return true;
  return sentBetween(message.timeMs, endMs).some((each) => mayBeExecutedBy(each, endMs));
}

/** Acknowledged to Redis while no handler of the group was done with it yet. */
export function acknowledgedEarly(run: RecordedRun): readonly string[] {
  if (isAtMostOnce(run)) return [];
  const pairs = groupsOf(run).flatMap((group) =>
    published(run).map((message) => ({ group, message })),
  );
  const early = pairs.filter(({ group, message }) => {
    const sent = commandsOf(run).filter((each) => isFor(run, group, each));
    return sent.some((command) => isTooEarly(run, command, { group, message }));
  });
  return early.map(({ message }) => message.message);
}

interface Pair {
  readonly group: GroupName;
  readonly message: Published;
}

function isTooEarly(run: RecordedRun, command: RecordedCommand, { group, message }: Pair): boolean {
  const { forwardedMs = Infinity } = command;
  const deliveries = deliveriesOf(run, group, message.message);
  const isDone = deliveries.some((each) => {
    const { outcome, endMs } = handlingOf(run, each);
    return outcome === "handled" && endMs <= forwardedMs;
  });
  if (forwardedMs === Infinity || isDone) return false;
  const handed = deliveries.filter((each) => isConfirmedBy(run, command, each));
  const [first] = handed;
  if (!first) return false;
  const names = [idOf(run, message.message), first.id, ...(command.ids ?? [])];
  return !givenUpTo(run, group).some((id) => names.includes(id));
}

/** A read without acknowledgements confirms what it returns, an XACK the entries that it names. */
function isConfirmedBy(
  run: RecordedRun,
  command: RecordedCommand,
  { message = "", id }: Delivered,
) {
  if (command.noAck) return command.returned?.includes(message) ?? false;
  if (!isAcknowledging(command)) return false;
  const { key, ids = [] } = command;
  const entries = ids.filter((entry) => messagesIn(run, key ?? "", entry).includes(message));
  // A bus with ids of its own does not say which entry it delivered.
  return entries.some((entry) => entry === id || !/^\d+-\d+$/.test(id));
}
