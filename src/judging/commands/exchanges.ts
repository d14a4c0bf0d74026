import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { fateOf } from "./command-fate.ts";

/**
 * When each role and Redis exchanged anything, whatever was in the commands. For publishers whose payloads the link
 * cannot read: a publish that resolved without any exchange since its call did not reach Redis.
 */
export interface Exchanges {
  /**
   * Whether Redis may have been sent a command by this role and have executed it, all within this time. Also true
   * for a role that may reach Redis without its link.
   */
  mayHaveExchanged(role: string, fromMs: number, toMs: number): boolean;
}

interface Exchange {
  readonly forwardedMs: number;
  /** The minimum over this command and all later ones: see `sortedExchanges`. */
  readonly executedMs: number;
}

/** Computed once for a history. */
export const exchangesOf = oncePerHistory(readExchanges);

function readExchanges(history: IndexedHistory): Exchanges {
  const byRole = Map.groupBy(
    history.header.hasCommands ? history.wire : [],
    ({ process }) => process,
  );
  const bypassing = new Set(history.opaque.map(({ process }) => process));
  const exchanges = new Map<string, readonly Exchange[]>();
  for (const [role, commands] of byRole) exchanges.set(role, sortedExchanges(commands));
  for (const role of publishersPastTheirLink(history, exchanges)) bypassing.add(role);
  return {
    mayHaveExchanged(role, fromMs, toMs) {
      const found = exchanges.get(role) ?? [];
      if (found.length === 0 || bypassing.has(role)) return true;
      const next = found[firstFrom(found, fromMs)];
      return next !== undefined && next.executedMs <= toMs;
    },
  };
}

/** Publishers that bypass their link: a message of theirs was delivered before they sent any command for it. */
function publishersPastTheirLink(
  { deliveries }: IndexedHistory,
  exchanges: ReadonlyMap<string, readonly Exchange[]>,
): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const { start, message } of deliveries) {
    if (!message || roles.has(message.publisher)) continue;
    const sent = exchanges.get(message.publisher) ?? [];
    const next = sent[firstFrom(sent, message.invokedMs)];
    if ((next?.forwardedMs ?? Infinity) > start.timeMs) roles.add(message.publisher);
  }
  return roles;
}

/** Commands that only ask whether Redis is there. They store nothing. */
const idle: ReadonlySet<string> = new Set(["PING", "ECHO", "TIME", "INFO"]);

/**
 * Returns the exchanges of one role, sorted by `forwardedMs`. `executedMs` is the minimum over this and all later
 * commands, so one binary search answers "was anything sent after t and executed by u?". A role that never used a
 * key publishes through another connection: it has no exchanges here.
 */
function sortedExchanges(commands: readonly WireCommand[]): readonly Exchange[] {
  const sent = commands.filter(({ forwardedMs }) => forwardedMs !== undefined);
  if (!sent.some(({ key, handshake }) => key !== undefined && !handshake)) return [];
  const ordered = sent
    .filter(({ command }) => !idle.has(command))
    .map((command) => ({ forwardedMs: command.forwardedMs ?? 0, executedMs: earliestEnd(command) }))
    .toSorted((left, right) => left.forwardedMs - right.forwardedMs);
  let earliestMs = Infinity;
  return ordered
    .toReversed()
    .map(({ forwardedMs, executedMs }) => {
      earliestMs = Math.min(earliestMs, executedMs);
      return { forwardedMs, executedMs: earliestMs };
    })
    .toReversed();
}

/** When Redis had executed a command at the earliest; `Infinity` if it did not execute it. */
function earliestEnd(command: WireCommand): number {
  const { forwardedMs = Infinity, executedMs = Infinity } = command;
  switch (fateOf(command)) {
    case "executed":
      return executedMs;
    case "unknown":
      return forwardedMs;
    default:
      return Infinity;
  }
}

/** The position of the first exchange that was forwarded at this time or later. */
function firstFrom(exchanges: readonly Exchange[], fromMs: number): number {
  let low = 0;
  let high = exchanges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((exchanges[middle]?.forwardedMs ?? Infinity) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
