import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import type { ScriptedOperation } from "./run-script.ts";

type CommandTimes = "forwardedMs" | "executedMs" | "repliedMs";

/** The fields that a command may lack; a script says `null` for that. */
type OptionalNames = "key" | "connectionName";

/**
 * A command on a link, in short form. Unless the script says otherwise the link forwarded it, Redis
 * executed it and the reply came back, all at the same moment.
 */
export interface CommandScript extends Partial<
  Omit<WireCommand, "kind" | "type" | "index" | "timeMs" | OptionalNames | CommandTimes>
> {
  readonly at: number;
  readonly process: string;
  readonly command: string;
  /** Default: `stream:orders`, the stream of every run. */
  readonly key?: string | null;
  readonly connectionName?: string | null;
  /** `null` if the step did not happen. Default: the time of the step before it. */
  readonly forwardedAt?: number | null;
  readonly executedAt?: number | null;
  readonly repliedAt?: number | null;
}

/** Returns the operation that the link recorded for a command, at the time of its last step. */
export function scriptedCommand(script: CommandScript): ScriptedOperation {
  const { at, forwardedAt = at, executedAt = forwardedAt, ...rest } = script;
  const { repliedAt = executedAt, key = stream, connectionName = null, ...what } = rest;
  const place = {
    ...(key !== null && { key }),
    ...(connectionName !== null && { connectionName }),
  };
  const times = {
    ...(forwardedAt !== null && { forwardedMs: forwardedAt }),
    ...(executedAt !== null && { executedMs: executedAt }),
    ...(repliedAt !== null && { repliedMs: repliedAt }),
  };
  const type = repliedAt === null ? "info" : "ok";
  const common = { kind: "wire", type, connection: 0, occurrence: 1 } as const;
  const endedAt = Math.max(at, ...Object.values(times));
  return { at: endedAt, draft: { ...common, ...place, ...what, ...times } };
}

/** The key of the stream of every run, as links record it. */
export const stream = "stream:orders";

/** Returns the operation for a connection that is no longer parsed as the Redis protocol. */
export function unreadableConnection(
  process: string,
  at: number,
  reason: string,
): ScriptedOperation {
  return { at, draft: { kind: "wire-opaque", type: "info", connection: 0, process, reason } };
}
