import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { concerns } from "../commands/command-groups.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";

/** Something that gave a role a message. */
interface HandOut {
  readonly process: string;
  readonly atMs: number;
  /** `undefined` where it was for no group, or nobody can say for which. */
  readonly by: WireCommand | undefined;
}

interface Seen {
  readonly handOuts: ReadonlyMap<MessageKey, readonly HandOut[]>;
  /** Commands that may have returned more than is known. */
  readonly unclear: readonly WireCommand[];
  /** Roles with a connection of which nothing is known. */
  readonly opaque: ReadonlySet<string>;
}

/**
 * Returns whether the wire shows that a message which the bus calls a further attempt had been handed
 * to its group only once. Where it shows nothing, or perhaps not all, the word of the bus counts.
 */
export function createRetryReader(
  history: IndexedHistory,
): (group: Group, delivery: DeliveryRecord) => boolean {
  let seen: Seen | undefined;
  return (group, { message, start: { timeMs } }) => {
    if (!history.header.hasCommands || !message) return false;
    seen ??= readSeen(history);
    const { handOuts, unclear, opaque } = seen;
    if ([...group.processes].some((process) => opaque.has(process))) return false;
    const isOfGroup = ({ process, by }: Pick<HandOut, "process" | "by">): boolean =>
      group.processes.has(process) && (by?.group === undefined || concerns(group, by));
    const own = (handOuts.get(message.key) ?? []).filter(
      (each) => each.atMs <= timeMs && isOfGroup(each),
    );
    const mayBeMore = (by: WireCommand): boolean =>
      isOfGroup({ process: by.process, by }) && mayHaveReturned(by, message, timeMs);
    return own.length === 1 && !unclear.some(mayBeMore);
  };
}

function readSeen(history: IndexedHistory): Seen {
  const { wire, pushes, opaque } = history;
  const { groups } = factsOf(history);
  const claimed = new Set(groups.flatMap(claimedRetries));
  const handOuts = new Map<MessageKey, HandOut[]>();
  const add = (keys: readonly MessageKey[], handOut: HandOut): void => {
    for (const key of keys) {
      if (!claimed.has(key)) continue;
      const known = handOuts.get(key);
      if (known) known.push(handOut);
      else handOuts.set(key, [handOut]);
    }
  };
  for (const by of wire) {
    const { returned = [], process, executedMs = by.timeMs } = by;
    add(returned, { process, atMs: executedMs, by });
  }
  for (const { returned, process, timeMs } of pushes) {
    add(returned, { process, atMs: timeMs, by: undefined });
  }
  const readers = new Set(
    wire.filter(({ returned = [] }) => returned.length > 0).map(({ command }) => command),
  );
  return {
    handOuts,
    unclear: wire.filter((each) => each.partial || isUnanswered(each, readers)),
    opaque: new Set(opaque.map(({ process }) => process)),
  };
}

function claimedRetries({ firstDeliveries }: Group): MessageKey[] {
  return [...firstDeliveries]
    .filter(([, { start }]) => start.attempt > 1)
    .map(([message]) => message);
}

/** A read whose reply nobody saw may have handed out what was there. */
function isUnanswered(
  { command, forwardedMs, executedMs }: WireCommand,
  readers: ReadonlySet<string>,
): boolean {
  return readers.has(command) && forwardedMs !== undefined && executedMs === undefined;
}

function mayHaveReturned(
  { forwardedMs = 0, timeMs }: WireCommand,
  { invokedMs }: MessageRecord,
  deliveredMs: number,
): boolean {
  return forwardedMs <= deliveredMs && invokedMs <= timeMs;
}
