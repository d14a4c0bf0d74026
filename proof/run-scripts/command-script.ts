import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import type { ScriptedOperation } from "./run-script.ts";

type Times = "forwardedMs" | "executedMs" | "repliedMs";

/** What may be missing on the wire, where it is told as `null`. */
type Place = "key" | "connectionName";

/** A command of a link. It was forwarded, executed and replied to at the same moment unless given. */
export interface CommandScript extends Partial<
  Omit<WireCommand, "kind" | "type" | "index" | "timeMs" | Place | Times>
> {
  readonly at: number;
  readonly process: string;
  readonly command: string;
  /** The stream of every run unless given. */
  readonly key?: string | null;
  readonly connectionName?: string | null;
  /** `null` for what did not happen. */
  readonly forwardedAt?: number | null;
  readonly executedAt?: number | null;
  readonly repliedAt?: number | null;
}

/** Recorded when nothing more could become of it. */
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

/** On the wire of every run. */
export const stream = "stream:orders";
