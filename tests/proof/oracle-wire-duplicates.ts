import { handlingOf, type Delivered, type GroupName, type RecordedRun } from "./recorded-run.ts";
import {
  carriersOf,
  commandsOf,
  entryMadeBy,
  hasSurelyStored,
  isAcknowledging,
  isFor,
  isInDoubt,
  isSurelyExecutedBy,
  mayBeExecutedBy,
  mayBeForgotten,
  mayBeLost,
  messageIn,
  type Command,
} from "./recorded-wire.ts";

/** What the wire says of a second delivery; `nothing` leaves it to the faults. */
export type Said = "a reason" | "no reason" | "nothing";

export interface DeliveredAgain {
  readonly group: GroupName;
  readonly message: string;
  readonly first: Delivered;
  readonly second: Delivered;
}

export function saidOnWire(run: RecordedRun, again: DeliveredAgain): Said {
  const entries = entriesOf(run, again);
  if (!run.header.wired || !entries) return "nothing";
  const [one, other] = entries;
  return one === other
    ? saidOfRedelivery(run, again, one)
    : saidOfSecondEntry(carriersOf(run, again.message), entries);
}

type Entries = readonly [string, string];

/** Where the ids of the bus are none of a stream, its publish must surely have made one entry or two. */
function entriesOf(run: RecordedRun, { message, first, second }: DeliveredAgain) {
  if ([first.id, second.id].every((id) => /^\d+-\d+$/.test(id))) {
    return [first.id, second.id] as const;
  }
  const possible = carriersOf(run, message).filter((each) => mayBeExecutedBy(each, Infinity));
  const made = possible.filter(hasSurelyStored).map(entryMadeBy);
  const [one, other = one] = made;
  const isCertain = made.length === possible.length && made.length <= 2;
  return isCertain && one !== undefined && other !== undefined
    ? ([one, other] as const)
    : undefined;
}

/** A publisher may append again what it has no whole reply to, and nothing else. */
function saidOfSecondEntry(carriers: readonly Command[], entries: Entries): Said {
  const [earlier, later] =
    entries[0].localeCompare(entries[1], "en", { numeric: true }) < 0
      ? entries
      : [entries[1], entries[0]];
  const append = carriers.find((each) => entryMadeBy(each) === earlier);
  const again = carriers.find((each) => entryMadeBy(each) === later);
  if (!append) return carriers.some(isInDoubt) ? "a reason" : "nothing";
  if (append.repliedMs === undefined) return "a reason";
  const { forwardedMs: againMs = Infinity } = again ?? {};
  return againMs < append.repliedMs ? "nothing" : "no reason";
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
      [undefined, again.message].includes(messageIn(run, each.key ?? "", entry)),
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

/** The last read that gave this subscriber the message; `undefined` if it may be one unseen. */
function readBefore(
  run: RecordedRun,
  { group, message }: DeliveredAgain,
  { process, timeMs }: Delivered,
): Command | undefined {
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
