import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand, WireOpaque } from "../../history/operations/wire-operations.ts";
import { fateOf } from "./command-fate.ts";

/** What becomes of the commands that are queued on a connection at some point. */
interface Ending {
  readonly mayExecute: boolean;
  /** When the client knew of it. */
  readonly repliedMs?: number | undefined;
}

const dropped: Ending = { mayExecute: false };
const unseen: Ending = { mayExecute: true };

/**
 * The same commands, but those that Redis queued at first got their reply with the EXEC of their
 * transaction. If that was answered by nil or an error, or never came, they are as good as refused.
 */
export function settleQueued({
  wire,
  opaque,
}: Pick<IndexedHistory, "wire" | "opaque">): readonly WireCommand[] {
  if (!wire.some(isQueued)) return wire;
  // What came last over a connection that could no longer be read is unknown.
  const endings = new Map(opaque.map((each) => [connectionOf(each), unseen]));
  return wire
    .toReversed()
    .map((command) => {
      const connection = connectionOf(command);
      const ending = endings.get(connection) ?? dropped;
      if (mayExecuteQueued(command)) endings.set(connection, endingBy(command));
      else if (beginsTransaction(command)) endings.set(connection, dropped);
      return isQueued(command) ? settle(command, ending) : command;
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

function endingBy({ repliedMs }: WireCommand): Ending {
  return { mayExecute: true, repliedMs };
}

function beginsTransaction(command: WireCommand): boolean {
  return command.command === "MULTI" && fateOf(command) === "executed";
}

function settle(queued: WireCommand, { mayExecute, repliedMs }: Ending): WireCommand {
  if (queued.executedMs === undefined && !mayExecute) {
    return { ...queued, error: "its transaction was not executed" };
  }
  const { repliedMs: _queuedMs, ...command } = queued;
  return repliedMs === undefined ? command : { ...command, repliedMs };
}
