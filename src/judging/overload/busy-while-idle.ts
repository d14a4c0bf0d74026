import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** A connection on which a role sent many commands although there was nothing to do. */
export interface BusyConnection {
  readonly process: string;
  /** Its commands in the window of 200 ms that has the most of them. */
  readonly commands: readonly WireCommand[];
}

/** A bus that polls every 5 ms sends 40 commands in this time. */
const windowMs = 200;
/** With 100 commands in a window a connection keeps a core of its service and one of Redis busy. */
const mostCommands = 100;

/**
 * Returns the connections on which a role sent 100 commands or more within 200 ms while the bus was idle: after every
 * message of the load had settled and was handled, after the last subscription had opened or closed, and before the
 * drain ended. If the role has several open subscriptions, it may send that many for each of them. A command that carries
 * or returns a message, or names an entry, does not count.
 *
 *    1000 ms  the last message of the load is handled
 *    1001 ms  subscriber-0 sends an XREADGROUP without BLOCK, which returns nothing; 99 more follow until 1100 ms
 *     → its connection
 */
export function busyConnectionsOf(history: IndexedHistory): readonly BusyConnection[] {
  const fromMs = idleSinceMs(history);
  const untilMs = history.drain?.timeMs ?? -Infinity;
  const empty = history.wire.filter(
    (command) => isEmpty(command) && sentMs(command) > fromMs && sentMs(command) < untilMs,
  );
  return [...Map.groupBy(empty, connectionOf).values()].flatMap((own) => {
    const commands = busiestWindow(own);
    const [first] = commands;
    if (!first) return [];
    const { process } = first;
    const limit = mostCommands * Math.max(1, openSubscriptions(history, process));
    return commands.length >= limit ? [{ process, commands }] : [];
  });
}

/** When the last message of the load had settled and was handled, and the last subscription was opened or closed. */
function idleSinceMs(history: IndexedHistory): number {
  const { messages, deliveries, subscriptions, drain } = history;
  const drainedMs = drain?.timeMs ?? Infinity;
  const load = [...messages.values()].filter(({ canary }) => !canary);
  const settled = load.map(({ invokedMs, settledMs = invokedMs }) => settledMs);
  const handled = deliveries
    .filter(({ message }) => message?.canary === false)
    .map(({ start, endMs = start.timeMs }) => endMs);
  const calls = subscriptions
    .flatMap(({ invokedMs, readyMs, closeInvokedMs, closedMs }) => [
      invokedMs,
      readyMs ?? invokedMs,
      closeInvokedMs ?? invokedMs,
      closedMs ?? invokedMs,
    ])
    .filter((timeMs) => timeMs < drainedMs);
  return [...settled, ...handled, ...calls].reduce((last, each) => Math.max(last, each), 0);
}

function isEmpty({ handshake, messages, returned, ids }: WireCommand): boolean {
  return !handshake && messages === undefined && returned === undefined && ids === undefined;
}

/** How many subscriptions a role has open when the drain ends. Each has its own work, such as heartbeats. */
function openSubscriptions({ subscriptions, drain }: IndexedHistory, role: string): number {
  const drainedMs = drain?.timeMs ?? Infinity;
  return subscriptions.filter(
    ({ process, invokedMs, closeInvokedMs = Infinity }) =>
      process === role && invokedMs < drainedMs && closeInvokedMs >= drainedMs,
  ).length;
}

function connectionOf({ process, connection }: WireCommand): string {
  return `${process} ${connection}`;
}

function sentMs({ forwardedMs, timeMs }: WireCommand): number {
  return forwardedMs ?? timeMs;
}

function busiestWindow(commands: readonly WireCommand[]): readonly WireCommand[] {
  const inOrder = commands.toSorted((left, right) => sentMs(left) - sentMs(right));
  let busiest: readonly WireCommand[] = [];
  let from = 0;
  for (const [at, last] of inOrder.entries()) {
    while (sentMs(last) - sentMs(inOrder[from] ?? last) >= windowMs) from++;
    if (at + 1 - from > busiest.length) busiest = inOrder.slice(from, at + 1);
  }
  return busiest;
}
