import type { WireCommand } from "../../history/operations/wire-operations.ts";

const scripts = new Set(["EVAL", "EVALSHA", "FCALL"]);

export function isScript({ command }: WireCommand): boolean {
  return scripts.has(command);
}

/**
 * Returns what Redis did with a command, as far as the link can tell. A command that was sent and never answered is
 * `unknown`: a Redis that was killed may have executed it before.
 */
export function fateOf(command: WireCommand): "unsent" | "refused" | "unknown" | "executed" {
  const { forwardedMs, executedMs, error } = command;
  if (error !== undefined) {
    // A script can fail after it wrote something. With NOSCRIPT Redis did not know it, so it never began. A script that
    // was answered without being forwarded met a fault of the link, and Redis never saw it.
    const mayHaveBegun = !error.startsWith("NOSCRIPT") && forwardedMs !== undefined;
    const began = isScript(command) && mayHaveBegun;
    return began ? "unknown" : "refused";
  }
  if (executedMs !== undefined) return "executed";
  return forwardedMs === undefined ? "unsent" : "unknown";
}

export function mayBeExecuted(command: WireCommand): boolean {
  const fate = fateOf(command);
  return fate === "executed" || fate === "unknown";
}
