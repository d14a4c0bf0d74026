import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { publishesOf } from "../commands/publish-commands.ts";

/** A publish whose command waited behind a read of its own bus. */
export interface WaitingPublish {
  readonly message: MessageRecord;
  readonly command: WireCommand;
  /** The read that waited at the server, on the same connection. */
  readonly read: WireCommand;
  readonly waitedMs: number;
}

/** Redis answers within a few milliseconds. A wait of this length makes a service slow. */
const longWaitMs = 100;

/**
 * Returns the publishes whose command reached Redis while a blocking read was waiting on the same connection, and that
 * Redis executed only more than 100 ms later, after the read. Commands since the first fault do not count.
 *
 *     100 ms  publisher-0 sends XREADGROUP BLOCK 500 on its connection 0
 *     150 ms  publisher-0 sends XADD with publisher-0/3 on its connection 0
 *     600 ms  Redis answers the read with nothing, and then the XADD
 *     → publisher-0/3, which waited for 450 ms
 */
export function publishesBehindReads(history: IndexedHistory): readonly WaitingPublish[] {
  const untilMs = history.faults[0]?.injectCallMs ?? Infinity;
  const reads = Map.groupBy(history.wire.filter(isBlockingRead), connectionOf);
  if (reads.size === 0) return [];
  const publishes = publishesOf(history);
  return [...history.messages.values()].flatMap((message) => {
    const [command] = publishes.carriersOf(message);
    if (command?.executedMs === undefined || command.executedMs > untilMs) return [];
    const { forwardedMs = Infinity, executedMs } = command;
    const read = reads
      .get(connectionOf(command))
      ?.find((each) => isAround(each, { forwardedMs, executedMs }));
    const waitedMs = (read?.executedMs ?? forwardedMs) - forwardedMs;
    return read && waitedMs > longWaitMs ? [{ message, command, read, waitedMs }] : [];
  });
}

function isBlockingRead({ blocks, executedMs }: WireCommand): boolean {
  return blocks === true && executedMs !== undefined;
}

function connectionOf({ process, connection }: WireCommand): string {
  return `${process} ${connection}`;
}

interface Times {
  readonly forwardedMs: number;
  readonly executedMs: number;
}

/** Whether Redis had the read before the command, and answered it between the arrival and the execution of the command. */
function isAround(read: WireCommand, { forwardedMs, executedMs }: Times): boolean {
  const { forwardedMs: sentMs = Infinity, executedMs: doneMs = Infinity } = read;
  return sentMs <= forwardedMs && doneMs > forwardedMs && doneMs <= executedMs;
}
