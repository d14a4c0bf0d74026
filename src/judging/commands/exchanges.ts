import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { fateOf } from "./command-fate.ts";

/** When a role and Redis had to do with each other, whatever was in the commands. */
export interface WireExchanges {
  /**
   * Whether Redis may have been sent something by this role and have executed it, all within this time.
   * True also for a role that may have other ways to Redis.
   */
  mayHaveExchanged(role: string, fromMs: number, toMs: number): boolean;
}

/** What was forwarded at a time, and when it was done at the earliest. */
interface Exchange {
  readonly forwardedMs: number;
  readonly executedMs: number;
}

export function readExchanges(history: IndexedHistory): WireExchanges {
  const byRole = Map.groupBy(
    history.header.hasCommands ? history.wire : [],
    ({ process }) => process,
  );
  const elsewhere = new Set(history.opaque.map(({ process }) => process));
  const exchanges = new Map<string, readonly Exchange[]>();
  for (const [role, commands] of byRole) exchanges.set(role, earliestEnds(commands));
  for (const role of rolesThatGoRound(history, exchanges)) elsewhere.add(role);
  return {
    mayHaveExchanged(role, fromMs, toMs) {
      const found = exchanges.get(role) ?? [];
      if (found.length === 0 || elsewhere.has(role)) return true;
      const next = found[firstFrom(found, fromMs)];
      return next !== undefined && next.executedMs <= toMs;
    },
  };
}

/** Publishers of which a message reached somebody though they had sent nothing since its call. */
function rolesThatGoRound(
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

/** They ask whether Redis is there, and hand it nothing. */
const idle: ReadonlySet<string> = new Set(["PING", "ECHO", "TIME", "INFO"]);

/**
 * In the order of being forwarded; each with the earliest end of its own and of all that follow, so
 * that one look tells whether anything from there on was done in time. A role that works on no key is
 * at work elsewhere.
 */
function earliestEnds(commands: readonly WireCommand[]): readonly Exchange[] {
  const sent = commands.filter(({ forwardedMs }) => forwardedMs !== undefined);
  if (!sent.some(({ key, handshake }) => key !== undefined && !handshake)) return [];
  const ordered = sent
    .filter(({ command }) => !idle.has(command))
    .map((command) => ({ forwardedMs: command.forwardedMs ?? 0, executedMs: endOf(command) }))
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

/** One that was never answered may have been executed as soon as it was sent. */
function endOf(command: WireCommand): number {
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

/** The position of the first that was forwarded at this time or later. */
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
