import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { ErrorReplyName, RefusalName } from "../../contract/command-point.ts";

const texts: Readonly<Record<Exclude<ErrorReplyName, "NOGROUP">, string>> = {
  LOADING: "Redis is loading the dataset in memory",
  READONLY: "You can't write against a read only replica.",
  OOM: "command not allowed when used memory > 'maxmemory'.",
  MISCONF:
    "Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. " +
    "Commands that may modify the data set are disabled, because this instance is configured to " +
    "report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). " +
    "Please check the Redis logs for details about the RDB error.",
  CLUSTERDOWN: "The cluster is down",
  NOSCRIPT: "No matching script. Please use EVAL.",
  MASTERDOWN: "Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
};

/** Returns the bytes of the error reply that Redis gives to this command. */
export function errorReply(error: ErrorReplyName | RefusalName, command: ClientCommand): Buffer {
  const text = textOf(error, command);
  // An error for EXEC itself discards the transaction, and Redis says that in front of the error.
  const prefix = command.name === "EXEC" ? "EXECABORT Transaction discarded because of: " : "";
  return Buffer.from(`-${prefix}${error} ${text}\r\n`);
}

/**
 * Returns the command that Redis gets instead of a command that the link refuses. Redis refuses it
 * too, so the refusal takes its place among the replies, and fails a transaction as a real one does.
 */
export function standIn(command: ClientCommand): Buffer {
  const name = command.name === "EXEC" ? "DISCARD" : "REFUSED-BY-LINK";
  return Buffer.from(`*1\r\n$${name.length}\r\n${name}\r\n`);
}

function textOf(error: ErrorReplyName | RefusalName, command: ClientCommand): string {
  if (error === "NOGROUP") return missingGroup(command);
  if (error !== "NOPERM") return texts[error];
  const name = command.name.toLowerCase().replace(" ", "|");
  return `this user has no permissions to run the '${name}' command`;
}

function missingGroup({ name, key = "", args }: ClientCommand): string {
  if (/^X(?:GROUP|INFO) /u.test(name)) {
    return `No such consumer group '${args[3]?.toString() ?? ""}' for key name '${key}'`;
  }
  const isRead = name === "XREADGROUP";
  const group = args[2]?.toString() ?? "";
  const text = `No such key '${key}' or consumer group '${group}'`;
  return isRead ? `${text} in XREADGROUP with GROUP option` : text;
}
