import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import { entryLookupOf } from "../judging/commands/entries.ts";
import { unreadRepliesOf } from "../judging/commands/unread-replies.ts";
import { durationText } from "../wording.ts";
import type { ExplainedCommand, ExplainedWire } from "./explanation.ts";
import { atText, roundedOrNull, roundMs } from "./moments.ts";

/** Returns the commands and pushes that carried the message, returned it, or named its entry. */
export function explainWire(
  history: IndexedHistory,
  { key }: MessageRecord,
  { streamIds, roles }: MessageIdentity,
): ExplainedWire {
  const { header, wire, pushes, opaque } = history;
  const unread = unreadRepliesOf(history);
  const relate = createRelation(history, { key, streamIds: new Set(streamIds) });
  return {
    seen: header.hasCommands || wire.length > 0 || pushes.length > 0,
    commands: wire
      .flatMap((command) => {
        const relation = relate(command);
        return relation ? [explainCommand(command, relation, unread.get(command))] : [];
      })
      .toSorted((left, right) => startOf(left) - startOf(right)),
    pushes: pushes
      .filter(({ returned }) => returned.includes(key))
      .map(({ timeMs, process, connection }) => ({
        atMs: roundMs(timeMs),
        role: process,
        connection,
      })),
    opaque: opaque
      .filter(({ process }) => roles.has(process))
      .map(({ timeMs, process, connection, reason }) => ({
        atMs: roundMs(timeMs),
        role: process,
        connection,
        reason,
      })),
    partialReplies: wire.filter(({ process, partial }) => partial && roles.has(process)).length,
  };
}

/** By what a command concerns the message, besides its key. */
export interface MessageIdentity {
  /** The ids of the entries with the message. */
  readonly streamIds: readonly string[];
  /** The publisher and the subscribers of its topic. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Returns when a command concerned the message. For a read this is the time of the reply, because a
 * blocking read was often sent before the message was published. `Infinity` if it never reached Redis.
 */
export function startOf(command: ExplainedCommand): number {
  const { relation, forwardedAtMs, executedAtMs, repliedAtMs } = command;
  const answeredAtMs = executedAtMs ?? repliedAtMs;
  const atMs =
    relation === "returned" ? (answeredAtMs ?? forwardedAtMs) : (forwardedAtMs ?? answeredAtMs);
  return atMs ?? Infinity;
}

type Relation = ExplainedCommand["relation"];

/** The names of a message: its key and the ids of its entries. */
interface MessageNames {
  readonly key: string;
  readonly streamIds: ReadonlySet<string>;
}

function createRelation(
  history: IndexedHistory,
  { key, streamIds }: MessageNames,
): (command: WireCommand) => Relation | undefined {
  const { wire } = history;
  const messagesOf = entryLookupOf(history);
  // An id is unique only in its stream, so it counts only in the streams to which the message was sent.
  const streams = new Set(
    wire.flatMap((each) => (each.messages?.includes(key) && each.key ? [each.key] : [])),
  );
  const mayBeEntry = (stream: string | undefined, id: string): boolean => {
    const held = stream === undefined ? [] : messagesOf(stream, id);
    return streamIds.has(id) && (held.length === 0 || held.includes(key));
  };
  return (command) => {
    if (command.messages?.includes(key)) return "carried";
    if (command.returned?.includes(key)) return "returned";
    if (!command.ids?.some((id) => mayBeEntry(command.key, id))) return undefined;
    const elsewhere = command.key !== undefined && streams.size > 0 && !streams.has(command.key);
    return elsewhere ? undefined : "named";
  };
}

function explainCommand(
  command: WireCommand,
  relation: Relation,
  unreadMs: number | undefined,
): ExplainedCommand {
  return {
    relation,
    role: command.process,
    connection: command.connection,
    connectionName: command.connectionName ?? null,
    command: command.command,
    key: command.key ?? null,
    occurrence: command.occurrence,
    group: command.group ?? null,
    forwardedAtMs: roundedOrNull(command.forwardedMs),
    executedAtMs: roundedOrNull(command.executedMs),
    repliedAtMs: roundedOrNull(command.repliedMs),
    reply: command.reply ?? null,
    error: command.error ?? null,
    text: `${commandName(command)}${relationText(command, relation)}: ${courseText(command)}${unreadText(unreadMs)}`,
  };
}

function relationText({ noAck = false }: WireCommand, relation: Relation): string {
  switch (relation) {
    case "carried":
      return "";
    case "returned":
      return noAck ? ", which returned it as acknowledged already (NOACK)" : ", which returned it";
    case "named":
      return ", which named its entry";
  }
}

/** Returns the name of a command, such as `XADD #7 on connection commands`. */
export function commandName({
  command,
  occurrence,
  connection,
  connectionName,
}: Pick<WireCommand, "command" | "occurrence" | "connection"> & {
  readonly connectionName?: string | null | undefined;
}): string {
  return `${command} #${occurrence} on connection ${connectionName ?? connection}`;
}

/** Says how far a command got: forwarded to Redis, executed there, answered to the client. */
function courseText(command: WireCommand): string {
  return [forwardedText(command), executedText(command), repliedText(command)]
    .filter((part) => part !== undefined)
    .join(", ");
}

function forwardedText({ forwardedMs }: WireCommand): string {
  if (forwardedMs === undefined) return "never reached Redis as a whole";
  return `forwarded at ${atText(forwardedMs)}`;
}

function executedText({ forwardedMs, executedMs, reply, error }: WireCommand): string | undefined {
  if (error !== undefined) {
    const by = forwardedMs === undefined ? "answered by the fault" : "refused by Redis";
    return `${by} (${error})${executedMs === undefined ? "" : ` at ${atText(executedMs)}`}`;
  }
  if (executedMs !== undefined) {
    return `executed${reply === undefined ? "" : ` (${reply})`} at ${atText(executedMs)}`;
  }
  // Redis cannot execute a command that it never got as a whole.
  return forwardedMs === undefined ? undefined : "no reply from Redis";
}

function unreadText(unreadMs: number | undefined): string {
  if (unreadMs === undefined) return "";
  return `, but its connection was reset ${durationText(unreadMs)} later, so it may not have read it`;
}

function repliedText({ executedMs, repliedMs }: WireCommand): string | undefined {
  if (repliedMs !== undefined) return `the bus had the reply at ${atText(repliedMs)}`;
  return executedMs === undefined ? undefined : "the reply never reached the bus";
}
