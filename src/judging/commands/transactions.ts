import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand, WireOpaque } from "../../history/operations/wire-operations.ts";
import { fateOf } from "./command-fate.ts";

/** The end of a transaction, for the commands that Redis queued in it. */
interface End {
  readonly mayExecute: boolean;
  /** When the client got the reply to EXEC, which holds the replies to all of them. */
  readonly repliedMs?: number | undefined;
}

const notExecuted: End = { mayExecute: false };
const unseen: End = { mayExecute: true };

/**
 * Returns the same commands, but gives those that Redis queued (`QUEUED`) their real reply: that of the EXEC of their
 * transaction. If EXEC was answered with nil or an error, or never came, they count as refused.
 *
 *     20.5 ms  MULTI, answered OK
 *     21 ms    XADD, answered QUEUED
 *     21.5 ms  EXEC, answered nil
 *     → the XADD was not executed
 */
export function settleQueued({
  wire,
  opaque,
}: Pick<IndexedHistory, "wire" | "opaque">): readonly WireCommand[] {
  if (!wire.some(isQueued)) return wire;
  // The link stopped reading an opaque connection, so the end of its last transaction was not seen.
  const ends = new Map(opaque.map((each) => [connectionOf(each), unseen]));
  // Backwards, because a command gets its reply from the EXEC that follows it.
  return wire
    .toReversed()
    .map((command) => {
      const connection = connectionOf(command);
      const end = ends.get(connection) ?? notExecuted;
      if (mayExecuteQueued(command)) ends.set(connection, endBy(command));
      else if (beginsTransaction(command)) ends.set(connection, notExecuted);
      return isQueued(command) ? settle(command, end) : command;
    })
    .toReversed();
}

function connectionOf({ process, connection }: WireCommand | WireOpaque): string {
  return `${process} ${connection}`;
}

function isQueued({ reply }: WireCommand): boolean {
  return reply === "QUEUED";
}

function mayExecuteQueued(command: WireCommand): boolean {
  if (command.command !== "EXEC") return false;
  const fate = fateOf(command);
  return fate === "unknown" || (fate === "executed" && command.reply !== "nil");
}

function endBy({ repliedMs }: WireCommand): End {
  return { mayExecute: true, repliedMs };
}

function beginsTransaction(command: WireCommand): boolean {
  return command.command === "MULTI" && fateOf(command) === "executed";
}

function settle(queued: WireCommand, { mayExecute, repliedMs }: End): WireCommand {
  if (queued.executedMs === undefined && !mayExecute) {
    return { ...queued, error: "its transaction was not executed" };
  }
  const { repliedMs: _queuedMs, ...command } = queued;
  return repliedMs === undefined ? command : { ...command, repliedMs };
}
