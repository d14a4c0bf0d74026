import {
  carriersOf,
  commandsOf,
  entryMadeBy,
  hasPerhapsStored,
  hasSurelyStored,
  isAcknowledging,
  isFor,
  isSurelyExecutedBy,
  mayBeExecutedBy,
  mayRedisHaveLost,
  mayBeUnexecuted,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import { canComeFrom, messagesIn, sourcesOf } from "../recorded/recorded-entries.ts";
import {
  handlingOf,
  type DeliverCall,
  type GroupName,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { isBatchSentAgain } from "./oracle-batches.ts";

/** The verdict of the recorded commands on a second delivery. `undecided`: the faults decide. */
export type CommandsAnswer = "explained" | "unexplained" | "undecided";

export interface SecondDelivery {
  readonly group: GroupName;
  readonly message: string;
  readonly first: DeliverCall;
  readonly second: DeliverCall;
}

export function answerOfCommands(run: RecordedRun, again: SecondDelivery): CommandsAnswer {
  if (!run.header.hasCommands) return "undecided";
  const ids = [again.first.id, again.second.id] as const;
  if (!ids.every(isEntryId)) return answerWithoutEntryIds(run, again);
  return ids[0] === ids[1] && !areOfTwoStreams(run, again)
    ? answerForOneEntry(run, again, ids[0])
    : answerForTwoEntries(run, again);
}

/** The delivery whose stream is known: the second one, or else the first. */
function locatedOf(run: RecordedRun, { first, second }: SecondDelivery): DeliverCall {
  return sourcesOf(run, second) ? second : first;
}

/** True if the two deliveries certainly came from different streams. */
export function areOfTwoStreams(run: RecordedRun, { first, second }: SecondDelivery): boolean {
  const [one, other] = [sourcesOf(run, first), sourcesOf(run, second)];
  return one !== undefined && other !== undefined && one.every((key) => !other.includes(key));
}

export function isEntryId(id: string): boolean {
  return /^\d+-\d+$/.test(id);
}

/** A bus with ids of its own delivered either its only entry again, or one of several copies. */
function answerWithoutEntryIds(run: RecordedRun, again: SecondDelivery): CommandsAnswer {
  const possible = carriersOf(run, again.message).filter((each) => mayBeExecutedBy(each, Infinity));
  const [only] = possible;
  if (possible.length > 1) return answerForCopies(run, again, possible);
  const delivery = locatedOf(run, again);
  const isDelivered = only && hasSurelyStored(only) && canComeFrom(run, delivery, only.key);
  const entry = isDelivered ? entryMadeBy(only) : undefined;
  return entry === undefined ? "undecided" : answerForOneEntry(run, again, entry);
}

/** A publisher may append a message again only if it did not get the whole reply to the first append. */
function answerForTwoEntries(
  run: RecordedRun,
  { message, first, second }: SecondDelivery,
): CommandsAnswer {
  const carriers = carriersOf(run, message);
  const sorted = [first, second].toSorted((left, right) =>
    left.id.localeCompare(right.id, "en", { numeric: true }),
  );
  // The bus itself made an entry in a stream to which its publisher appended nothing.
  if (sorted.some((each) => carriers.every(({ key }) => !canComeFrom(run, each, key)))) {
    const isLost = carriers.some(
      (each) => mayBeExecutedBy(each, Infinity) && each.repliedMs === undefined,
    );
    return isLost ? "explained" : "undecided";
  }
  const [append, again] = sorted.map((delivery) =>
    carriers.find(
      (each) => entryMadeBy(each) === delivery.id && canComeFrom(run, delivery, each.key),
    ),
  );
  if (!append) {
    const isLost = carriers.some(
      (each) =>
        mayBeExecutedBy(each, Infinity) &&
        each.repliedMs === undefined &&
        entryMadeBy(each) === undefined,
    );
    return isLost ? "explained" : "undecided";
  }
  if (append.repliedMs === undefined) return "explained";
  const { forwardedMs: againMs = Infinity } = again ?? {};
  if (againMs < append.repliedMs) return "undecided";
  if (again && isBatchSentAgain(run, append, again)) return "explained";
  return mayRedisHaveLost(run, append, second.timeMs) ? "undecided" : "unexplained";
}

/** The same if the entries are unknown: compares all commands that were sent until the second delivery. */
function answerForCopies(
  run: RecordedRun,
  { second }: SecondDelivery,
  carriers: readonly RecordedCommand[],
): CommandsAnswer {
  const copies = carriers.filter(
    (each) => hasPerhapsStored(each) && (each.forwardedMs ?? Infinity) <= second.timeMs,
  );
  const pairs = copies.flatMap((one) =>
    copies.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  const repeated = pairs.filter(
    ([one, other]) =>
      hasSurelyStored(one) &&
      hasSurelyStored(other) &&
      one.command === other.command &&
      one.key === other.key &&
      one.repliedMs !== undefined &&
      one.repliedMs <= (other.forwardedMs ?? Infinity),
  );
  const inBatches = repeated.filter(([one, other]) => isBatchSentAgain(run, one, other));
  const needless = repeated.filter((each) => !inBatches.includes(each));
  if (needless.some(([one]) => !mayRedisHaveLost(run, one, second.timeMs))) return "unexplained";
  if (needless.length > 0) return "undecided";
  const isRetried = pairs.some(
    ([one, other]) =>
      one.repliedMs === undefined &&
      (one.forwardedMs ?? Infinity) <= (other.forwardedMs ?? Infinity),
  );
  return isRetried || inBatches.length > 0 ? "explained" : "undecided";
}

/**
 * Judges a second delivery of one entry. It is explained if its acknowledgement was sent and lost, if Redis
 * lost it, or if another consumer claimed the entry. It is unexplained if Redis had executed the
 * acknowledgement before it handed the entry out again.
 */
function answerForOneEntry(run: RecordedRun, again: SecondDelivery, entry: string): CommandsAnswer {
  const { group, first, second } = again;
  const readFirst = lastReadOf(run, again, first);
  const readSecond = lastReadOf(run, again, second);
  if (!readFirst || !readSecond) return "undecided";
  const isReadAgain = readFirst !== readSecond;
  const handedOutMs = isReadAgain ? (readSecond.forwardedMs ?? second.timeMs) : second.timeMs;
  const delivery = locatedOf(run, again);
  const confirming = commandsOf(run).filter(
    (each) =>
      isAcknowledging(each) &&
      canComeFrom(run, delivery, each.key ?? "") &&
      isFor(run, group, each) &&
      each.ids?.includes(entry) &&
      mayHold(run, each, { entry, message: again.message }),
  );
  const done = confirming.filter(
    (each) => isSurelyExecutedBy(each, handedOutMs) && each.reply !== "0",
  );
  if (done.length > 0) {
    const isForgotten = done.every((each) => mayRedisHaveLost(run, each, second.timeMs));
    return isForgotten ? "explained" : "unexplained";
  }
  // While the first handler runs no acknowledgement is due, so none can be missing.
  if (handlingOf(run, first).endMs > second.timeMs) return "undecided";
  const isTried = confirming.some(
    (each) => mayBeUnexecuted(each) && (each.forwardedMs ?? each.timeMs) <= second.timeMs,
  );
  const isClaimed =
    isReadAgain && /^X(AUTO)?CLAIM$/.test(readSecond.command) && first.process !== second.process;
  return isTried || isClaimed ? "explained" : "undecided";
}

/** True if the entry that a command names holds the message, or if it is not known what it holds. */
function mayHold(
  run: RecordedRun,
  { key = "" }: RecordedCommand,
  what: { entry: string; message: string },
) {
  const held = messagesIn(run, key, what.entry);
  return held.length === 0 || held.includes(what.message);
}

/**
 * The last read that gave this subscriber the message. `undefined` if no read did, or if a
 * reply was too long to be read to its end, because that reply may hold the message.
 */
function lastReadOf(
  run: RecordedRun,
  { group, message }: SecondDelivery,
  { process, timeMs }: DeliverCall,
): RecordedCommand | undefined {
  const own = commandsOf(run).filter((each) => each.process === process);
  if (own.some(({ partial }) => partial)) return undefined;
  return own
    .filter(({ returned = [] }) => returned.includes(message))
    .filter((each) => each.group === undefined || isFor(run, group, each))
    .filter(
      ({ executedMs = Infinity, repliedMs }) => executedMs <= timeMs && repliedMs !== undefined,
    )
    .at(-1);
}
