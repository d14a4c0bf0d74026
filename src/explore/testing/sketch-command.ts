import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** The fields of a command that a test sets. The other fields get default values. */
export type CommandSketch = Pick<WireCommand, "command" | "occurrence"> &
  Partial<Pick<WireCommand, "process" | "connectionName" | "key" | "handshake">> & {
    readonly atMs: number;
    readonly unanswered?: boolean;
  };

/** Creates a command as the link of `publisher-0` records it. */
export function sketchCommand({ atMs, unanswered = false, ...sketch }: CommandSketch): WireCommand {
  const answer = { type: "ok", executedMs: atMs + 1, repliedMs: atMs + 1 } as const;
  return {
    kind: "wire",
    index: 0,
    timeMs: atMs + 1,
    process: "publisher-0",
    connection: 0,
    connectionName: "commands",
    forwardedMs: atMs,
    ...(unanswered ? { type: "info" } : answer),
    ...sketch,
  };
}
