import {
  carriersOf,
  commandsOf,
  entryMadeBy,
  hasPerhapsStored,
  hasSurelyStored,
  isAcknowledging,
  isFor,
  isInDoubt,
  isSurelyExecutedBy,
  mayBeExecutedBy,
  mayBeForgotten,
  mayBeLost,
  messagesIn,
  type RecordedCommand,
} from "../recorded/recorded-commands.ts";
import {
  handlingOf,
  type Delivered,
  type GroupName,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** What the wire says of a second delivery; `nothing` leaves it to the faults. */
export type Said = "a reason" | "no reason" | "nothing";

export interface DeliveredAgain {
  readonly group: GroupName;
  readonly message: string;
  readonly first: Delivered;
  readonly second: Delivered;
}

export function saidOnWire(run: RecordedRun, again: DeliveredAgain): Said {
  if (!run.header.hasCommands) return "nothing";
  const ids = [again.first.id, again.second.id] as const;
  if (!ids.every(isOfEntry)) return saidOfUnnamed(run, again);
  return ids[0] === ids[1]
    ? saidOfRedelivery(run, again, ids[0])
    : saidOfSecondEntry(run, again, ids);
}

export function isOfEntry(id: string): boolean {
  return /^\d+-\d+$/.test(id);
}

/** A bus with ids of its own delivers its only entry again, or one of several copies. */
function saidOfUnnamed(run: RecordedRun, again: DeliveredAgain): Said {
  const possible = carriersOf(run, again.message).filter((each) => mayBeExecutedBy(each, Infinity));
  const [only] = possible;
  if (possible.length > 1) return saidOfCopies(run, again, possible);
  const entry = only && hasSurelyStored(only) ? entryMadeBy(only) : undefined;
  return entry === undefined ? "nothing" : saidOfRedelivery(run, again, entry);
}

/** A publisher may append again what it has no whole reply to, and nothing else. */
function saidOfSecondEntry(
  run: RecordedRun,
  { message, second }: DeliveredAgain,
  entries: readonly [string, string],
): Said {
  const carriers = carriersOf(run, message);
  const [earlier, later] = entries.toSorted((left, right) =>
    left.localeCompare(right, "en", { numeric: true }),
  );
  const append = carriers.find((each) => entryMadeBy(each) === earlier);
  const again = carriers.find((each) => entryMadeBy(each) === later);
  if (!append) return carriers.some(isInDoubt) ? "a reason" : "nothing";
  if (append.repliedMs === undefined) return "a reason";
  const { forwardedMs: againMs = Infinity } = again ?? {};
  const isUnknown = againMs < append.repliedMs || mayBeForgotten(run, append, second.timeMs);
  return isUnknown ? "nothing" : "no reason";
}

/** The same where the entries cannot be told: of all that was sent until the second delivery. */
function saidOfCopies(
  run: RecordedRun,
  { second }: DeliveredAgain,
  carriers: readonly RecordedCommand[],
): Said {
  const copies = carriers.filter(
    (each) => hasPerhapsStored(each) && (each.forwardedMs ?? Infinity) <= second.timeMs,
  );
  const pairs = copies.flatMap((one) =>
    copies.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  const needless = pairs.filter(
    ([one, other]) =>
      hasSurelyStored(one) &&
      hasSurelyStored(other) &&
      one.command === other.command &&
      one.key === other.key &&
      one.repliedMs !== undefined &&
      one.repliedMs <= (other.forwardedMs ?? Infinity),
  );
  if (needless.some(([one]) => !mayBeForgotten(run, one, second.timeMs))) return "no reason";
  if (needless.length > 0) return "nothing";
  const isRetried = pairs.some(
    ([one, other]) =>
      one.repliedMs === undefined &&
      (one.forwardedMs ?? Infinity) <= (other.forwardedMs ?? Infinity),
  );
  return isRetried ? "a reason" : "nothing";
}

/** Whether the entry was still without an acknowledgement when it was handed out, and why. */
function saidOfRedelivery(run: RecordedRun, again: DeliveredAgain, entry: string): Said {
  const { group, first, second } = again;
  const readFirst = readBefore(run, again, first);
  const readSecond = readBefore(run, again, second);
  if (!readFirst || !readSecond) return "nothing";
  const isReadAgain = readFirst !== readSecond;
  const handedOutMs = isReadAgain ? (readSecond.forwardedMs ?? second.timeMs) : second.timeMs;
  const confirming = commandsOf(run).filter(
    (each) =>
      isAcknowledging(each) &&
      isFor(run, group, each) &&
      each.ids?.includes(entry) &&
      mayHold(run, each, { entry, message: again.message }),
  );
  const done = confirming.filter(
    (each) => isSurelyExecutedBy(each, handedOutMs) && each.reply !== "0",
  );
  if (done.length > 0) {
    const isForgotten = done.every((each) => mayBeForgotten(run, each, second.timeMs));
    return isForgotten ? "a reason" : "no reason";
  }
  // From a handler at work nothing was due yet, so that no reply is missing.
  if (handlingOf(run, first).endMs > second.timeMs) return "nothing";
  const isTried = confirming.some(
    (each) => mayBeLost(each) && (each.forwardedMs ?? each.timeMs) <= second.timeMs,
  );
  const isClaimed =
    isReadAgain && /^X(AUTO)?CLAIM$/.test(readSecond.command) && first.process !== second.process;
  return isTried || isClaimed ? "a reason" : "nothing";
}

/** Whether the entry that a command names holds the message, as far as anybody knows. */
function mayHold(
  run: RecordedRun,
  { key = "" }: RecordedCommand,
  what: { entry: string; message: string },
) {
  const held = messagesIn(run, key, what.entry);
  return held.length === 0 || held.includes(what.message);
}

/** The last read that gave this subscriber the message; `undefined` if it may be one unseen. */
function readBefore(
  run: RecordedRun,
  { group, message }: DeliveredAgain,
  { process, timeMs }: Delivered,
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
