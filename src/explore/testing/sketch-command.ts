import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** What a test says of a command; the rest is made up. */
export type CommandSketch = Pick<WireCommand, "command" | "occurrence"> &
  Partial<Pick<WireCommand, "process" | "connectionName" | "key" | "handshake">> & {
    readonly atMs: number;
    readonly unanswered?: boolean;
  };

/** A command as the link of `publisher-0` recorded it. */
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
